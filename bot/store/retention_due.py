"""What of each kind is old enough to be forgotten in the night, and how the simple kinds are."""

from collections.abc import Callable, Mapping
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
    func,
    literal_column,
    or_,
    select,
    update,
)

from bot.store.columns import UtcTime
from bot.store.merge_tables import case_merges
from bot.store.record_tables import case_holds, request_steps, stuck
from bot.store.tables import attachments, case_people, cases, entries, keys, officer_ways, outbox, people, requests
from referral.records import dataclass
from referral.retention import Kind

BEFORE = bindparam("before", type_=UtcTime)
IDS: BindParameter[str] = bindparam("ids", expanding=True)


def has_key(kind: str, of: Column[str]) -> ColumnElement[bool]:
    """Whether the data key of this case or person is still there."""
    return exists().where(keys.c.subject == literal_column(f"'{kind}:'", String) + of)


def not_stuck(kind: Kind, of: Column[str]) -> ColumnElement[bool]:
    """Whether this was not tried in vain a short while ago."""
    return ~exists().where(stuck.c.kind == kind, stuck.c.id == of, stuck.c.at >= bindparam("tried", type_=UtcTime))


def held_with(case_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a hold is about this case, about the one it became part of, or about one that became part of it."""
    of = case_holds.c.case_id
    into = select(case_merges.c.kept_id).where(case_merges.c.case_id == case_id, case_merges.c.undone_at.is_(None))
    parts = select(case_merges.c.case_id).where(case_merges.c.kept_id == case_id, case_merges.c.undone_at.is_(None))
    return or_(of == case_id, of.in_(into), of.in_(parts))


def asked_for(case_id: Column[str]) -> ColumnElement[bool]:
    """Whether a request for data waits for an answer that this case may be part of."""
    theirs = select(case_people.c.person_id).where(case_people.c.case_id == case_id)
    named = select(request_steps.c.request_id).where(request_steps.c.case_id == case_id)
    return exists().where(requests.c.done_at.is_(None), or_(requests.c.person_id.in_(theirs), requests.c.id.in_(named)))


whole = cases.alias("whole")  # the case that another one became part of
LATER = exists().where(entries.c.case_id == cases.c.id, entries.c.at >= BEFORE)
HELD = exists().where(held_with(cases.c.id))
LIVES_ON = exists().where(
    case_merges.c.case_id == cases.c.id,
    case_merges.c.undone_at.is_(None),
    whole.c.id == case_merges.c.kept_id,
    or_(
        whole.c.status != "closed",
        exists().where(entries.c.case_id == whole.c.id, entries.c.at >= BEFORE),
        exists().where(held_with(whole.c.id)),
    ),
)
LIVE = keys.c.subject.startswith("case:")  # what was erased has no key: it is not looked at
OVER = (  # closed, nothing written about it since, held and asked for by nobody
    select(cases.c.id)
    .join_from(keys, cases, cases.c.id == func.substr(keys.c.subject, len("case:") + 1))
    .where(LIVE, cases.c.status == "closed", cases.c.opened_at < BEFORE)
    .where(~LATER, ~HELD, ~LIVES_ON, ~asked_for(cases.c.id))
    .order_by(keys.c.subject)
)
FULL = or_(attachments.c.sealed_original.is_not(None), attachments.c.sealed_copy.is_not(None))
WAITS = exists().where(requests.c.person_id == people.c.id, requests.c.done_at.is_(None))
GONE_BY = (  # nobody we still have to answer: no case, no request, no reminders, no officer
    select(people.c.id)
    .where(people.c.seen_at < BEFORE, people.c.officer_id == "", people.c.subscribed.is_(False))
    .where(people.c.channel.not_in(("officer_page", "phone")), has_key("person", people.c.id), ~WAITS)
    .where(~exists().where(case_people.c.person_id == people.c.id))
    .where(~exists().where(officer_ways.c.person_id == people.c.id))
    .where(not_stuck("person", people.c.id))
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

GONE: Mapping[Kind, Select[Any]] = {  # whose keys were destroyed
    "case": select(cases.c.id).where(~has_key("case", cases.c.id)).order_by(cases.c.id),
    "person": select(people.c.id).where(~has_key("person", people.c.id)).order_by(people.c.id),
}
DUE: Mapping[Kind, Select[Any]] = {
    "case": OVER.where(not_stuck("case", cases.c.id)),
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
