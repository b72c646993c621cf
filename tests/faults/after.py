"""How everything stands at the end, read from the database beside the program: who has each case, and what waits."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import exists, func, or_, select

from bot.store.database import Database
from bot.store.process_tables import inbox
from bot.store.tables import alerts, cases, outbox, timers
from tests.faults.evidence import Standing

OF_CASE = alerts.c.case_id == cases.c.id
OPEN = select(
    cases.c.number,
    exists().where(OF_CASE, alerts.c.answer == "accepted").label("held"),
    exists().where(OF_CASE, alerts.c.answer == "").label("asked"),
    exists().where(timers.c.subject == cases.c.id).label("timed"),
).where(cases.c.status == "open")


def standings(url: str) -> Sequence[Standing]:
    """All open cases."""
    database = Database.open(url)
    try:
        with database.connection() as connection:
            return [Standing(*row) for row in connection.execute(OPEN)]
    finally:
        database.close()


def overdue(url: str, by: timedelta, spared: Sequence[str]) -> int:
    """How much should have been done so long ago: messages, events, timers; but for those of torn cases, by number."""
    then = datetime.now(UTC) - by
    torn = select(cases.c.id).where(cases.c.number.in_(spared))
    waiting = or_(outbox.c.state == "queued", outbox.c.state == "sending")
    database = Database.open(url)
    try:
        with database.connection() as connection:
            return sum(
                connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one()
                for table, condition in (
                    (outbox, waiting & (outbox.c.due_at < then)),
                    (inbox, inbox.c.due_at < then),
                    (timers, (timers.c.due_at < then) & timers.c.subject.not_in(torn)),
                )
            )
    finally:
        database.close()
