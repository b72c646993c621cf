"""Deliver what transactions staged: claim it lane by lane as it is staged, send it, many recipients at once."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import field
from datetime import datetime, timedelta

from bot.desk.planning import Planned, plan
from bot.desk.sending import SEND_SECONDS_AT_MOST, Sending
from bot.desk.slots import room
from bot.log import log_of, where
from bot.store.database_time import since_boot
from bot.store.letters import Torn
from bot.store.work import SqlWork
from bot.writer import Writer
from handlers.events import Lane
from referral.records import dataclass

LEASE = timedelta(seconds=15)  # after a death another process takes the message again; longer than a send may last
LATEST = LEASE.total_seconds() - SEND_SECONDS_AT_MOST  # after the claim: a send that begins now ends within the lease
SHORTEST_NAP = 0.02
AGAIN_SECONDS = 0.1  # after a claim that found something: what came due or free meanwhile
SWEEP_SECONDS = 1.0  # finds what a poke missed

log = log_of("delivery")


@dataclass(frozen=True, slots=True)
class Claim:
    """What is ours to send now; `wait` is for how many seconds to sleep after that, if nothing pokes."""

    parcels: Sequence[Planned]
    wait: float = SWEEP_SECONDS
    at: float = field(default_factory=since_boot)  # when it was made, in its transaction
    torn: Sequence[Torn] = ()  # what could not be opened


class Delivery:
    """Sends the outbox, many recipients at once, each recipient's messages in their order."""

    def __init__(
        self,
        writer: Writer,
        served: Callable[[], tuple[str, ...]],
        sending: Sending,
        went_round: Callable[[], None] = lambda: None,  # hears of each claim, also of one that failed
    ) -> None:
        self._writer = writer
        self._served = served  # the channels on which this process may send at this moment
        self._send = sending
        self._went_round = went_round
        self._under_way: dict[asyncio.Task[None], Lane] = {}
        self._room = room({})  # beside what is under way; the writer's thread reads it
        self._stopping = False
        self._being_sent: set[int] = set()  # parcels; whatever a clock says that is set meanwhile, they are ours

    def poke(self) -> None:
        """There may be something to claim: look at once."""
        self._writer.call()

    async def run(self) -> None:
        """Deliver until stopped, then finish what is being sent."""
        wait = 0.0
        while not self._stopping:
            (claim,) = await asyncio.gather(self._next(wait), return_exceptions=True)
            self._went_round()
            if isinstance(claim, BaseException):
                await asyncio.sleep(SWEEP_SECONDS)  # the writer has logged it
            wait = 0.0 if isinstance(claim, BaseException) else claim.wait
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def stop(self) -> None:
        """Claim nothing more."""
        self._stopping = True
        self.poke()

    async def round(self) -> int:
        """Deliver what is due now and wait until all that is on its way is written down; return how many that was."""
        await self._begun(self._writer.do(self._claim, durable=False))
        sending = tuple(self._under_way)
        await asyncio.gather(*sending)
        return len(sending)

    async def _next(self, wait: float) -> Claim:
        """What is claimed when something is staged, after a poke, or after so many seconds."""
        if not wait:
            self.poke()
        timer = asyncio.get_running_loop().call_later(wait or SWEEP_SECONDS, self.poke)
        try:
            return await self._begun(self._writer.stand_by(self._claim))
        finally:
            timer.cancel()

    async def _begun(self, claimed: Awaitable[Claim]) -> Claim:
        """Start to send what is claimed."""
        claim = await claimed
        for planned in claim.parcels:
            self._start(planned, claim.at)
        await asyncio.gather(*map(self._send.missed, claim.torn), return_exceptions=True)  # the writer logs what failed
        return claim

    def _claim(self, work: SqlWork) -> Claim:
        left, names = self._room, self._served()
        if self._stopping or not left.most:
            return Claim(())
        parcels = plan(work, work.outbox.claim(work.now, names, left.most, LEASE, left.last))
        torn = work.outbox.torn
        if len(parcels) + len(torn) == left.most:
            return Claim(parcels, 0, torn=torn)  # there may be more, and in lanes that still have room
        if parcels:
            return Claim(parcels, AGAIN_SECONDS, torn=torn)
        if left.last != "bulk":
            return Claim((), torn=torn)  # who found no slot is claimed after the next send, which pokes
        return Claim((), nap(work.outbox.next_due(names), work.now), torn=torn)

    def _start(self, planned: Planned, at: float) -> None:
        task = asyncio.create_task(self._deliver(planned, at))
        self._under_way[task] = planned.parcel.message.lane
        self._room = room(Counter(self._under_way.values()))
        task.add_done_callback(self._ended)

    async def _deliver(self, planned: Planned, at: float) -> None:
        """Unless we are at it, or stood still, stopped or asleep, for so long that another process may be by now."""
        parcel, ours = planned.parcel, self._being_sent
        if parcel.id in ours or since_boot() - at >= LATEST or parcel.address.channel not in self._served():
            return
        ours.add(parcel.id)
        try:
            await self._send.deliver(parcel, planned.verdict)
        finally:
            ours.remove(parcel.id)

    def _ended(self, task: asyncio.Task[None]) -> None:
        narrow = self._room.last != "bulk"
        del self._under_way[task]
        self._room = room(Counter(self._under_way.values()))
        if not task.cancelled() and (fault := task.exception()):
            log.error("not_written_down", where=where(fault))  # its lease will run out
        if narrow:
            self.poke()  # else whoever wrote down what became of it has, if anything waits


def nap(due: datetime | None, now: datetime) -> float:
    """Seconds to sleep: until something is due, but never longer than the sweep, and never not at all."""
    seconds = (due - now).total_seconds() if due else SWEEP_SECONDS
    return min(max(seconds, SHORTEST_NAP), SWEEP_SECONDS)
