"""What comes in: handled at once or kept until its turn, each thing once, and lost by no fault of ours."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from hashlib import sha256
from typing import Literal

from bot.caught import Done, caught
from bot.desk.flood import NEVER_SLOWED, Flood, Limits
from bot.desk.reactions import Reactions
from bot.errand import Job
from bot.log import log_of
from bot.metrics import EVENTS
from bot.store.inbox import Waiting
from bot.store.passing import environmental
from bot.store.work import SqlWork
from bot.web.desk import NotKept
from bot.writer import Writer, lane
from handlers.events import Address, Happening, IncomingEvent
from referral.records import dataclass

Outcome = Literal["taken", "kept", "slowed", "repeated", "stumbled"]
Act = Callable[[SqlWork, IncomingEvent], None]

AT_ONCE = 12  # of those that wait: whoever comes meanwhile stands behind no more than these
AGAIN = timedelta(minutes=1)  # until we try again what we could not even stumble over

log = log_of("intake")
events = cache(EVENTS.labels)  # a label set is looked up once


@dataclass(slots=True)
class Visit:
    """An event on its way in; how it was judged holds for every new try of its transaction."""

    event: IncomingEvent
    urgent: bool = False  # as far as is known yet
    judged: bool = False
    cries: bool = False  # or follows a cry: it passes what waits
    turn: datetime | None = None  # None: now
    tell: bool = False


class Intake:
    """Receives events. One that fails is kept as it is and a human is asked, before anybody is told to send again."""

    def __init__(self, writer: Writer, reactions: Reactions, limits: Limits) -> None:
        self.hands_on: Callable[[], None] | None = None  # set: others handle what comes; called when there is some
        self._writer = writer
        self._react = reactions
        self._flood = Flood(limits)

    async def receive(self, event: IncomingEvent) -> None:
        """Handle an event once, now or in its turn; returns after the commit. Raises NotKept."""
        visit = Visit(event, self._writer.busy and self._cries(event))
        first = visit.urgent or (self._writer.busy and self._react.orders(event.text))
        stumble = once(event.id, lambda work: self._react.stumbled(work, event), "stumbled")
        await self._through(event.address, event.id, (partial(self._meet, visit), stumble), first)

    async def notice(self, happening: Happening) -> None:
        """Take once what a platform tells beside what people say. Raises NotKept."""
        note = once(happening.id, lambda work: self._react.happened(work, happening), "taken")
        await self._through(happening.address, happening.id, (note,))

    async def round(self) -> int:
        """Handle some of those whose turn has come; return how many were handled."""
        now, due, torn = await self._writer.do(turns, durable=False)
        for row in torn:
            log.error("unreadable", inbox=row)  # said again every day for as long as it lies there
        outcomes = await asyncio.gather(*(self._in_turn(waiting) for waiting in due), return_exceptions=True)
        handled = sum(not isinstance(outcome, BaseException) for outcome in outcomes)
        if handled == len(due) and handled + len(torn) < AT_ONCE:
            self._flood.caught_up(now)
        return handled + len(torn)

    async def _in_turn(self, waiting: Waiting) -> None:
        """Handle it, or stumble over it, or at least let it stand in nobody's way."""
        waiting = replace(waiting, event=replace(waiting.event, waited=waiting.slowed))
        jobs = (
            taken(waiting, self._react.message, "taken"),
            taken(waiting, self._react.stumbled, "stumbled"),
            taken(waiting, postpone, "slowed"),
        )
        await self._through(waiting.event.address, waiting.event.id, jobs)

    async def _through(
        self, address: Address, event_id: str, jobs: tuple[Job[Outcome], ...], first: bool = False
    ) -> None:
        """Do the first of these jobs that does not fail, each in a transaction of its own. Raises NotKept.

        If the database or the disk is ill it comes again whole: a lesser job would ring nobody for an emergency.
        """
        fault: BaseException | None = None
        for job in jobs:
            outcome = await self._done(partial(self._writer.do, job, lane(address), known_as(address, event_id), first))
            if not isinstance(outcome, BaseException):
                if outcome == "kept" and self.hands_on:
                    self.hands_on()
                return events(address.channel, outcome).inc()
            fault = outcome
            if environmental(fault):
                break
        events(address.channel, "not_kept").inc()
        raise NotKept from fault

    async def _done(self, work: Callable[[], Awaitable[Outcome]]) -> Outcome | BaseException:
        """What came of it; if the line to the database was broken once more, on a new one."""
        (outcome,) = await asyncio.gather(work(), return_exceptions=True)
        if isinstance(outcome, BaseException) and environmental(outcome):
            (outcome,) = await asyncio.gather(work(), return_exceptions=True)
        return outcome

    def _meet(self, visit: Visit, work: SqlWork) -> Outcome:
        """Handle a new event or keep it for later; a repeat changes nothing and counts for nothing."""
        if not work.first_time(visit.event.id):
            return "repeated"
        self._judge(visit, work)
        if visit.turn is None and not self._joins(visit, work):
            self._react.message(work, visit.event)
            return "taken"
        work.inbox.put(visit.event, visit.turn or work.now, visit.cries)
        if visit.tell:
            self._react.slowed(work, visit.event)
        return "slowed" if visit.turn else "kept"

    def _joins(self, visit: Visit, work: SqlWork) -> bool:
        """Whether it is kept for whoever handles what waits: all of it here, or because something of theirs waits."""
        address = visit.event.address
        if address.channel in NEVER_SLOWED:
            return False
        return self.hands_on is not None or (not visit.cries and work.inbox.waits(address))

    def _judge(self, visit: Visit, work: SqlWork) -> None:
        """Whether it may be handled now: in its turn, or as a cry, what follows one, or an officer's word."""
        if visit.judged:
            return
        visit.judged = True
        event, now = visit.event, work.now
        if self.hands_on:
            self._flood.caught_up(now)  # others take what waits, in its order: here nothing is behind it
        turn = self._flood.turn(event, now)
        if visit.urgent or (self._react.urgent(event) if turn else self._cries(event)):
            self._flood.cried(event.address, now)
            visit.cries = True
        elif turn and not (is_officer(work, event.address) or self._passes(visit, now)):
            visit.turn, visit.tell = turn, self._flood.queue(event.address, turn)

    def _passes(self, visit: Visit, now: datetime) -> bool:
        """Whether it follows a cry."""
        visit.cries = self._flood.passes(visit.event.address, now)
        return visit.cries

    def _cries(self, event: IncomingEvent) -> bool:
        """Whether it is urgent by its words; where nothing hangs on it a triage that fails does no harm."""
        return caught(lambda: self._react.urgent(event)) == Done(True)


