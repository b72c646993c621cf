"""A job in the line of the writer, the future that answers for it, and how it ended."""

import asyncio
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from bot.caught import Done, caught
from bot.log import log_of, where
from bot.metrics import JOBS
from bot.store.work import SqlWork
from handlers.receipts import TooEarly
from referral.records import dataclass

T = TypeVar("T")
Job = Callable[[SqlWork], T]

DONE, FAILED = JOBS.labels("done"), JOBS.labels("failed")

log = log_of("writer")


class Waiting(Protocol):
    """A job in the line, whatever it returns."""

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """Where it is waited for."""
        ...

    @property
    def durable(self) -> bool:
        """Whether it must outlive a power cut once it is answered."""
        ...

    def begins(self) -> bool:
        """False if nobody waits for it any more."""
        ...

    def run(self, work: SqlWork) -> Exception | None:
        """Run it and return its fault."""
        ...

    def end(self, fault: Exception | None) -> None:
        """It is settled what became of it, by its own fault or that of its transaction: count it and log it."""
        ...

    def answer(self) -> None:
        """In its loop: tell who waits."""
        ...


@dataclass(slots=True)
class Errand(Generic[T]):
    """A job, the future that answers for it, and how its latest run ended."""

    job: Job[T]
    future: asyncio.Future[T]
    about: str = ""
    durable: bool = True
    outcome: Done[T] | Exception | None = None

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        return self.future.get_loop()

    def begins(self) -> bool:
        return not self.future.cancelled()

    def run(self, work: SqlWork) -> Exception | None:
        self.outcome = caught(lambda: self.job(work))
        return self.outcome if isinstance(self.outcome, Exception) else None

    def end(self, fault: Exception | None) -> None:
        outcome = self.outcome = fault or self.outcome
        fault = outcome if isinstance(outcome, Exception) and not isinstance(outcome, TooEarly) else None
        (FAILED if fault else DONE).inc()
        if fault:
            log.error("job_failed", about=self.about, where=where(fault))

    def answer(self) -> None:
        if self.future.done():
            return  # nobody waits any more
        if isinstance(self.outcome, Done):
            self.future.set_result(self.outcome.value)
        elif self.outcome:
            self.future.set_exception(self.outcome)


def errand_of(job: Job[T], about: str = "", durable: bool = True) -> Errand[T]:
    """A job that is waited for in the running loop."""
    return Errand(job, asyncio.get_running_loop().create_future(), about, durable)
