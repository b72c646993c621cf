"""How fast we send: below the platform's limits, urgent messages first, and after a 429 only who must wait waits."""

import asyncio
import heapq
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import field
from functools import partial
from itertools import count
from math import inf
from typing import Protocol

from bot.channels import Throttled
from handlers.events import Lane
from referral.records import dataclass

PER_SECOND = 28  # Telegram's own limit is thirty
BULK_PER_SECOND = 20
LONGEST_WAIT = 3.0  # seconds; whoever would wait longer goes back to the outbox
RANK: dict[Lane, int] = {"urgent": 0, "reply": 1, "fetch": 2, "bulk": 3}
ALARM_CHATS = 3  # so many chats slowed down within ALARM_SECONDS mean that the whole bot is meant
ALARM_SECONDS = 5.0
OWN_SECOND = 1.0  # a chat written to twice within it has earned its own 429, which says nothing of the whole bot
PROBE_SECONDS = 2.0  # while the whole bot pauses, one urgent message in so many seconds is tried all the same
CHATS = 400  # remembered: more than are written to while a 429 is on its way


@dataclass(frozen=True, slots=True)
class Rate:
    """How many messages a second; bulk goes only while there are fewer than its number, of whatever kind."""

    whole: int = PER_SECOND
    bulk: int = BULK_PER_SECOND


TELEGRAM = Rate()


class Clock(Protocol):
    """What an event loop knows of time: seconds that never go back, and a call later."""

    def time(self) -> float: ...
    def call_later(self, delay: float, callback: Callable[[], None]) -> object: ...


@dataclass(slots=True, eq=False)
class Slot:
    """A message's share of a second; where it is not over, there is one less for the others."""

    until: float


@dataclass(order=True, slots=True)
class Waiter:
    """A message in the queue; the lower rank first, in a rank the older."""

    rank: int
    number: int
    chat: str = field(compare=False)
    go: asyncio.Future[Slot] = field(compare=False)


