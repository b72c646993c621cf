"""Looks every half minute, tells what one process must tell, and remembers alone when the database is silent."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from typing import Protocol, TypeVar

from bot.log import log_of, where
from bot.store.work import SqlWork
from bot.watch.notes import Note
from bot.watch.ways import Way, told_by
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

T = TypeVar("T")
LOOK_SECONDS = 30.0  # shorter than referral.alarms.STICKS
PATIENCE_SECONDS = 10.0  # the database has for reading and writing
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


class Watchman:
    """One for a process. Everything is kept in the database but the alarm that there is none."""

    def __init__(
        self,
        desk: Asked,
        measure: Callable[[SqlWork], Vitals],
        ways: Sequence[Way],
        clock: Callable[[], datetime],
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._desk = desk
        self._measure = measure
        self._ways = ways
        self._clock = clock
        self._patience = patience
        self._asked: asyncio.Task[Watched] | None = None
        self._silent: Raised | None = None
        self._failed: frozenset[str] = frozenset()
        self.last: Watched | None = None

    async def run(self) -> None:
        """Look until cancelled. It has a loop of its own: it must see that the others stand still."""
        while True:
            (fault,) = await asyncio.gather(self.look(), return_exceptions=True)
            if isinstance(fault, Exception):
                log.error("not_watched", where=where(fault))
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Look once, and tell what is to be told now."""
        found = await self._found()
        await self._look_at_silence(found is None)
        self.last = found or Watched(Vitals(database=False), frozenset({SILENT}), at=monotonic())
        if found and found.tellings:
            await self._tell(found.tellings)

    async def _found(self) -> Watched | None:
        """What the database and the rest said; None without an answer in time. One question at a time."""
        if self._asked is None:
            self._asked = asyncio.create_task(self._ask())
        await asyncio.wait({self._asked}, timeout=self._patience)
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

    async def _tell(self, tellings: Sequence[Telling]) -> None:
        """By all ways at once; what went out by one of them is told."""
        told = [one for one in tellings if await self._goes_out(one)]
        if told:
            await self._desk.do(lambda work: alarms.told(work, told), first=True)

    async def _goes_out(self, one: Telling) -> bool:
        """Whether one way at least took it."""
        log.warning("alarm", news=one.news, alarm=one.raised.trouble.name)
        faults = await told_by(self._ways, Note.of(one))
        self._failed = frozenset(name for name, fault in faults.items() if fault)
        return len(self._failed) < len(self._ways)

    async def _look_at_silence(self, silent: bool) -> None:
        """The one alarm that is kept in memory, by each process for itself."""
        pace, now = ALARMS[SILENT.name].pace, self._clock()
        self._silent = observed(self._silent, SILENT, silent, pace, now)
        news = telling(self._silent, now) if self._silent else None
        if news and self._silent:
            self._silent = claimed(self._silent, now)
            if await self._goes_out(news):
                self._silent = after_telling(self._silent, news, pace.again, self._clock())
