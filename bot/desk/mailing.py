"""The mailing: plans and sends the runs of campaigns, page by page, below everything else that is sent."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from secrets import token_hex

from bot.channels import Asks, Channel, ChannelError
from bot.desk.journal import Journal
from bot.desk.mail_articles import Broadcasts, broadcast_all
from bot.desk.mail_lines import LEASE, Line, Sheet
from bot.desk.mail_moments import Chore, Served, chores
from bot.desk.mail_pace import Pace
from bot.desk.mail_pages import AT_ONCE, SEND_SECONDS, TURN_SECONDS, Pages
from bot.desk.mail_runs import clear, note_count, recipients, settle, take_over, written
from bot.desk.rehearsal import Rehearsal
from bot.errand import Job, T
from bot.log import log_of, where
from bot.store import Store
from bot.store.campaign_progress import ARTICLE
from bot.store.work import SqlWork
from bot.writer import Writer
from referral.records import dataclass

PROBE_REST = timedelta(seconds=SEND_SECONDS + TURN_SECONDS)
PAGES_AT_ONCE = 2  # of a line: the next is taken up while one is handed over

log = log_of("mailing")


@dataclass(frozen=True, slots=True)
class Postal:
    """What the mailing works with. `took` hears of each channel that took a copy."""

    store: Store
    writer: Writer
    channels: Mapping[str, Channel]
    rehearsal: Rehearsal
    took: Callable[[str], None] = lambda channel: None
    served: Callable[[], tuple[str, ...]] | None = None  # the channels on which we may send now; None: all

    @property
    def ours(self) -> Mapping[str, Channel]:
        """The channels on which this process may send now."""
        return {name: self.channels[name] for name in self.served()} if self.served else self.channels


class Mailing:
    """Does what is to be done of every run; one process at a time works each of them."""

    def __init__(self, parts: Postal) -> None:
        self._parts = parts
        self._do = partial(parts.writer.do, large=True)
        self._journal = Journal(None, token_hex(8))
        self._paces: dict[str, Pace] = {}
        self._pages: dict[str, Pages] = {}
        self._lines: Counter[str] = Counter()  # by channel how many runs are being sent there
        self._at_work: dict[str, asyncio.Task[int]] = {}
        self._stopping = False
        self._acts = {"count": self._count, "send": self._send, "settle": self._settle}

    def journal_in(self, folder: Path) -> None:
        """Keep there what was begun, for the process after us; before anything is sent."""
        self._journal = Journal(folder, self._journal.holder)

    async def look(self) -> None:
        """Begin what is due and not begun yet."""
        for chore in await self._due():
            self._begin(chore)

    async def round(self) -> int:
        """Do what is due now; how much that was. Returns in any case: what waits for another moment waits."""
        tasks = [self._begin(chore) for chore in await self._due()]
        return sum(await asyncio.gather(*tasks))

    def next_due(self, work: SqlWork) -> datetime | None:
        """When something of a run is due next."""
        return min((chore.at for chore in chores(work, self._served())), default=None)

    async def stop(self) -> None:
        """Begin nothing more, and finish what is under way."""
        self._stopping = True
        for pages in self._pages.values():
            pages.stop()
        await asyncio.gather(*self._at_work.values(), return_exceptions=True)
        await asyncio.to_thread(self._journal.close)

    async def _due(self) -> list[Chore]:
        await self._bury()
        served = self._served()
        found = await self._read(lambda work: [one for one in chores(work, served) if one.at <= work.now])
        return [] if self._stopping else found

    async def _bury(self) -> None:
        """What processes that died on this machine were sending is written down, before anybody works their runs."""
        for remains in self._journal.remains():
            try:
                for heading, outcomes in remains.pages:  # each by itself, so that nobody waits long for them
                    job = partial(written, run_id=heading.run_id, page=heading.page, outcomes=outcomes)
                    await self._do(job)
                await self._do(partial(let_all_go, holder=remains.holder))
                self._journal.forget(remains)
            finally:
                self._journal.release(remains)

    def _begin(self, chore: Chore) -> asyncio.Task[int]:
        """Its task, also if it was begun before."""
        if chore.run_id not in self._at_work:
            task = asyncio.create_task(self._acts[chore.kind](chore.run_id))
            self._at_work[chore.run_id] = task
            task.add_done_callback(partial(self._ended, chore.run_id))
        return self._at_work[chore.run_id]

    def _ended(self, run_id: str, task: asyncio.Task[int]) -> None:
        del self._at_work[run_id]
        if not task.cancelled() and (fault := task.exception()):
            log.error("run_failed", run=run_id, where=where(fault))  # the next look tries again

    async def _count(self, run_id: str) -> int:
        """How many it would reach, found out while others write."""
        me = self._journal.holder
        run = await self._do(lambda work: work.campaigns.hold(run_id, me, LEASE))
        if run is None:
            return 0
        planned = await self._read(partial(recipients, run=run))
        return await self._do(partial(note_count, run_id=run_id, planned=planned, me=me))

    async def _send(self, run_id: str) -> int:
        """All that may go now, on each channel by itself; one that is stuck holds up no other."""
        found = await self._do(partial(take_over, run_id=run_id, me=self._journal.holder))
        if found is None:
            return 0
        run, names = found
        channels = self._parts.ours
        works = [self._line(run_id, channels[name]) for name in names if name in channels]
        if self._parts.rehearsal.live():
            works += [broadcast_all(self._parts.writer, channel, run) for channel in channels.values()]
        try:
            sent = sum(await ended(works))
        finally:
            settled = await self._settle(run_id)
        return settled + sent

    async def _settle(self, run_id: str) -> int:
        """The end of a run, if this is it; and others may work it."""
        while await self._do(partial(clear, run_id=run_id)):
            pass
        return await self._do(partial(settle, run_id=run_id, me=self._journal.holder))

    async def _line(self, run_id: str, channel: Channel) -> int:
        """Two pages under way, until nobody is left or nobody may be written to now."""
        line = Line(run_id, channel, self._journal, self._parts.rehearsal)
        self._lines[channel.name] += 1
        try:
            probed = await self._probe(line)
            return probed + sum(await ended(self._pages_of(line) for _ in range(PAGES_AT_ONCE)))
        finally:
            self._lines[channel.name] -= 1

    async def _probe(self, line: Line) -> int:
        """One small page alone, if nothing was taken before its rest: whatever is begun in vain is lost."""
        pace = self._pace(line.channel.name)
        if not pace.probes(self._parts.store.now(), PROBE_REST):
            return 0
        failures, done = pace.failures, await self._page(line)
        if pace.failures == failures:  # nobody was there to try it with
            pace.rests_until = None
        return done or 0

    async def _pages_of(self, line: Line) -> int:
        done, pace = 0, self._pace(line.channel.name)
        while not self._stopping and line.channel.name in self._parts.ours and not pace.rests(self._parts.store.now()):
            count = await self._page(line)
            if count is None:
                break
            done += count
        return done

    async def _page(self, line: Line) -> int | None:
        """The next one; None if nobody is left or nobody may be written to now."""
        sheet = await self._do(partial(line.take, most=self._pace(line.channel.name).size))
        if sheet is None or not (sheet.count or sheet.more):
            return None
        if sheet.letters:
            await self._hand_over(sheet, line.channel)
        await self._ask(sheet, line.channel)
        return sheet.count

    async def _hand_over(self, sheet: Sheet, channel: Channel) -> None:
        """A page; what it took tells how large the next one is."""
        began, pace = asyncio.get_running_loop().time(), self._pace(channel.name)
        at_once = max(1, AT_ONCE // self._lines[channel.name])
        told = await self._pages_on(channel).send(sheet, at_once)
        if told.nothing_arrived:
            pace.failed(self._parts.store.now(), told.wait)
        else:
            pace.took(len(told.begun), asyncio.get_running_loop().time() - began)
        for _ in range(told.states["sent"]):
            self._parts.took(channel.name)

    async def _ask(self, sheet: Sheet, channel: Channel) -> None:
        """The platform, what is left of quotas that nobody knows; without an answer they stay unknown."""
        for address in sheet.unknown.values():
            if isinstance(channel, Asks):
                with suppress(ChannelError, TimeoutError):
                    async with asyncio.timeout(SEND_SECONDS):
                        await channel.ask(address)

    async def _read(self, job: Job[T]) -> T:
        """Run it in a transaction that only reads, so that nobody waits for it."""
        return await asyncio.to_thread(reading, self._parts.store, job)

    def _served(self) -> Served:
        ours = self._parts.ours
        others = any(isinstance(one, Broadcasts) and name not in ours for name, one in self._parts.channels.items())
        names = frozenset(ours) if others else frozenset(ours) | {ARTICLE}
        return Served(names, {name: pace.rests_until for name, pace in self._paces.items() if pace.rests_until})

    def _pace(self, channel: str) -> Pace:
        return self._paces.setdefault(channel, Pace())

    def _pages_on(self, channel: Channel) -> Pages:
        if channel.name not in self._pages:
            self._pages[channel.name] = Pages(self._parts.writer, channel, self._parts.store.now)
        return self._pages[channel.name]


async def ended(works: Iterable[Awaitable[int]]) -> list[int]:
    """What each gave, when the last has ended: none is left to itself. Raises the fault of the first that failed."""
    outcomes = await asyncio.gather(*works, return_exceptions=True)
    for fault in outcomes:
        if isinstance(fault, BaseException):
            raise fault
    return [count for count in outcomes if isinstance(count, int)]


def let_all_go(work: SqlWork, holder: str) -> None:
    work.campaigns.let_all_go(holder)


def reading(store: Store, job: Job[T]) -> T:
    with store.connection() as connection:
        return job(store.work(connection))
