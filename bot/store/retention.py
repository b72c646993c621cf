"""What the store itself need not keep: handled events, spent secrets, mail that was read."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, update

from bot.store.columns import UtcTime
from bot.store.tables import cases, events, hosted, invites, logins, mailbox, staff_sessions, uploads

KEEP = timedelta(days=30)  # as long as a platform may repeat an event
UPLOAD_KEPT = timedelta(days=7)  # as long as a platform keeps what was uploaded to it
SOURCE_KEPT = timedelta(days=1)  # long enough to see a flood of emergencies from one place
BEFORE = bindparam("before", type_=UtcTime)
FORGET = (
    delete(events).where(events.c.at < BEFORE),
    delete(invites).where(invites.c.expires_at < BEFORE),
    delete(logins).where(logins.c.expires_at < BEFORE),
    delete(staff_sessions).where(staff_sessions.c.expires_at < BEFORE),
    delete(mailbox).where(mailbox.c.at < BEFORE, mailbox.c.sealed.is_(None)),
)
FORGET_UPLOADS = delete(uploads).where(uploads.c.at < BEFORE)
LENDING_OVER = delete(hosted).where(hosted.c.until <= bindparam("now", type_=UtcTime))
FORGET_SOURCES = update(cases).where(cases.c.opened_at < BEFORE, cases.c.source != "").values(source="")


def forget(connection: Connection, now: datetime) -> None:
    """Delete what is older than KEEP. Keys of sent messages stay: they stop a repeat for as long as a case lives."""
    for statement in FORGET:
        connection.execute(statement, {"before": now - KEEP})
    connection.execute(FORGET_UPLOADS, {"before": now - UPLOAD_KEPT})
    connection.execute(FORGET_SOURCES, {"before": now - SOURCE_KEPT})
    connection.execute(LENDING_OVER, {"now": now})
