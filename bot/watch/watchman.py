"""Looks every half minute, tells what one process must tell, and remembers alone when the database is silent."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import field, replace
from datetime import datetime
from time import monotonic
from typing import Protocol, TypeVar

from bot.log import log_of, where
from bot.store.work import SqlWork
from bot.watch.notes import Note
from bot.watch.ways import MOST, Way, told_by
from handlers import alarms
from referral.alarm_table import ALARMS, is_grave
from referral.alarms import (
    Raised,
    Telling,
    Trouble,
    Vitals,
    after_telling,
    claimed,
    observed,
    telling,
)
from referral.records import dataclass

T = TypeVar("T")
LOOK_SECONDS = 30.0  # shorter than referral.alarms.STICKS
FRESH_SECONDS = 90.0  # a look older than that says nothing
SILENT = Trouble("database_silent")
log = log_of("alarms")


class Asked(Protocol):
    """The part of the desk that this needs."""

    async def do(self, job: Callable[[SqlWork], T], key: str = "", first: bool = False) -> T: ...
    async def look(self, job: Callable[[SqlWork], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class Watched:
    """What the last look found; `at` by the monotonic clock."""

    vitals: Vitals = field(default_factory=Vitals)
    standing: frozenset[Trouble] = frozenset()
    tellings: Sequence[Telling] = ()
    at: float = -FRESH_SECONDS

    @property
    def well(self) -> bool:
        """Whether somebody looked lately, and found nothing grave."""
        return monotonic() - self.at < FRESH_SECONDS and not any(map(is_grave, self.standing))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Seconds between two looks, for the database to be read and written, and for each way to tell all there is."""

    between: float = LOOK_SECONDS
    patience: float = 10.0
    telling: float = MOST


RHYTHM = Rhythm()


class Watchman:
    """One for a process. Everything is kept in the database but the alarm that there is none."""

    def __init__(
        self,
        desk: Asked,
        measure: Callable[[SqlWork], Vitals],
        ways: Sequence[Way],
        clock: Callable[[], datetime],
        rhythm: Rhythm = RHYTHM,
    ) -> None:
        self._desk = desk
        self._measure = measure
        self._ways = ways
        self._clock = clock
        self._rhythm = rhythm
        self._asked: asyncio.Task[Watched] | None = None
        self._silent: Raised | None = None
        self._failed: frozenset[str] = frozenset()
        self._tellers: set[asyncio.Task[None]] = set()
        self.last: Watched | None = None

    async def run(self) -> None:
        """Look until cancelled. It has a loop of its own: it must see that the others stand still."""
        try:
            while True:
                await well(self._round())
                await asyncio.sleep(self._rhythm.between)
        finally:
            for teller in self._tellers:
                teller.cancel()

    async def _round(self) -> None:
        """Look, and let tell: a mail server that hangs keeps nobody from looking, or the ping would fall silent."""
        if tellings := await self.see():
            teller = asyncio.create_task(well(self.tell(tellings)))
            self._tellers.add(teller)
            teller.add_done_callback(self._tellers.discard)

    async def see(self) -> Sequence[Telling]:
        """Look once; what is to be told now, the grave first."""
        found = await self._found()
        self.last = found or Watched(Vitals(database=False), frozenset({SILENT}), at=monotonic())
        kept = found.tellings if found else ()
        return sorted((*self._silence(found is None), *kept), key=lambda one: not is_grave(one.raised.trouble))

    async def _found(self) -> Watched | None:
        """What the database and the rest said; None without an answer in time. One question at a time."""
        if self._asked is None:
            self._asked = asyncio.create_task(self._ask())
        await asyncio.wait({self._asked}, timeout=self._rhythm.patience)
        if not self._asked.done():
            return None
        asked, self._asked = self._asked, None
        if fault := asked.exception():
            log.error("not_kept", where=where(fault))
            return None
        return asked.result()

    async def _ask(self) -> Watched:
        """Measure beside the writer, keep with it: a database that can only be read is silent too."""
        vitals = replace(await self._measured(), failed_ways=self._failed)
        outside = bool(self._ways)

        def keep(work: SqlWork) -> Watched:
            tellings = alarms.look(work, vitals, outside)
            return Watched(vitals, alarms.stand(work), tellings, monotonic())

        return await self._desk.do(keep, first=True)

    async def _measured(self) -> Vitals:
        """What was measured; a fault of the measuring is an alarm of its own, not the database's silence."""
        (found,) = await asyncio.gather(self._desk.look(self._measure), return_exceptions=True)
        if isinstance(found, BaseException):
            log.error("not_measured", where=where(found))
            return Vitals(measured=False)
        return found

    async def tell(self, tellings: Sequence[Telling]) -> None:
        """By all ways at once; what went out by one of them is told."""
        for one in tellings:
            log.warning("alarm", news=one.news, alarm=one.raised.trouble.name)
        faults = await told_by(self._ways, [Note.of(one) for one in tellings], self._rhythm.telling)
        self._failed = frozenset(name for name, found in faults.items() if any(found.values()))
        told = [one for one in tellings if not all(found[Note.of(one)] for found in faults.values())]
        self._silence_told([one for one in told if one.raised.trouble == SILENT])
        if kept := [one for one in told if one.raised.trouble != SILENT]:
            await self._desk.do(lambda work: alarms.told(work, kept), first=True)

    def _silence(self, silent: bool) -> Sequence[Telling]:
        """The one alarm that is kept in memory, by each process for itself: what is to be told of it."""
        now = self._clock()
        self._silent = observed(self._silent, SILENT, silent, ALARMS[SILENT.name].pace, now)
        news = telling(self._silent, now) if self._silent else None
        if news:
            self._silent = claimed(news.raised, now)
        return [news] if news else []

    def _silence_told(self, told: Sequence[Telling]) -> None:
        for one in told:
            if self._silent:
                self._silent = after_telling(self._silent, one, ALARMS[SILENT.name].pace.again, self._clock())


async def well(call: Coroutine[None, None, None]) -> None:
    """Do it to its end; a fault of it is logged, and stops nothing."""
    (fault,) = await asyncio.gather(call, return_exceptions=True)
    if isinstance(fault, Exception):
        log.error("not_watched", where=where(fault))