class Pauses:
    """Who was told to slow down, and until when."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}  # chat -> when it may be written to again
        self._told: deque[tuple[float, str, float]] = deque()  # when, chat, until: the last seconds' 429s
        self._all = self._urgent = 0.0  # until when the whole bot is quiet; urgent messages less long
        self._probe, self._next = "", 0.0  # the chat tried during a pause, and when the next one may be
        self._during: set[str] = set()  # chats told to slow down for the whole bot's sake, or since the pause began

    def note(self, chat: str, seconds: float, now: float) -> None:
        """Telegram asked us to wait so long with this chat."""
        self._until = {known: until for known, until in self._until.items() if until > now}
        self._until[chat] = now + seconds
        self._during = self._during | {chat} if self.all_quiet(now) else set()
        if chat == self._probe:
            self._probe = ""

    def alarm(self, chat: str, seconds: float, now: float) -> None:
        """The same by no fault of this chat: several at once mean the whole bot."""
        self._told.append((now, chat, now + seconds))
        while self._told[0][0] < now - ALARM_SECONDS:
            self._told.popleft()
        if len({known for _, known, _ in self._told}) >= ALARM_CHATS:
            ends = [until for _, _, until in self._told]
            self._all, self._urgent = max(ends), min(ends)
            self._during |= {known for _, known, _ in self._told}  # they were not meant themselves

    def left(self, chat: str, lane: Lane, now: float) -> float:
        """Seconds this message still has to wait."""
        whole = min(self._urgent, self._next) if lane == "urgent" else self._all
        return max(whole, self._until.get(chat, 0.0)) - now

    def going(self, chat: str, now: float) -> None:
        """A message goes to this chat: a probe, if all others are quiet."""
        if self.all_quiet(now):
            self._probe, self._next = chat, now + PROBE_SECONDS

    def arrived(self, chat: str) -> None:
        """A message got through: if it was the probe, the pause is over, also for who was slowed down since."""
        if chat == self._probe:
            self._until = {known: until for known, until in self._until.items() if known not in self._during}
            self._all = self._urgent = self._next = 0.0
            self._probe = ""
            self._told.clear()

    def all_quiet(self, now: float) -> bool:
        """Whether the whole bot pauses."""
        return self._all > now


class Pace:
    """What the last second holds, and to whom we wrote."""

    def __init__(self, rate: Rate = TELEGRAM) -> None:
        self._chats: OrderedDict[str, tuple[float, bool]] = OrderedDict()  # when last, and whether in haste
        self._slots: list[Slot] = []
        self._rate = rate
        self._next_bulk = 0.0  # bulk goes one by one: were it let go at once, its shares would be free again at once

    def wait(self, rank: int, now: float) -> float:
        """Seconds until one more is within the limits."""
        self._slots = [slot for slot in self._slots if slot.until > now]
        if rank == RANK["bulk"]:
            return max(until_room(self._slots, self._rate.bulk, now), self._next_bulk - now, 0.0)
        return until_room(self._slots, self._rate.whole, now)

    def took(self, rank: int, chat: str, now: float) -> Slot:
        """One is sent."""
        slot = Slot(now + 1.0)
        self._slots.append(slot)
        if rank == RANK["bulk"]:
            self._next_bulk = now + 1.0 / self._rate.bulk
        before, _ = self._chats.pop(chat, (now - OWN_SECOND, False))
        self._chats[chat] = now, now - before < OWN_SECOND
        if len(self._chats) > CHATS:
            self._chats.popitem(last=False)
        return slot

    def answered(self, slot: Slot, now: float) -> None:
        """The platform has it, since when nobody knows: its second ends one after the answer, so that calls that lag
        never meet too many others there.
        """
        slot.until = now + 1.0
        if slot not in self._slots:
            self._slots.append(slot)

    def hurried(self, chat: str) -> bool:
        """Whether the last message to this chat came within a second of the one before."""
        return chat in self._chats and self._chats[chat][1]


def until_room(slots: Sequence[Slot], most: int, now: float) -> float:
    """Seconds until fewer than the most are left."""
    if len(slots) < most:
        return 0.0
    return sorted(slot.until for slot in slots)[len(slots) - most] - now


class Pacing:
    """Everybody who sends asks for a turn first."""

    def __init__(self, clock: Clock | None = None, rate: Rate = TELEGRAM) -> None:
        self.pauses = Pauses()
        self._pace = Pace(rate)
        self._rate = rate
        self._given = clock
        self._queue: list[Waiter] = []
        self._numbers = count()
        self._look_at = inf  # when the queue is looked at next

    @property
    def clock(self) -> Clock:
        """The loop's own time, unless a test gave another."""
        return self._given or asyncio.get_running_loop()

    async def turn(self, chat: str, lane: Lane) -> Slot:
        """Return when this message may be sent; raises Throttled at once if that is too far away."""
        rank, now = RANK[lane], self.clock.time()
        if (left := max(self.pauses.left(chat, lane, now), self._backlog(rank))) > 0:
            raise Throttled(left)
        self.pauses.going(chat, now)
        if not self._ahead(rank) and not self._pace.wait(rank, now):
            return self._pace.took(rank, chat, now)
        return await self._line_up(rank, chat)

    def answered(self, slot: Slot) -> None:
        """The call that had this turn is over, however it ended."""
        self._pace.answered(slot, self.clock.time())

    def slow_down(self, chat: str, seconds: float) -> None:
        """Telegram answered 429."""
        now = self.clock.time()
        self.pauses.note(chat, seconds, now)
        if not self._pace.hurried(chat):
            self.pauses.alarm(chat, seconds, now)

    def arrived(self, chat: str) -> None:
        """Telegram took a message for this chat."""
        self.pauses.arrived(chat)

    def quiet(self) -> bool:
        """Whether the whole bot pauses."""
        return self.pauses.all_quiet(self.clock.time())

    def _ahead(self, rank: int) -> int:
        return sum(waiter.rank <= rank for waiter in self._queue)

    def _backlog(self, rank: int) -> float:
        """The wait if it is too long, else 0."""
        wait = self._ahead(rank) / (self._rate.bulk if rank == RANK["bulk"] else self._rate.whole)
        return wait if wait > LONGEST_WAIT else 0.0

    async def _line_up(self, rank: int, chat: str) -> Slot:
        waiter = Waiter(rank, next(self._numbers), chat, asyncio.get_running_loop().create_future())
        heapq.heappush(self._queue, waiter)
        self._wake()
        return await waiter.go

    def _serve(self, look_at: float) -> None:
        """Let go whoever may go now, the most urgent first; not if another look took this one's place."""
        if look_at != self._look_at:
            return
        self._look_at, now = inf, self.clock.time()
        while self._queue and (self._queue[0].go.done() or not self._pace.wait(self._queue[0].rank, now)):
            waiter = heapq.heappop(self._queue)
            if not waiter.go.done():  # it may have been cancelled
                waiter.go.set_result(self._pace.took(waiter.rank, waiter.chat, now))
        self._wake()

    def _wake(self) -> None:
        """Look again when the first in the queue may go: whoever is more urgent goes sooner than who was the first."""
        if not self._queue:
            return
        now = self.clock.time()
        wait = max(self._pace.wait(self._queue[0].rank, now), 0.001)
        if now + wait < self._look_at:
            self._look_at = now + wait
            self.clock.call_later(wait, partial(self._serve, self._look_at))
