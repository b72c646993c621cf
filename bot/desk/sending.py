"""Send one message, and write down what became of it: sent, another try later, or a dead letter somebody hears of."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import cache, partial

from bot.channels import Channel, NotNow, OutOfReach, PersonGone, Refused, Throttled
from bot.desk.detour import TRIED_FOR, Detour, Fate, dead
from bot.desk.reactions import Reactions
from bot.desk.rehearsal import Rehearsal
from bot.errand import Job
from bot.log import log_of, where
from bot.metrics import MESSAGES, SEND_SECONDS
from bot.store.letters import Torn
from bot.store.outbox import Parcel
from bot.store.passing import environmental
from bot.store.work import SqlWork
from bot.writer import Writer, lane
from handlers.events import SEVERAL, FetchResult, Lane, OutgoingMessage
from referral.ledger import NOW, Verdict
from referral.records import dataclass

SEND_SECONDS_AT_MOST = 10.0  # shorter than the lease, so that nobody sends what we are still sending
FETCH_SECONDS = 60.0  # for 20 MB on a slow line; a download has a lease of its own
TRACES_KEPT = timedelta(days=2)  # a platform that removes anything removes what is younger than that
TRACES_AT_ONCE = 100
FIRST_PAUSE = timedelta(seconds=1)
SOON, IN_A_WHILE = timedelta(seconds=30), timedelta(minutes=5)
LATE = timedelta(seconds=20)  # an urgent message that has to wait so long takes another way as well
LATE_CALMLY = 8  # tries, a minute and a half, after which a line for a reporter is late
LONGEST_PAUSE: Mapping[Lane, timedelta] = {"urgent": SOON, "reply": SOON, "fetch": IN_A_WHILE, "bulk": IN_A_WHILE}

FINAL: Mapping[type[BaseException], str] = {
    Refused: "refused",
    PersonGone: "gone",
    OutOfReach: "window",
}  # all others are tried again

messages, send_seconds = cache(MESSAGES.labels), cache(SEND_SECONDS.labels)  # a label set is looked up once
log = log_of("delivery")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The job that writes down what became of a message. What is not `durable` at worst sends it once more.

    `pause` is before the next try if the job itself fails: what waits behind it for the same person waits as long.
    """

    job: Job[Fate]
    durable: bool = True
    pause: timedelta = IN_A_WHILE


class Sending:
    """Everything that is done to one parcel between its claim and its end."""

    def __init__(
        self,
        writer: Writer,
        channels: Mapping[str, Channel],
        reactions: Reactions,
        rehearsal: Rehearsal,
        took: Callable[[str], None] = lambda channel: None,  # hears of each message that a channel took
    ) -> None:
        self._writer = writer
        self._channels = channels
        self._react = reactions
        self._rehearsal = rehearsal
        self._took = took
        self._detour = Detour(channels, reactions)
        self._acts = {
            "say": self._say,
            "notice": self._say,
            "clear": self._clear,
            "fetch": self._fetch,
            "retract": self._retract,
        }

    async def deliver(self, parcel: Parcel, verdict: Verdict = NOW) -> None:
        """Send it if the ledger lets it go now, write down what became of it, and count that."""
        message, channel = parcel.message, parcel.address.channel
        held = not self._channels[channel].own and self._rehearsal.holds(parcel)
        if verdict.kind == "now" or held:
            outcome = await self._tried(parcel, held)
        else:
            outcome = Outcome(partial(self._detour.take, parcel=parcel, verdict=verdict))
        fate = await self._written(parcel, outcome)
        messages(channel, message.lane, fate).inc()

    async def missed(self, torn: Torn) -> None:
        """A message whose bytes were changed will never be read: say so, and let its case go on without it."""
        log.error("unreadable", outbox=torn.id)
        shell = OutgoingMessage(f"unreadable:{torn.id}", torn.person_id, "", case_id=torn.case_id)
        await self._writer.do(lambda work: self._react.failed(work, shell, "unreadable"), about=str(torn.id))

    async def _tried(self, parcel: Parcel, held: bool) -> Outcome:
        """Do what it asks for; what became of it."""
        act = self._show if held else self._acts[parcel.message.act]
        seconds = FETCH_SECONDS if parcel.message.act == "fetch" else SEND_SECONDS_AT_MOST
        (outcome,) = await asyncio.gather(within_time(act(parcel), seconds), return_exceptions=True)
        return self._after(parcel, outcome, held) if isinstance(outcome, BaseException) else outcome

    async def _written(self, parcel: Parcel, outcome: Outcome) -> Fate:
        """Write down what became of it; after a fault of a handler's at least that it is not sent again at once.

        After a fault of the database the same once more; then its lease runs out, and it is tried again.
        """
        key, about, first = lane(parcel.address), str(parcel.id), parcel.message.lane == "urgent"
        written = self._writer.do(outcome.job, key, about, first, outcome.durable)
        (fate,) = await asyncio.gather(written, return_exceptions=True)
        if not isinstance(fate, BaseException):
            return fate
        second = outcome.job if environmental(fate) else partial(put_off, parcel=parcel, pause=outcome.pause)
        return await self._writer.do(second, key, about, first)

    async def _say(self, parcel: Parcel) -> Outcome:
        platform_id = await self._sent(parcel)
        return Outcome(lambda work: sent(work, parcel, platform_id), durable=False)

    async def _clear(self, parcel: Parcel) -> Outcome:
        traces = await self._writer.do(lambda work: traces_of(work, parcel.person_id), first=True)
        await self._channels[parcel.address.channel].clear(parcel.address.id, traces)
        return Outcome(lambda work: sent(work, parcel))

    async def _retract(self, parcel: Parcel) -> Outcome:
        """Take back what was said about a case, without a word."""
        person, case_id = parcel.person_id, parcel.message.case_id
        traces = await self._writer.do(lambda work: traces_about(work, person, case_id), first=True)
        await self._channels[parcel.address.channel].retract(parcel.address.id, parcel.message, traces)
        return Outcome(lambda work: sent(work, parcel))

    async def _fetch(self, parcel: Parcel) -> Outcome:
        found = await self._channels[parcel.address.channel].fetch(parcel.message.ref)
        media = await asyncio.to_thread(self._react.inspect, found.data or b"", found.kind)
        result = FetchResult(parcel.message.attachment_id, media)

        def take(work: SqlWork) -> Fate:
            fate = sent(work, parcel)
            self._react.fetched(work, result)
            return fate

        return Outcome(take)

    async def _show(self, parcel: Parcel) -> Outcome:
        """In a trial: show it to the operator, if there is one; the officer's chat has no trace of it."""
        stand_in = self._rehearsal.stand_in(parcel)
        if stand_in is None or stand_in.address.channel not in self._channels:
            return Outcome(lambda work: dead(work, parcel, "trial"))
        await self._sent(stand_in)
        return Outcome(lambda work: sent(work, parcel, fate="redirected"))

    async def _sent(self, parcel: Parcel) -> str:
        """Hand it to its channel; the platform's id of it."""
        address = parcel.address
        with send_seconds(address.channel).time():
            platform_id = await self._channels[address.channel].send(address.id, parcel.message)
        self._took(address.channel)
        return platform_id

    def _after(self, parcel: Parcel, problem: BaseException, held: bool) -> Outcome:
        """What follows a send that failed. A message is given up by its age: a slow platform uses up no tries."""
        log.warning("not_sent", channel=parcel.address.channel, parcel=parcel.id, where=where(problem))
        pause = IN_A_WHILE if type(problem) in FINAL else pause_after(parcel, problem)
        return Outcome(lambda work: self._failed(work, parcel, problem, held), pause=pause)

    def _failed(self, work: SqlWork, parcel: Parcel, problem: BaseException, held: bool) -> Fate:
        final = FINAL.get(type(problem)) or ("too_long" if too_old(work, parcel) else "")
        if held:
            return dead(work, parcel, "trial") if final else again(work, parcel, problem)
        if isinstance(problem, OutOfReach):
            return self._detour.out_of_reach(work, parcel)
        if final:
            return self._detour.lost(work, parcel, final)
        if isinstance(problem, NotNow):
            return self._detour.not_now(work, parcel, problem)
        if is_late(parcel, pause_after(parcel, problem)):
            self._detour.late(work, parcel)
        return again(work, parcel, problem)


