"""What must be alone is done by one process: a lease in the database, kept up while we live, stopped using in time."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from secrets import token_hex
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from bot.log import log_of, where
from bot.store import Store
from bot.store.database_time import since_boot
from bot.store.work import SqlWork

LASTS = timedelta(seconds=5)
MARGIN = 0.5  # seconds by which we stop before another may begin: the database's clock may run a little faster
SETTLING = 600.0  # seconds in which a rolling upgrade replaces the processes of the version before
OFTEN = 1.5  # seconds between renewals: two may fail

T = TypeVar("T")
Read = Callable[[Connection], None]
log = log_of("leases")


def unread(_connection: Connection) -> None:
    """Nobody goes by the database's clock."""


class Held(Protocol):
    """Whether this process may do now what only one may."""

    def holds(self, name: str) -> bool: ...


class OneProcess:
    """Nobody else is there, as on SQLite."""

    def holds(self, name: str) -> bool:
        return bool(name)


class Leases:
    """This process's leases. What could not be renewed in time is not ours any more, whoever has it."""

    def __init__(self, store: Store, clock: Callable[[], float] = since_boot, read: Read = unread) -> None:
        self.holder = token_hex(8)
        self._store = store
        self._clock = clock
        self._read = read  # the database's clock, with each renewal
        self._born = self._clock()
        self._until: dict[str, float] = {}  # what we want, and until when it is ours
        self._thread = ThreadPoolExecutor(1, "leases")  # of its own: no full queue delays a renewal
        self._renewing: asyncio.Task[None] | None = None

    @property
    def young(self) -> bool:
        """Whether other processes may still be those of an older version."""
        return self._clock() - self._born < SETTLING

    def want(self, name: str) -> None:
        """Take this as soon as it is free, from `start` on."""
        self._until.setdefault(name, 0.0)

    def holds(self, name: str) -> bool:
        """Whether it is ours at this moment, by a clock that runs while the process stands still."""
        return self._clock() < self._until.get(name, 0.0)

    async def start(self) -> None:
        """Take what is free now, and again and again."""
        await self.renew()
        self._renewing = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Give back what we hold; call it when nothing of it is under way any more."""
        if self._renewing:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)
        self._until = dict.fromkeys(self._until, 0.0)
        with suppress(Exception):  # without a database it runs out by itself
            await self._do(lambda work: work.leases.give_back(self.holder))
        self._thread.shutdown(wait=False)

    async def renew(self) -> None:
        """Take or keep what we want. It counts from before the question: the database's answer may be slow."""
        asked, wanted = self._clock(), tuple(self._until)
        try:
            ours = await self._do(lambda work: self._take(work, wanted))
        except Exception as problem:  # noqa: BLE001
            log.warning("not_renewed", where=where(problem))
            return
        self._note(wanted, ours, asked + LASTS.total_seconds() - MARGIN)

    def _take(self, work: SqlWork, wanted: Sequence[str]) -> frozenset[str]:
        ours = work.leases.take(wanted, self.holder, LASTS)
        self._read(work.connection)
        return ours

    def _note(self, wanted: Sequence[str], ours: frozenset[str], until: float) -> None:
        for name in wanted:
            if (name in ours) != (self._until[name] > 0):
                log.info("lease", name=name, held=name in ours)
            self._until[name] = until if name in ours else 0.0

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(OFTEN)
            await self.renew()

    async def _do(self, job: Callable[[SqlWork], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._done, job)

    def _done(self, job: Callable[[SqlWork], T]) -> T:
        with self._store.begin() as connection:
            return job(self._store.work(connection))
