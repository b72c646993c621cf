"""How much waits in the tables and since when: counts and times, never content."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select

from bot.store.canary import value
from bot.store.columns import UtcTime
from bot.store.moved import MOVED_TO
from bot.store.process_tables import inbox
from bot.store.tables import outbox, timers
from bot.store.work import SqlWork
from referral.records import dataclass

OVERDUE = select(func.count(), func.min(timers.c.due_at)).where(timers.c.due_at < bindparam("now", type_=UtcTime))
DEAD = select(func.count()).where(outbox.c.state == "dead", outbox.c.problem != "trial")  # nobody must look at those
TORN = select(func.count()).where(outbox.c.state == "dead", outbox.c.problem == "unreadable")
PUT_ASIDE = select(func.count()).where(inbox.c.due_at > bindparam("far", type_=UtcTime))
LONGEST_TURN = timedelta(hours=1)  # nobody waits so long for a turn: what is due later cannot be opened
NEXT_TURN = select(func.min(inbox.c.due_at))


@dataclass(frozen=True, slots=True)
class Standing:
    """What the tables say at one moment; ages are None if nothing waits."""

    oldest_urgent: timedelta | None = None
    overdue_timers: int = 0
    oldest_timer: timedelta | None = None
    inbox_waiting: int = 0
    dead_letters: int = 0
    moved_to: str = ""  # where this database was moved, if it was
    unreadable: int = 0  # rows whose bytes were changed since they were sealed


def standing(work: SqlWork, channels: Sequence[str]) -> Standing:
    """The figures of this moment; of the outbox what waits on these channels. Reads only."""
    overdue, oldest = work.connection.execute(OVERDUE, {"now": work.now}).one()
    return Standing(
        oldest_urgent=age(work.outbox.oldest_urgent_unsent(channels), work.now),
        overdue_timers=overdue,
        oldest_timer=age(oldest, work.now),
        inbox_waiting=work.inbox.count(),
        dead_letters=work.connection.execute(DEAD).scalar_one(),
        unreadable=unreadable(work),
        moved_to=(value(work.connection, MOVED_TO) or "").partition(" ")[2],
    )


def unreadable(work: SqlWork) -> int:
    """How many messages, out or in, cannot be opened."""
    aside = work.connection.execute(PUT_ASIDE, {"far": work.now + LONGEST_TURN}).scalar_one()
    return int(work.connection.execute(TORN).scalar_one() + aside)


def next_turn(work: SqlWork) -> datetime | None:
    """When the next event that waits may be handled."""
    return work.connection.execute(NEXT_TURN).scalar()


def age(since: datetime | None, now: datetime) -> timedelta | None:
    """How long ago that was; None if it never was."""
    return now - since if since else None
