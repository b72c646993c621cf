"""Deliver what transactions staged: claim, hand to the channel, write down what became of it."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels import Channel, PersonGone, Refused, Throttled
from bot.desk.reactions import Reactions
from bot.log import log_of, where
from bot.store.outbox import Parcel
from bot.store.work import SqlWork
from bot.writer import Job, Writer, lane
from handlers.events import FetchResult

LEASE = timedelta(seconds=15)  # after a death another process takes the message again
SEND_SECONDS = 10.0  # shorter than the lease, so that nobody sends what we are still sending
AT_ONCE = 64
MOST_TRIES = 20
TRACES_AT_ONCE = 100
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)
SHORTEST_NAP = 0.02
SWEEP_SECONDS = 1.0  # finds what a poke missed

FINAL: Mapping[type[BaseException], str] = {Refused: "refused", PersonGone: "gone"}  # all others are tried again

log = log_of("delivery")


@dataclass(frozen=True, slots=True)
class Claim:
    """What is ours to send now; `wait` is for how many seconds to sleep if there is nothing."""

    parcels: Sequence[Parcel]
    wait: float = SWEEP_SECONDS


class Delivery:
    """Sends the outbox, many recipients at once, each recipient's messages in their order."""

    def __init__(self, writer: Writer, channels: Mapping[str, Channel], reactions: Reactions) -> None:
        self._writer = writer
        self._channels = channels
        self._react = reactions
        self._sending: set[asyncio.Task[None]] = set()
        self._poked = asyncio.Event()
        self._stopping = False
        self._acts = {"say": self._say, "clear": self._clear, "fetch": self._fetch}

    def poke(self) -> None:
        """Something was staged or sent: look at once."""
        self._poked.set()

    async def run(self) -> None:
        """Deliver until stopped, then finish what is being sent."""
        while not self._stopping:
            self._poked.clear()
            (claim,) = await asyncio.gather(self._claim(), return_exceptions=True)
            if isinstance(claim, BaseException):
                await asyncio.sleep(SWEEP_SECONDS)  # the writer has logged it
            elif claim.parcels:
                for parcel in claim.parcels:
                    self._start(parcel)
            else:
                await self._wait(claim.wait)
        await asyncio.gather(*self._sending, return_exceptions=True)

    def stop(self) -> None:
        """Claim nothing more."""
        self._stopping = True
        self.poke()

    async def round(self) -> int:
        """Deliver what is due now and wait until all that is on its way is written down; return how many that was."""
        for parcel in (await self._claim()).parcels:
            self._start(parcel)
        sending = tuple(self._sending)
        await asyncio.gather(*sending)
        return len(sending)

    async def _claim(self) -> Claim:
        room = AT_ONCE - len(self._sending)
        names = tuple(self._channels)

        def claim(work: SqlWork) -> Claim:
            parcels = work.outbox.claim(work.now, names, room, LEASE)
            return Claim(parcels, 0.0 if parcels else nap(work.outbox.next_due(names), work.now))

        return await self._writer.do(claim) if room else Claim(())

    def _start(self, parcel: Parcel) -> None:
        task = asyncio.create_task(self._deliver(parcel))
        self._sending.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        if not task.cancelled() and (fault := task.exception()):
            log.error("not_written_down", where=where(fault))  # its lease will run out
        self.poke()

    async def _wait(self, seconds: float) -> None:
        """Sleep until something is due, or a poke."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._poked.wait()

    async def _deliver(self, parcel: Parcel) -> None:
        act = self._acts[parcel.message.act]
        (outcome,) = await asyncio.gather(within_time(act(parcel)), return_exceptions=True)
        job = self._after(parcel, outcome) if isinstance(outcome, BaseException) else outcome
        await self._writer.do(job, lane(parcel.address), str(parcel.id))

    async def _say(self, parcel: Parcel) -> Job[None]:
        platform_id = await self._channel(parcel).send(parcel.address.id, parcel.message)
        return lambda work: work.outbox.sent(parcel.id, platform_id)

    async def _clear(self, parcel: Parcel) -> Job[None]:
        since = timedelta(days=2)  # a platform that removes anything removes what is younger than that
        traces = await self._writer.do(
            lambda work: work.outbox.traces(parcel.person_id, work.now - since, TRACES_AT_ONCE)
        )
        await self._channel(parcel).clear(parcel.address.id, traces)
        return lambda work: work.outbox.sent(parcel.id, "")

    async def _fetch(self, parcel: Parcel) -> Job[None]:
        found = await self._channel(parcel).fetch(parcel.message.ref)
        media = await asyncio.to_thread(self._react.inspect, found.data or b"", found.kind)
        result = FetchResult(parcel.message.attachment_id, media)

        def take(work: SqlWork) -> None:
            work.outbox.sent(parcel.id, "")
            self._react.fetched(work, result)

        return take

    def _channel(self, parcel: Parcel) -> Channel:
        return self._channels[parcel.address.channel]

    def _after(self, parcel: Parcel, problem: BaseException) -> Job[None]:
        """What follows a send that failed: another try later, or a dead letter and whoever must hear of it."""
        final = FINAL.get(type(problem)) or ("too_many_tries" if parcel.attempts >= MOST_TRIES else "")
        log.warning("not_sent", channel=parcel.address.channel, parcel=parcel.id, where=where(problem))
        if final:
            return lambda work: self._give_up(work, parcel, final)
        pause = pause_after(parcel.attempts, problem)
        return lambda work: work.outbox.retry(parcel.id, work.now + pause)

    def _give_up(self, work: SqlWork, parcel: Parcel, problem: str) -> None:
        message = parcel.message
        work.outbox.dead(parcel.id, problem)
        if message.act == "fetch":
            self._react.fetched(work, FetchResult(message.attachment_id, None, problem))
        else:
            self._react.failed(work, message, problem)


async def within_time(sending: Awaitable[Job[None]]) -> Job[None]:
    """The same, or TimeoutError before the lease runs out."""
    async with asyncio.timeout(SEND_SECONDS):
        return await sending


def nap(due: datetime | None, now: datetime) -> float:
    """Seconds to sleep: until something is due, but never longer than the sweep, and never not at all."""
    seconds = (due - now).total_seconds() if due else SWEEP_SECONDS
    return min(max(seconds, SHORTEST_NAP), SWEEP_SECONDS)


def pause_after(attempts: int, problem: BaseException) -> timedelta:
    """How long to wait: what the platform says, else twice as long each time up to a limit."""
    if isinstance(problem, Throttled):
        return timedelta(seconds=problem.retry_after)
    return min(FIRST_PAUSE * 2.0 ** min(attempts - 1, 16), LONGEST_PAUSE)