def turns(work: SqlWork) -> tuple[datetime, Sequence[Waiting], Sequence[int]]:
    """Now, whose turn it is, and the rows that cannot be opened."""
    due = work.inbox.due(work.now, AT_ONCE)
    return work.now, due, work.inbox.torn


def known_as(address: Address, event_id: str) -> str:
    """What the log may say of an event: its id can hold what opens a page, or words that a page chose."""
    return f"{address.channel}:{sha256(event_id.encode()).hexdigest()[:12]}"


def is_officer(work: SqlWork, address: Address) -> bool:
    """Whether an officer of ours writes from this address."""
    person = work.people.find(address)
    return bool(person and person.officer_id)


def once(event_id: str, act: Callable[[SqlWork], None], outcome: Outcome) -> Job[Outcome]:
    """A job that acts if this event is new."""

    def job(work: SqlWork) -> Outcome:
        if not work.first_time(event_id):
            return "repeated"
        act(work)
        return outcome

    return job


def taken(waiting: Waiting, act: Act, outcome: Outcome) -> Job[Outcome]:
    """A job that takes the event out of the inbox and acts on it, if nobody else did."""

    def job(work: SqlWork) -> Outcome:
        if not work.inbox.take(waiting):
            return "repeated"
        act(work, waiting.event)
        return outcome

    return job


def postpone(work: SqlWork, event: IncomingEvent) -> None:
    """Back into the inbox, to be tried again."""
    work.inbox.put_aside(event, work.now + AGAIN)
