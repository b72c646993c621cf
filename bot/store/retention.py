"""What the store itself need not keep: handled events, spent secrets, mail that was read, old campaigns' copies."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Executable, bindparam, delete, select, tuple_, update

from bot.store.campaign_tables import campaign_copies, campaign_cursors, campaign_runs
from bot.store.columns import UtcTime
from bot.store.tables import cases, events, hosted, invites, logins, mailbox, staff_sessions, uploads
from referral.retention import KEEP, Kind

FIXED = {kind: timedelta(days=keep.days) for kind, keep in KEEP.items()}  # no deployer changes these
COPIES_AT_ONCE = 2000  # so that the transaction is short: the next hour takes the next, 17 million in a year
BEFORE = bindparam("before", type_=UtcTime)
FORGET: Sequence[tuple[Kind, Executable]] = (
    ("events", delete(events).where(events.c.at < BEFORE)),
    ("logins", delete(invites).where(invites.c.expires_at < BEFORE)),
    ("logins", delete(logins).where(logins.c.expires_at < BEFORE)),
    ("logins", delete(staff_sessions).where(staff_sessions.c.expires_at < BEFORE)),
    ("mailbox", delete(mailbox).where(mailbox.c.at < BEFORE, mailbox.c.sealed.is_(None))),
)
FORGET_UPLOADS = delete(uploads).where(uploads.c.at < BEFORE)
LENDING_OVER = delete(hosted).where(hosted.c.until <= bindparam("now", type_=UtcTime))
FORGET_SOURCES = update(cases).where(cases.c.opened_at < BEFORE, cases.c.source != "").values(source="")
ENDED = select(campaign_runs.c.id).where(campaign_runs.c.ended_at < BEFORE)
COPY = tuple_(campaign_copies.c.run_id, campaign_copies.c.person_id)
FORGET_COPIES = delete(campaign_copies).where(
    COPY.in_(
        select(campaign_copies.c.run_id, campaign_copies.c.person_id)
        .where(campaign_copies.c.run_id.in_(ENDED))
        .limit(COPIES_AT_ONCE)
    )
)
FORGET_CURSORS = delete(campaign_cursors).where(campaign_cursors.c.run_id.in_(ENDED))


def forget(connection: Connection, now: datetime) -> None:
    """Delete what is older than the table says.

    Keys of sent messages stay: they stop a repeat for as long as a case lives.
    """
    for kind, statement in FORGET:
        connection.execute(statement, {"before": now - FIXED[kind]})
    connection.execute(FORGET_UPLOADS, {"before": now - FIXED["uploads"]})
    connection.execute(FORGET_SOURCES, {"before": now - FIXED["source"]})
    connection.execute(LENDING_OVER, {"now": now})
    for statement in (FORGET_COPIES, FORGET_CURSORS):
        connection.execute(statement, {"before": now - FIXED["copies"]})
