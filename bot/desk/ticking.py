"""Act on timers when they are due: those of emergencies first, and no more at once than one commit serves."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import field, replace
from datetime import timedelta

from bot.desk.delivery import nap
from bot.store.work import SqlWork
from bot.writer import Writer
from handlers.events import Timer
from referral.records import dataclass

AT_ONCE = 32  # what these staged leaves before the next are taken
SWEEP_SECONDS = 0.5  # finds what was set for a moment before the one for which we sleep
AFTER_A_FAULT = timedelta(seconds=10)  # far below what /readyz calls overdue: one torn case makes nobody unready


@dataclass(frozen=True, slots=True)
class Look:
    """What is due. `wait` is for how many seconds to sleep if nothing of it is ours."""

    due: Sequence[Timer]
    wait: float = SWEEP_SECONDS


@dataclass(slots=True)
class Ticking:
    """Sleeps until a timer is due; each is acted on in its own transaction, by one process of all."""

    writer: Writer
    react: Callable[[SqlWork, Timer], None]
    went_round: Callable[[], None] = lambda: None
    _stopped: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Until stopped."""
        while not self._stopped.is_set():
            (wait,) = await asyncio.gather(self._round(), return_exceptions=True)  # the writer has logged a fault
            self.went_round()
            await self._sleep(SWEEP_SECONDS if isinstance(wait, BaseException) else wait)

    def stop(self) -> None:
        """Begin no other round."""
        self._stopped.set()

    async def tick(self) -> int:
        """Act on some of what is due; return how many timers that was.

        A fault stops none of the others; the first one is raised at the end.
        """
        outcomes = await self._act(await self.writer.do(look, first=True, durable=False))
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        return outcomes.count(True)

    async def _round(self) -> float:
        """Act on some of what is due; for how many seconds to sleep then."""
        seen = await self.writer.do(look, first=True, durable=False)
        return 0 if True in await self._act(seen) else seen.wait

    async def _act(self, seen: Look) -> list[bool | BaseException]:
        """Of each timer whether we acted on it, or the fault."""
        return await asyncio.gather(*(self._act_on(timer) for timer in seen.due), return_exceptions=True)

    async def _act_on(self, timer: Timer) -> bool:
        def act(work: SqlWork) -> bool:
            taken = work.timers.take(timer)
            if taken:
                self.react(work, timer)
            return taken

        (outcome,) = await asyncio.gather(
            self.writer.do(act, timer.subject, timer.kind, first=True), return_exceptions=True
        )
        if isinstance(outcome, BaseException):
            await self.writer.do(lambda work: put_off(work, timer), timer.subject, timer.kind, first=True)
            raise outcome
        return outcome

    async def _sleep(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopped.wait()


def look(work: SqlWork) -> Look:
    """The timers that are due, or until when to sleep: the next one's moment, but no longer than the sweep."""
    due = work.timers.due(work.now, AT_ONCE)
    return Look(due) if due else Look((), min(nap(work.timers.next_due(), work.now), SWEEP_SECONDS))


def put_off(work: SqlWork, timer: Timer) -> None:
    """It failed, and was logged: once more in a while, so that timers that always fail crowd out no others."""
    if work.timers.take(timer):
        work.timers.set(replace(timer, due_at=work.now + AFTER_A_FAULT))
