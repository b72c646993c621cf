"""One time for all processes on one PostgreSQL: the database's, read now and then, and counted on from there."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, text

from referral.records import dataclass

FADES = 0.01  # seconds by which a reading gets worse in each second: any quartz does better, but the database's clock
# may be set, and an answer may always be slow: then ten seconds later one of a tenth of a second is good enough
CLOCK = text("SELECT clock_timestamp()")


def since_boot() -> float:
    """Seconds that go on while this process, or the whole machine, is asleep."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the database's clock showed at one of our ticks, and by how many seconds that may be wrong."""

    moment: datetime
    tick: float
    doubt: float


class DatabaseTime:
    """This machine's clock until `read` was called once (on SQLite never); then no step of it changes anything.

    A better reading puts right what the one before was wrong by, backwards too: milliseconds, half the way there and
    back, less than two machines under NTP differ by. Nothing is ordered by less.
    """

    def __init__(self, own: Callable[[], datetime], ticks: Callable[[], float] = since_boot) -> None:
        self._own = own
        self._ticks = ticks
        self._last: Reading | None = None

    def __call__(self) -> datetime:
        last = self._last  # one look: another thread may read just now
        return last.moment + timedelta(seconds=self._ticks() - last.tick) if last else self._own()

    def read(self, connection: Connection) -> None:
        """Ask the database. An answer that took long is left out while a better one is fresh enough."""
        asked = self._ticks()
        moment: datetime = connection.execute(CLOCK).scalar_one()
        answered = self._ticks()
        doubt = (answered - asked) / 2
        if self._last is None or doubt <= self._last.doubt + FADES * (answered - self._last.tick):
            self._last = Reading(moment.astimezone(UTC), asked + doubt, doubt)
