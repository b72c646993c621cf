"""Things due later: one table for all of them; a timer goes in the transaction that acts on it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Integer, bindparam, delete, func, select
from sqlalchemy import case as case_when

from bot.store.tables import cases, timers
from bot.store.transaction import Transaction
from bot.store.upsert import upsert
from handlers.events import Timer
from referral.urgency import Urgency

SET = upsert(timers, ["key"], ["due_at", "kind", "subject"])
DROP = delete(timers).where(timers.c.key == bindparam("this"))
EMERGENCIES_FIRST = case_when((cases.c.urgency == int(Urgency.emergency), 0), else_=1)
DUE = (
    select(timers)
    .join_from(timers, cases, cases.c.id == timers.c.subject, isouter=True)
    .where(timers.c.due_at <= bindparam("now"))
    .order_by(EMERGENCIES_FIRST, timers.c.due_at, timers.c.key)
    .limit(bindparam("most", type_=Integer))
)
this = timers.alias("this")
FREE = (  # what another process acts on just now is its
    select(this.c.key)
    .where(this.c.key == bindparam("this"), this.c.due_at == bindparam("due"))
    .with_for_update(skip_locked=True)
)
TAKE = delete(timers).where(timers.c.key == FREE.scalar_subquery()).returning(timers.c.key)
OF_KIND = select(timers).where(timers.c.kind == bindparam("kind")).order_by(timers.c.key)
NEXT = select(func.min(timers.c.due_at))


class SqlTimers:
    """All timers of the house."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def set(self, timer: Timer) -> None:
        """Set it, or move it if the key is there."""
        self._t.run(SET, key=timer.key, due_at=timer.due_at, kind=timer.kind, subject=timer.subject)

    def drop(self, key: str) -> None:
        self._t.run(DROP, this=key)

    def due(self, now: datetime, limit: int) -> Sequence[Timer]:
        """What is due: the emergencies' first, and then the longest overdue."""
        return [Timer(**row._mapping) for row in self._t.run(DUE, now=now, most=limit)]

    def of_kind(self, kind: str) -> Sequence[Timer]:
        """The timers of this kind, by key."""
        return [Timer(**row._mapping) for row in self._t.run(OF_KIND, kind=kind)]

    def take(self, timer: Timer) -> bool:
        """Delete it to act on it now; False if somebody else did or is at it, or it was moved."""
        return self._t.found(TAKE, this=timer.key, due=timer.due_at)

    def next_due(self) -> datetime | None:
        return self._t.run(NEXT).scalar()
