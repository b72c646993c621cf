"""What of each kind is old enough to be forgotten in the night, and how the simple kinds are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Executable,
    Select,
    String,
    bindparam,
    cast,
    exists,
    literal_column,
    or_,
    select,
    update,
)

from bot.store.columns import UtcTime
from bot.store.record_tables import case_holds, request_steps
from bot.store.tables import attachments, case_people, cases, entries, keys, officer_ways, outbox, people, requests
from referral.retention import Kind

BEFORE = bindparam("before", type_=UtcTime)
IDS: BindParameter[str] = bindparam("ids", expanding=True)


def has_key(kind: str, of: Column[str]) -> ColumnElement[bool]:
    """Whether the data key of this case or person is still there."""
    return exists().where(keys.c.subject == literal_column(f"'{kind}:'", String) + of)


LATER = exists().where(entries.c.case_id == cases.c.id, entries.c.at >= BEFORE)
HELD = exists().where(case_holds.c.case_id == cases.c.id)
OVER = (  # closed, nothing written about it since, held by nobody
    select(cases.c.id)
    .where(cases.c.status == "closed", cases.c.opened_at < BEFORE, has_key("case", cases.c.id), ~LATER, ~HELD)
    .order_by(cases.c.id)
)
FULL = or_(attachments.c.sealed_original.is_not(None), attachments.c.sealed_copy.is_not(None))
WAITS = exists().where(requests.c.person_id == people.c.id, requests.c.done_at.is_(None))
GONE_BY = (  # nobody we still have to answer: no case, no request, no reminders, no officer
    select(people.c.id)
    .where(people.c.seen_at < BEFORE, people.c.officer_id == "", people.c.subscribed.is_(False))
    .where(people.c.channel.not_in(("officer_page", "phone")), has_key("person", people.c.id), ~WAITS)
    .where(~exists().where(case_people.c.person_id == people.c.id))
    .where(~exists().where(officer_ways.c.person_id == people.c.id))
    .order_by(people.c.id)
)
SAID = (
    select(cast(outbox.c.id, String))
    .where(outbox.c.at < BEFORE, outbox.c.state.not_in(("queued", "sending")))
    .where(or_(outbox.c.sealed.is_not(None), outbox.c.platform_id.is_not(None)))
    .order_by(outbox.c.id)
)
DONE = select(requests.c.id).where(requests.c.done_at < BEFORE, requests.c.sealed != b"").order_by(requests.c.id)
PICTURED = OVER.where(exists().where(attachments.c.case_id == cases.c.id, FULL))

DUE: Mapping[Kind, Select[Any]] = {
    "case": OVER,
    "files": PICTURED,
    "person": GONE_BY,
    "request": DONE,
    "outbox": SAID,
}


@dataclass(frozen=True, slots=True)
class Blank:
    """Statements that leave the row and take what was in it; how an id of the list is written there."""

    statements: tuple[Executable, ...]
    read: Callable[[str], object] = str


BLANK: Mapping[Kind, Blank] = {
    "files": Blank((
        update(attachments).where(attachments.c.case_id.in_(IDS)).values(sealed_original=None, sealed_copy=None),
    )),
    "request": Blank((
        update(requests).where(requests.c.id.in_(IDS)).values(sealed=b""),
        update(request_steps).where(request_steps.c.request_id.in_(IDS)).values(sealed=b""),
    )),
    "outbox": Blank((
        update(outbox).where(outbox.c.id.in_(IDS)).values(sealed=None, platform_id=None, trace_hash=None),
    ), int),
}  # fmt: skip
