"""The only road to the database: threads that run jobs in groups, each in a savepoint, one commit for all."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import count
from queue import PriorityQueue
from threading import Lock, Thread
from typing import Generic, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.log import log_of, where
from bot.metrics import COMMITS, JOBS
from bot.store.work import SqlWork
from handlers.events import Address

T = TypeVar("T")
Job = Callable[[SqlWork], T]

PASSING_STATES = {
    "40001",
    "40P01",
    "55P03",
}  # PostgreSQL: serialization, deadlock, lock not free
PASSING_CODES = {5, 6}  # SQLite: busy, locked
PAUSES = (0.02, 0.1, 0.3, 1.0)  # seconds before each new try of a transaction that met another one

FIRST, ORDINARY, END = 0, 1, 2  # who is served before whom
BUSY = 500  # waiting jobs, about a second's work: from here on it matters who goes first
DONE, FAILED = JOBS.labels("done"), JOBS.labels("failed")

log = log_of("writer")


class WriterStopped(Exception):
    """The program is stopping and takes no more work: send it again after the start."""


class Transactions(Protocol):
    """The part of the store that the writer needs."""

    def begin(self) -> AbstractContextManager[Connection]: ...
    def work(self, connection: Connection) -> SqlWork: ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How many threads write at once, and how many waiting jobs one commit may serve."""

    threads: int = 1
    batch: int = 32


PACES = {"sqlite": Pace(1, 32), "postgresql": Pace(4, 1)}  # by SQLAlchemy's name of the database


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """A call that returned, and its value."""

    value: T


class Waiting(Protocol):
    """A job in the queue, whatever it returns."""

    def begins(self) -> bool:
        """False if nobody waits for it any more."""
        ...

    def run(self, work: SqlWork) -> Exception | None:
        """Run in a savepoint of its own and return the fault that rolled it back."""
        ...

    def answer(self, fault: Exception | None = None) -> None:
        """Tell who waits what became of it."""
        ...


@dataclass(slots=True)
class Errand(Generic[T]):
    """A job, the future that answers for it, and how its latest run ended."""

    job: Job[T]
    future: Future[T]
    about: str = ""
    outcome: Done[T] | Exception | None = None

    def begins(self) -> bool:
        return self.future.set_running_or_notify_cancel()

    def run(self, work: SqlWork) -> Exception | None:
        self.outcome = caught(lambda: in_savepoint(self.job, work))
        return self.outcome if isinstance(self.outcome, Exception) else None

    def answer(self, fault: Exception | None = None) -> None:
        outcome = fault or self.outcome
        (FAILED if isinstance(outcome, Exception) else DONE).inc()
        if isinstance(outcome, Done):
            self.future.set_result(outcome.value)
        elif outcome:
            self.future.set_exception(outcome)
            log.error("job_failed", about=self.about, where=where(outcome))


Queue = PriorityQueue[tuple[int, int, Waiting | None]]  # by who goes first, then in the order they came


class Writer:
    """Runs jobs in transactions; a key always goes to the same thread, so its jobs keep their order.

    A job that goes `first` passes all others that wait.
    """

    def __init__(self, store: Transactions, pace: Pace, on_staged: Callable[[], None]) -> None:
        self._store = store
        self._batch = pace.batch
        self._on_staged = on_staged  # called on a writer thread after a commit that staged messages
        self._lock = Lock()
        self._stopped = False
        self._numbers = count()
        self._queues = [Queue() for _ in range(pace.threads)]
        self._threads = [Thread(target=self._serve_all, args=(q,), daemon=True) for q in self._queues]
        for thread in self._threads:
            thread.start()

    @property
    def busy(self) -> bool:
        """Whether so many jobs wait that one which must not wait should go first."""
        return sum(queue.qsize() for queue in self._queues) >= BUSY

    async def do(self, job: Job[T], key: str = "", about: str = "", first: bool = False) -> T:
        """Run the job in a transaction and return its value after the commit; raise what it raised."""
        return await asyncio.wrap_future(self.submit(key, job, about, first))

    def submit(self, key: str, job: Job[T], about: str = "", first: bool = False) -> Future[T]:
        """Queue the job behind those of the same key; `about` is an id for the log. Raises WriterStopped."""
        future: Future[T] = Future()
        with self._lock:
            if self._stopped:
                raise WriterStopped(WriterStopped.__doc__)
            queue = self._queues[hash(key) % len(self._queues)]
            queue.put((FIRST if first else ORDINARY, next(self._numbers), Errand(job, future, about)))
        return future

    def stop(self) -> None:
        """Finish what waits, then end the threads; blocks until they have ended."""
        with self._lock:
            if not self._stopped:
                self._stopped = True
                for queue in self._queues:
                    queue.put((END, next(self._numbers), None))
        for thread in self._threads:
            thread.join()

    def _serve_all(self, queue: Queue) -> None:
        """The life of one writer thread: None in the queue is its end."""
        while (first := queue.get()[-1]) is not None:
            batch, ended = self._gather(queue, first)
            self._serve([errand for errand in batch if errand.begins()])
            if ended:
                return

    def _gather(self, queue: Queue, first: Waiting) -> tuple[list[Waiting], bool]:
        """What waits now, at most one batch, and whether the end was among it."""
        batch = [first]
        while len(batch) < self._batch and not queue.empty():
            errand = queue.get()[-1]
            if errand is None:
                return batch, True
            batch.append(errand)
        return batch, False

    def _serve(self, batch: list[Waiting]) -> None:
        """Run a batch with one commit and answer it; if the commit fails, run each alone."""
        done = caught(lambda: self._patiently(batch))
        if isinstance(done, Done):
            for errand in batch:
                errand.answer()
        elif len(batch) == 1:
            batch[0].answer(done)
        else:
            for errand in batch:
                self._serve([errand])

    def _patiently(self, batch: list[Waiting]) -> None:
        """One transaction, tried again after a pause while it only collides with another."""
        for pause in PAUSES:
            try:
                return self._transact(batch)
            except DBAPIError as problem:
                if not passing(problem):
                    raise
                time.sleep(pause)
        return self._transact(batch)

    def _transact(self, batch: list[Waiting]) -> None:
        """Each job in a savepoint of its own, then one commit; a fault rolls back that one alone."""
        staged = False
        with self._store.begin() as connection:
            for errand in batch:
                work = self._store.work(connection)
                fault = errand.run(work)
                if fault and passing(fault):
                    raise fault
                staged = staged or (fault is None and work.staged)
        COMMITS.inc()
        if staged:
            self._on_staged()


def lane(address: Address) -> str:
    """The key that keeps what one person does in its order."""
    return f"{address.channel}:{address.id}"


def in_savepoint(job: Job[T], work: SqlWork) -> T:
    """Run a job so that a fault undoes what it did and nothing else."""
    with work.connection.begin_nested():
        return job(work)


def caught(call: Callable[[], T]) -> Done[T] | Exception:
    """The one place that catches every fault, so that it is answered and the thread lives on."""
    try:
        return Done(call())
    except Exception as fault:  # noqa: BLE001
        return fault


def passing(problem: Exception) -> bool:
    """Whether another transaction was in the way, so that trying again can help."""
    if not isinstance(problem, DBAPIError):
        return False
    state, code = getattr(problem.orig, "sqlstate", ""), getattr(problem.orig, "sqlite_errorcode", 0)
    return state in PASSING_STATES or code & 0xFF in PASSING_CODES
