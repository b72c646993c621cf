"""How fast people may be answered: leaky buckets for a person, a network address and the whole; nobody is refused."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

from handlers.doubt import NO_SOURCE
from handlers.events import Address, IncomingEvent
from referral.records import dataclass

K = TypeVar("K")
V = TypeVar("V")

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_WAIT = timedelta(minutes=10)
REMEMBERED = 20_000  # persons, and as many network addresses; the longest silent are forgotten first
NEVER_SLOWED = frozenset({"officer_page", "terminal_officer"})
AFTER_A_CRY = 20  # events that pass too: the place follows the cry
CRY_LASTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Limit:
    """A bucket that takes `burst` at once and then one for each `every`."""

    burst: int
    every: timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """What one person, one network address and all together may send; a carrier puts thousands behind one address."""

    person: Limit = Limit(20, timedelta(seconds=2))
    source: Limit = Limit(120, timedelta(seconds=1) / 4)
    whole: Limit = Limit(300, timedelta(seconds=1) / 150)


LIMITS = Limits()


@dataclass(slots=True)
class Bucket:
    """What was poured in leaks out steadily; `empty_at` is when all of it will have."""

    empty_at: datetime = LONG_AGO

    def pour(self, limit: Limit, now: datetime) -> datetime:
        """One more: when its turn is, at most LONGEST_WAIT from now."""
        room = limit.every * limit.burst
        self.empty_at = min(max(self.empty_at, now) + limit.every, now + room + LONGEST_WAIT)
        return max(now, self.empty_at - room)


@dataclass(slots=True)
class Visitor:
    """One person: the bucket, the turn of their last event that was made to wait, whether they were told so.

    After a cry so many more events pass until then.
    """

    bucket: Bucket = field(default_factory=Bucket)
    last: datetime = LONG_AGO
    told: bool = False
    passes: int = 0
    until: datetime = LONG_AGO


class Recent(Generic[K, V]):
    """The entries used last, at most REMEMBERED."""

    def __init__(self, fresh: Callable[[], V]) -> None:
        self._fresh = fresh
        self._entries: OrderedDict[K, V] = OrderedDict()

    def __getitem__(self, key: K) -> V:
        """The entry of this key, made if it is not there."""
        if key not in self._entries:
            self._entries[key] = self._fresh()
        self._entries.move_to_end(key)
        if len(self._entries) > REMEMBERED:
            self._entries.popitem(last=False)
        return self._entries[key]


class Flood:
    """Whose turn it is. In memory only: after a restart everybody begins anew."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = Lock()  # several writer threads ask
        self._people = Recent[Address, Visitor](Visitor)
        self._sources = Recent[str, Bucket](Bucket)
        self._whole = Bucket()
        self._caught_up = LONG_AGO  # all that was due until then has been handled

    def turn(self, event: IncomingEvent, now: datetime) -> datetime | None:
        """Count the event: None if it may be handled now, else the moment of its turn."""
        if event.address.channel in NEVER_SLOWED:
            return None
        with self._lock:
            visitor = self._people[event.address]
            behind = visitor.last > self._caught_up
            if visitor.bucket.empty_at <= now and not behind:
                visitor.told = False  # whatever episode there was is over
            turn = self._poured(visitor.bucket, event.source, now)
            if behind:
                return min(max(turn, visitor.last), now + LONGEST_WAIT)
            return turn if turn > now else None

    def queue(self, address: Address, turn: datetime) -> bool:
        """This person's event waits for its turn, and what they send next waits behind it; True: tell them."""
        with self._lock:
            visitor = self._people[address]
            first, visitor.told, visitor.last = not visitor.told, True, turn
            return first

    def cried(self, address: Address, now: datetime) -> None:
        """Something urgent came from this person: what they add to it shall not wait either."""
        with self._lock:
            visitor = self._people[address]
            visitor.passes, visitor.until = AFTER_A_CRY, now + CRY_LASTS

    def passes(self, address: Address, now: datetime) -> bool:
        """Whether this person's event passes because they cried a while ago; uses up one of the few that do."""
        with self._lock:
            visitor = self._people[address]
            visitor.passes -= 1
            return visitor.passes >= 0 and now < visitor.until

    def caught_up(self, until: datetime) -> None:
        """Nothing waits any more whose turn was until then."""
        with self._lock:
            self._caught_up = until

    def _poured(self, person: Bucket, source: str, now: datetime) -> datetime:
        """The latest of the turns that the buckets give."""
        turns = [person.pour(self._limits.person, now), self._whole.pour(self._limits.whole, now)]
        if source not in NO_SOURCE:
            turns.append(self._sources[source].pour(self._limits.source, now))
        return max(turns)
