"""Hand over a page of copies, some at once, and write down what became of each in one transaction."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import field, replace
from datetime import datetime, timedelta
from functools import partial

from bot.channels import Begin, Channel, ChannelError, Paces, SendsMany, Throttled
from bot.desk.journal import Unwritten
from bot.desk.mail_fates import Ending, Moment, arrived, failed
from bot.desk.mail_lines import Sheet
from bot.desk.mail_planning import KIND, Letter
from bot.desk.mail_runs import written
from bot.log import log_of, where
from bot.metrics import COPIES
from bot.store.campaign_copies import Outcome
from bot.store.work import SqlWork
from bot.writer import Writer
from handlers.events import OutgoingMessage
from referral.records import dataclass

AT_ONCE = 25  # of each of the two pages that are under way
TURN_SECONDS = 1.0  # that a channel's own queue may take; with all ahead of it, a copy goes back and comes again
SEND_SECONDS = 10.0  # from when it leaves; together with FRESH shorter than the lease of a run
FRESH = timedelta(seconds=1)  # what was taken up longer ago goes back: they may have stopped meanwhile
A_WHILE = timedelta(minutes=1)
MOST_SILENT = 5  # copies in a row that nobody answered: the rest of the page is not begun
NOTHING = {"down", "throttled", "timeout", "fault"}  # reasons for which no copy of a page was taken

log = log_of("mailing")


@dataclass(slots=True)
class Told:
    """What became of a page: by person how each ended, and of those not ended who was begun."""

    endings: dict[str, Ending] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    wait: timedelta = timedelta()  # the longest that the platform asked for
    silent: int = 0  # copies in a row that nobody answered

    def note(self, ending: Ending) -> None:
        """How one of them ended."""
        self.endings[ending.outcome.person_id] = ending
        if ending.outcome.state == "unsure":
            self.silent += 1
        elif ending.outcome.state != "waiting":
            self.silent = 0

    @property
    def states(self) -> Counter[str]:
        return Counter(ending.outcome.state for ending in self.endings.values())

    @property
    def fell_silent(self) -> bool:
        """Whether it is better to begin no more of it."""
        return self.silent >= MOST_SILENT

    @property
    def nothing_arrived(self) -> bool:
        """Whether the platform took none of those that were tried, or fell silent at the end."""
        reasons = {one.outcome.reason or one.outcome.state for one in self.endings.values()} - {"waiting"}
        return self.fell_silent or (bool(reasons) and reasons <= NOTHING)


class Pages:
    """Sends sheets on one channel."""

    def __init__(self, writer: Writer, channel: Channel, clock: Callable[[], datetime]) -> None:
        self._writer = writer
        self._channel = channel
        self._clock = clock
        self._many = channel.many if isinstance(channel, SendsMany) else None
        self._one = channel.hand_over if isinstance(channel, Paces) else self._plainly
        self._stopping = False

    def stop(self) -> None:
        """Hand over nothing more."""
        self._stopping = True

    async def send(self, sheet: Sheet, at_once: int) -> Told:
        """Hand over all that are still fresh, so many at once; returns when what became of them is written down."""
        told, letters = Told(), iter(sheet.letters)
        senders = [self._serve(sheet, letters, told) for _ in range(min(at_once, len(sheet.letters)))]
        for fault in await asyncio.gather(*senders, return_exceptions=True):
            if fault:
                log.error("copy_failed", channel=self._channel.name, where=where(fault))
        self._close(sheet, told)
        await self._writer.do(lambda work: write_down(work, sheet, told.endings), large=True)
        sheet.log.close()
        for state, count in told.states.items():
            COPIES.labels(self._channel.name, state).inc(count)
        return told

    async def _serve(self, sheet: Sheet, letters: Iterator[Letter], told: Told) -> None:
        """One after the other, until none is left, nobody answers, or they are no longer fresh."""
        for letter in letters:
            if told.fell_silent or self._is_late(sheet):
                told.note(put_back(letter, self._clock()))
                continue
            ending = await self._ending(sheet, letter, told)
            told.note(ending)
            if letter.person_id in told.begun:
                sheet.log.answered(ending.outcome)

    async def _ending(self, sheet: Sheet, letter: Letter, told: Told) -> Ending:
        """What became of it. Who has no turn in time is not begun, as if the platform had asked to wait."""
        try:
            async with asyncio.timeout(TURN_SECONDS) as limit:
                trace = await self._post(letter, partial(self._begin, sheet, letter, told, limit))
        except Late:
            return put_back(letter, self._clock())
        except Unwritten:
            return put_back(letter, self._clock() + A_WHILE)
        except (ChannelError, TimeoutError) as problem:
            no_turn = isinstance(problem, TimeoutError) and letter.person_id not in told.begun
            return self._failed(sheet, letter, told, Throttled(TURN_SECONDS) if no_turn else problem)
        return arrived(letter, trace)

    def _failed(self, sheet: Sheet, letter: Letter, told: Told, problem: Exception) -> Ending:
        if isinstance(problem, Throttled):
            told.wait = max(told.wait, timedelta(seconds=problem.retry_after))
        return failed(letter, problem, self._moment(sheet))

    def _begin(self, sheet: Sheet, letter: Letter, told: Told, limit: asyncio.Timeout) -> None:
        """It leaves now, and that is noted before it does. A second try, as where a chat moved, is the same copy.

        Raises Late or Unwritten: then it must not leave.
        """
        if letter.person_id in told.begun:
            return
        if told.fell_silent or self._is_late(sheet):
            raise Late(Late.__doc__)
        limit.reschedule(asyncio.get_running_loop().time() + SEND_SECONDS)
        sheet.log.begin(letter.person_id)
        told.begun.add(letter.person_id)

    def _is_late(self, sheet: Sheet) -> bool:
        return self._stopping or self._clock() - sheet.at > FRESH

    def _post(self, letter: Letter, begin: Begin) -> Awaitable[str]:
        """A channel that can builds the message once for all; a template is always built for one."""
        message, wording = letter.wording.message, letter.wording
        if self._many and message.act == "say":
            wording.post = wording.post or self._many(message)
            return wording.post(letter.address, begin)
        own = replace(message, key=f"{message.key}:{letter.person_id}", person_id=letter.person_id)
        return self._one(letter.address, own, begin)

    async def _plainly(self, address: str, message: OutgoingMessage, begin: Begin) -> str:
        """On a channel where nothing waits for a turn."""
        begin()
        return await self._channel.send(address, message)

    def _close(self, sheet: Sheet, told: Told) -> None:
        """A fault of ours ended some of those who send: what was begun may have arrived, the rest goes back."""
        for letter in sheet.letters:
            if letter.person_id in told.begun:
                told.endings.setdefault(letter.person_id, failed(letter, Fault(), self._moment(sheet)))
            else:
                told.endings.setdefault(letter.person_id, put_back(letter, self._clock()))

    def _moment(self, sheet: Sheet) -> Moment:
        return Moment(self._channel.name, self._clock(), sheet.run.ends_at, KIND in self._channel.templates)


class Late(Exception):
    """It was taken up too long ago, or nobody answers: it is not begun."""


class Fault(Exception):
    """Our own program failed while it sent: see the log."""


def put_back(letter: Letter, due_at: datetime) -> Ending:
    """It was not begun."""
    return Ending(Outcome(letter.person_id, "waiting", due_at=due_at))


def write_down(work: SqlWork, sheet: Sheet, endings: Mapping[str, Ending]) -> None:
    """All of a page at once; it may have lasted longer than its run."""
    written(work, sheet.run.id, sheet.page, [ending.outcome for ending in endings.values()])
    for ending in endings.values():
        if ending.effect:
            ending.effect(work)
