"""The desk: everything that happens comes in here, each happening one transaction, and what it staged goes out."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.channels import Channel
from bot.desk.auditing import daily
from bot.desk.delivery import Delivery
from bot.desk.flood import LIMITS, Limits
from bot.desk.health import Health, Pulse
from bot.desk.heartbeat import Heartbeat
from bot.desk.intake import Intake
from bot.desk.loops import Loops
from bot.desk.mailing import Mailing, Postal
from bot.desk.part import FORGETS, INBOX, OUTBOX, Ears, Part, sender_of
from bot.desk.reactions import Reactions
from bot.desk.rehearsal import Rehearsal
from bot.desk.sending import Sending
from bot.desk.ticking import Ticking
from bot.desk.turns import Turns
from bot.errand import Job, T
from bot.log import log_of, where
from bot.places import refresh
from bot.store import Store
from bot.store.health import next_turn
from bot.store.remembering import forget_words
from bot.store.retention import forget
from bot.store.work import SqlWork
from bot.writer import PACES, Writer
from handlers.events import Happening, IncomingEvent

MAIL_SECONDS = 0.5
log = log_of("desk")
LOOK_SECONDS = 30  # at the channels; shorter than referral.channel_health.STICKS


class Desk:
    """Receive, deliver, tick. Nothing is answered before its commit; a fault rolls back one happening alone."""

    def __init__(
        self, store: Store, reactions: Reactions, rehearsal: Rehearsal | None = None, limits: Limits = LIMITS
    ) -> None:
        self.channels: dict[str, Channel] = {}
        self._store = store
        self._react = reactions
        self._writer = Writer(store, PACES[store.dialect], self._staged)
        self._intake = Intake(self._writer, reactions, limits)
        self.heartbeat = Heartbeat(self.channels, store.now)
        rehearsal = rehearsal or Rehearsal()
        sending = Sending(self._writer, self.channels, reactions, rehearsal, self.heartbeat.sent)
        self.loops = Loops()
        self._delivery = Delivery(self._writer, self.served, sending, self.loops.of("delivery"))
        self._mailing = Mailing(Postal(store, self._writer, self.channels, rehearsal, self.heartbeat.sent, self.served))
        self._turns = Turns(self._intake.round, self.loops.of("inbox"))
        self._ticking = Ticking(self._writer, reactions.due, self.loops.of("timers"))
        self.part = Part()
        self.ears = Ears({OUTBOX: self._delivery.poke, INBOX: self._turns.poke})
        self._pulse = Pulse(store, self.channels)
        self._alone = store.dialect == "sqlite"  # one process delivers; on PostgreSQL others may be sending
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._running: list[asyncio.Task[None]] = []

    def add(self, channel: Channel) -> None:
        """Deliver through this channel too; before `start`."""
        self.channels[channel.name] = channel

    def journal_in(self, folder: Path) -> None:
        """Keep there which copies of campaigns were begun, so that a death loses and doubles none; before `start`."""
        self._mailing.journal_in(folder)

    def take_part(self, part: Part) -> None:
        """Do only this, beside other processes; before `start`, and after the channels were added."""
        self.part = part
        if "writer" not in part.roles:
            self._intake.hands_on = lambda: part.tell(INBOX)
        part.want(self._outside())

    def free_leases(self, work: SqlWork) -> frozenset[str]:
        """Those that one of all processes should hold, and none does."""
        return self.part.free(work, self._outside())

    def _outside(self) -> list[str]:
        return [name for name, one in self.channels.items() if not one.own]

    def served(self) -> tuple[str, ...]:
        """The channels on which this process may send now: our own pages, and those that nobody else sends on."""
        held = self.part.held
        return tuple(name for name, one in self.channels.items() if one.own or held.holds(sender_of(name)))

    def now(self) -> datetime:
        """The time, as every transaction takes it."""
        return self._store.now()

    async def receive(self, event: IncomingEvent) -> None:
        """Handle an event once, however often it arrives, now or in its turn. Raises NotKept: it must come again."""
        self.heartbeat.heard(event.address.channel)
        await self._intake.receive(event)

    async def notice(self, happening: Happening) -> None:
        """Take what a platform tells beside what people say. Raises NotKept: it must come again."""
        self.heartbeat.heard(happening.address.channel)
        await self._intake.notice(happening)

    async def do(self, job: Job[T], key: str = "", first: bool = False) -> T:
        """Run a job in a transaction of its own; jobs with the same key keep their order, `first` passes all others."""
        return await self._writer.do(job, key, first=first)

    async def look(self, job: Job[T]) -> T:
        """Run a job that only reads, in a thread of its own: it waits for no writer and no writer for it."""
        return await asyncio.to_thread(self._read, job)

    def _read(self, job: Job[T]) -> T:
        with self._store.connection() as connection:
            return job(self._store.work(connection))

    async def health(self) -> Health:
        """How everything stands; answers within two seconds and never raises."""
        return Health.of(await self._pulse.feel(), self.heartbeat.beats())

    @property
    def stuck_seconds(self) -> float:
        """For how long the writer has been at one group of jobs."""
        return self._writer.stuck_seconds

    async def look_at_channels(self) -> None:
        """Write down how the channels stand, tell who must know, and learn what other processes saw."""
        ours = self.served()
        seen = tuple(one for one in self.heartbeat.seen() if one.heard_at or one.channel in ours)
        standings = await self._writer.do(lambda work: self._react.looked(work, seen))
        self.heartbeat.learn(standings)

    async def start(self) -> None:
        """Deliver and tick from now on, until `stop`."""
        if self._alone:
            await self._writer.do(lambda work: work.outbox.release(tuple(self.channels)))
        self.heartbeat.learn(await self._writer.do(lambda work: work.channels.all()))
        await self.part.start()
        if "writer" in self.part.roles:
            self._running.append(asyncio.create_task(self._turns.run()))
        if "delivery" in self.part.roles:
            self._running.append(asyncio.create_task(self._delivery.run()))
            self._scheduler.add_job(
                self._mail, "interval", seconds=MAIL_SECONDS, coalesce=True, max_instances=1, misfire_grace_time=None
            )
        if "scheduler" in self.part.roles:
            self._running.append(asyncio.create_task(self._ticking.run()))
            self._scheduler.add_job(self._forget, "interval", hours=1)
        self._scheduler.add_job(self._look, "interval", seconds=LOOK_SECONDS, coalesce=True, max_instances=1)
        self._scheduler.add_job(keep_up, "interval", minutes=1, args=[self._store])
        self._scheduler.start()

    async def stop(self) -> None:
        """Take nothing more, finish what was taken and what is being sent."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        self.loops.forget()
        self._turns.stop()
        self._ticking.stop()
        self._delivery.stop()
        await self._mailing.stop()
        for running in self._running:
            await running
        await self.part.stop()
        await asyncio.to_thread(self._writer.stop)

    async def tick(self) -> int:
        """Act on some of the timers that are due, each in its own transaction; return how many.

        A fault stops none of the others; the first one is raised at the end.
        """
        return await self._ticking.tick()

    async def quiet(self) -> None:
        """Deliver and tick until nothing is due at this moment (for plays, where the clock stands still)."""
        deliver, take, mail = self._delivery.round, self._intake.round, self._mailing.round
        while await deliver() or await take() or await self.tick() or await mail():
            pass

    async def next_due(self) -> datetime | None:
        """When the next message, timer or waiting event is due."""
        names = tuple(self.channels)

        def earliest(work: SqlWork) -> datetime | None:
            mailing = self._mailing.next_due(work)
            moments = (work.outbox.next_due(names), work.timers.next_due(), next_turn(work), mailing)
            return min((moment for moment in moments if moment), default=None)

        return await self._writer.do(earliest)

    async def _mail(self) -> None:
        (fault,) = await asyncio.gather(self._mailing.look(), return_exceptions=True)
        if fault:
            log.error("not_looked", where=where(fault))

    async def _look(self) -> None:
        await asyncio.gather(self.look_at_channels(), return_exceptions=True)  # the writer has logged what failed

    async def _forget(self) -> None:
        """Drop what need not be kept any longer, in one process of all."""
        if not self.part.held.holds(FORGETS):
            return
        await self._writer.do(lambda work: forget(work.connection, work.now))
        await daily(self)
        await asyncio.to_thread(self._store.database.empty_log)

    def _staged(self) -> None:
        """Messages were staged: wake the delivery wherever else it may be; ours claims them as they are staged."""
        if "delivery" not in self.part.roles or len(self.served()) < len(self.channels):
            self.part.tell(OUTBOX)


def keep_up(store: Store) -> None:
    """With what other processes did: new place data, and what they erased is not remembered here either."""
    refresh(store)
    forget_words()
