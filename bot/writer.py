"""The only road to the database: threads that run jobs in groups, each in a savepoint, one commit for all."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from math import inf
from threading import Thread
from typing import Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.caught import Done, caught
from bot.errand import Job, T, Waiting, errand_of
from bot.line import Closed, Line
from bot.metrics import COMMITS
from bot.standby import Standby
from bot.store.passing import Unsure, passing
from bot.store.savepoint import mark, undo
from bot.store.work import SqlWork
from handlers.events import Address
from referral.records import dataclass

PAUSES = (0.02, 0.1, 0.3, 1.0)  # seconds before each new try of a transaction that met another one
BUSY = 64  # waiting jobs, two commits: from here on it matters who goes first, also on a machine ten times slower


class WriterStopped(Exception):
    """The program is stopping and takes no more work: send it again after the start."""


class Transactions(Protocol):
    """The part of the store that the writer needs."""

    def begin(self, *, durable: bool = True) -> AbstractContextManager[Connection]: ...
    def work(self, connection: Connection) -> SqlWork: ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How many threads write at once, and how many waiting jobs one commit may serve."""

    threads: int = 1
    batch: int = 32


PACES = {"sqlite": Pace(1, 32), "postgresql": Pace(1, 32)}  # by SQLAlchemy's name of the database


class Writer:
    """Runs jobs in transactions; a key always goes to the same thread, so its jobs keep their order.

    A job that goes `first` passes all others that wait. One that is `large` shares its transaction with nobody, and
    takes turns with all others.
    """

    def __init__(self, store: Transactions, pace: Pace, on_staged: Callable[[], None]) -> None:
        self._store = store
        self._batch = pace.batch
        self._on_staged = on_staged  # called in the loop of whoever waits, after a commit that left some to claim
        self._began: dict[Line[Waiting], float] = {}  # when each thread took what it is at
        self._standby = Standby[Waiting]()
        self._lines = [Line[Waiting]() for _ in range(pace.threads)]
        self._threads = [Thread(target=self._serve_all, args=(line,), daemon=True) for line in self._lines]
        for thread in self._threads:
            thread.start()

    @property
    def busy(self) -> bool:
        """Whether so many jobs wait that one which must not wait should go first."""
        return sum(map(len, self._lines)) >= BUSY

    @property
    def stuck_seconds(self) -> float:
        """For how long the slowest thread has been at what it took; endless if one has died."""
        if not all(thread.is_alive() for thread in self._threads):
            return inf
        return max((time.monotonic() - began for began in tuple(self._began.values())), default=0.0)

    async def do(
        self,
        job: Job[T],
        key: str = "",
        about: str = "",
        first: bool = False,
        durable: bool = True,
        large: bool = False,
    ) -> T:
        """Run the job in a transaction, behind those of the same key; its value after the commit, or what it raised.

        `about` is an id for the log. What is not `durable` outlives our death, but perhaps no power cut nor crash of
        PostgreSQL: right for what then only happens once more, and the disk is not waited for. Raises WriterStopped.
        """
        errand = errand_of(job, about, durable)
        self._join(errand, key, first, large)
        return await errand.future

    async def stand_by(self, job: Job[T]) -> T:
        """Run the job in the first transaction that stages something, behind what did, or when `call` says so.

        One at a time stands by. It is not `durable`, and its fault undoes nothing but its own.
        """
        errand = errand_of(job, durable=False)
        if not self._standby.stand(errand):
            self._join(errand, first=self.busy)
        return await errand.future

    def call(self) -> None:
        """Let the job that stands by run now, or the next one as soon as it comes."""
        if errand := self._standby.call():
            self._join(errand, first=self.busy)

    def _join(self, errand: Waiting, key: str = "", first: bool = False, large: bool = False) -> None:
        try:
            self._lines[hash(key) % len(self._lines)].join(errand, first, large)
        except Closed:
            raise WriterStopped(WriterStopped.__doc__) from None

    def stop(self) -> None:
        """Finish what waits, then end the threads; blocks until they have ended."""
        for line in self._lines:
            line.close()
        for thread in self._threads:
            thread.join()

    def _serve_all(self, line: Line[Waiting]) -> None:
        """The life of one writer thread."""
        while batch := line.next(self._batch):
            self._began[line] = time.monotonic()
            self._serve([errand for errand in batch if errand.begins()])
            del self._began[line]

    def _serve(self, batch: list[Waiting]) -> None:
        """Run a batch with one commit and answer it; if the commit fails, run each alone, unless it may be kept."""
        done = caught(lambda: self._patiently(batch))
        if isinstance(done, Done):
            self._answer(batch, None, done.value)
        elif len(batch) == 1 or isinstance(done, Unsure):
            self._answer(batch, done, False)
        else:
            for errand in batch:
                self._serve([errand])

    def _patiently(self, batch: list[Waiting]) -> bool:
        """One transaction, tried again after a pause while it only collides with another; whether it staged."""
        for pause in PAUSES:
            try:
                return self._transact(batch)
            except DBAPIError as problem:
                if not passing(problem) or len(batch) > 1:
                    raise
                time.sleep(pause)
        return self._transact(batch)

    def _transact(self, batch: list[Waiting]) -> bool:
        """Each job in a savepoint of its own, unless it is alone, then one commit; whether messages were staged.

        Where some were, the job that stands by comes last, and shares what becomes of the batch.
        """
        alone, staged = len(batch) == 1, list[bool]()
        with self._store.begin(durable=any(errand.durable for errand in batch)) as connection:
            for errand in batch:
                if not alone:
                    mark(connection, first=not staged)
                staged.append(self._run(errand, self._store.work(connection), alone))
            if any(staged) and (ready := self._standby.call()) and ready.begins():
                batch.append(ready)
                mark(connection, first=alone)
                self._run(ready, self._store.work(connection), alone=False)
        COMMITS.inc()
        return any(staged)

    def _run(self, errand: Waiting, work: SqlWork, alone: bool) -> bool:
        """A fault rolls back this one alone, unless it passes or the whole transaction is lost: then it is raised."""
        fault = errand.run(work)
        if fault and (alone or passing(fault) or isinstance(caught(lambda: undo(work.connection)), Exception)):
            raise fault
        return work.staged and not fault

    def _answer(self, batch: list[Waiting], fault: Exception | None, staged: bool) -> None:
        """Wake each loop once for all who wait in it. A loop that is closed has nobody who waits."""
        for errand in batch:
            errand.end(fault)
        for loop in {errand.loop for errand in batch}:
            here = [errand for errand in batch if errand.loop is loop]
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._answer_here, here, staged)

    def _answer_here(self, batch: list[Waiting], staged: bool) -> None:
        """In the loop in which these are waited for."""
        if staged:
            self._on_staged()
        for errand in batch:
            errand.answer()


def lane(address: Address) -> str:
    """The key that keeps what one person does in its order."""
    return f"{address.channel}:{address.id}"