async def within_time(sending: Awaitable[Outcome], seconds: float) -> Outcome:
    """The same, or TimeoutError before the lease runs out."""
    async with asyncio.timeout(seconds):
        return await sending


def traces_of(work: SqlWork, person_id: str) -> list[str]:
    """The platform's ids of what was said in this chat, on both sides."""
    person = work.people.get(person_id)
    ours = work.outbox.traces(person_id, work.now - TRACES_KEPT, TRACES_AT_ONCE)
    return [*ours, *(trace.partition("@")[0] for trace in (person.traces if person else ()))]


def traces_about(work: SqlWork, person_id: str, case_id: str) -> list[str]:
    """The platform's ids of what was said in this chat about a case, on both sides."""
    person = work.people.get(person_id)
    ours = work.outbox.traces_about(person_id, case_id, TRACES_AT_ONCE)
    theirs = [trace.partition("@") for trace in (person.traces if person else ())]
    return [*ours, *(number for number, _, about in theirs if about in (case_id, SEVERAL))]


def sent(work: SqlWork, parcel: Parcel, platform_id: str = "", fate: Fate = "sent") -> Fate:
    """Write down that it arrived."""
    work.outbox.sent(parcel.id, platform_id)
    return fate


def again(work: SqlWork, parcel: Parcel, problem: BaseException) -> Fate:
    """Once more after a pause."""
    work.outbox.retry(parcel.id, work.now + pause_after(parcel, problem), parcel.until)
    return "throttled" if isinstance(problem, Throttled) else "later"


def is_late(parcel: Parcel, pause: timedelta) -> bool:
    """Whether this failure is the one after which it takes too long: by how many there were, or a long first pause."""
    if parcel.message.lane != "urgent":
        return parcel.attempts == LATE_CALMLY
    return parcel.attempts == 2 or (parcel.attempts == 1 and pause >= LATE)


def put_off(work: SqlWork, parcel: Parcel, pause: timedelta) -> Fate:
    """After a fault of ours: once more in a while, for a day."""
    if too_old(work, parcel):
        return dead(work, parcel, "fault")
    work.outbox.retry(parcel.id, work.now + pause, parcel.until)
    return "later"


def too_old(work: SqlWork, parcel: Parcel) -> bool:
    """Whether it was tried for a day, from when it might first be sent."""
    return work.now >= parcel.at + parcel.message.wait + TRIED_FOR


def pause_after(parcel: Parcel, problem: BaseException) -> timedelta:
    """How long to wait: what the platform says, else twice as long each time, up to its lane's limit."""
    if isinstance(problem, Throttled):
        return timedelta(seconds=problem.retry_after)
    if isinstance(problem, NotNow):
        return timedelta(seconds=problem.seconds)
    return min(FIRST_PAUSE * 2.0 ** min(parcel.attempts - 1, 16), LONGEST_PAUSE[parcel.message.lane])
