"""What the store itself need not keep: handled events, spent secrets, mail that was read."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete

from bot.store.tables import UtcTime, events, invites, logins, mailbox, staff_sessions

KEEP = timedelta(days=30)  # as long as a platform may repeat an event
BEFORE = bindparam("before", type_=UtcTime)
FORGET = (
    delete(events).where(events.c.at < BEFORE),
    delete(invites).where(invites.c.expires_at < BEFORE),
    delete(logins).where(logins.c.expires_at < BEFORE),
    delete(staff_sessions).where(staff_sessions.c.expires_at < BEFORE),
    delete(mailbox).where(mailbox.c.at < BEFORE, mailbox.c.sealed.is_(None)),
)


def forget(connection: Connection, now: datetime) -> None:
    """Delete what is older than KEEP. Keys of sent messages stay: they stop a repeat for as long as a case lives."""
    for statement in FORGET:
        connection.execute(statement, {"before": now - KEEP})
