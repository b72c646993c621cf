"""The alarms that stand, as all processes see them together."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select

from bot.store.alarm_tables import alarms
from bot.store.columns import AnyRow
from bot.store.transaction import Transaction
from bot.store.upsert import upsert
from referral.alarms import Raised, Trouble

KEY = ("name", "subject")
ALL = select(alarms).order_by(alarms.c.name, alarms.c.subject)
LOCKED = ALL.with_for_update()  # one order of locks in all processes
SAVE = upsert(alarms, KEY, [c.name for c in alarms.c if c.name not in KEY])
DROP = delete(alarms).where(alarms.c.name == bindparam("this"), alarms.c.subject == bindparam("of"))


class SqlAlarms:
    """`handlers.work.Alarms`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def all(self) -> Sequence[Raised]:
        """Every one. To read: not locked."""
        return [raised(row) for row in self._t.run(ALL)]

    def locked(self) -> Sequence[Raised]:
        """Every one, until the end of the transaction for us alone."""
        return [raised(row) for row in self._t.run(LOCKED)]

    def save(self, one: Raised) -> None:
        """Keep how it stands."""
        moments = {"since": one.since, "seen_at": one.seen_at, "due_at": one.due_at, "over_at": one.over_at}
        self._t.run(SAVE, name=one.trouble.name, subject=one.trouble.subject, times=one.times, **moments)

    def drop(self, trouble: Trouble) -> None:
        """It is over, and everybody knows."""
        self._t.run(DROP, this=trouble.name, of=trouble.subject)


def raised(row: AnyRow) -> Raised:
    """A row as it was saved."""
    trouble = Trouble(row.name, row.subject)
    return Raised(trouble, row.since, row.seen_at, row.due_at, row.times, row.over_at)
