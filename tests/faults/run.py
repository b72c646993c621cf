"""One run: build everything, let people live, break things by the schedule, mend all, wait, and look."""

import asyncio
import shutil
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from aiohttp import ClientSession, TCPConnector

from tests.faults.after import overdue, standings
from tests.faults.evidence import Evidence
from tests.faults.front import Front
from tests.faults.injections import INJECTIONS, Field, schedule
from tests.faults.invariants import broken_off, kinds_of_doubles, lost_alerts, lost_reports, mixed_up, violations
from tests.faults.stage import Plan, built, keep_logs, new_folder
from tests.kill.people import PATIENCE, PageTalker

MOST_PEOPLE = 5_000
SETTLE_SECONDS = 240.0  # generous: nothing is measured here, and the machine may be busy
READ_SECONDS, READ_EACH = 60.0, 3.0  # one message a second goes into a chat, and few officers open many cases
REPEAT_SECONDS = 5.0  # each second would drown a program that is already too slow to answer in time
LYING = timedelta(seconds=30)
PAGES = 4  # of so many people one is at the page


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it."""

    wrong: Mapping[str, list[str]]
    figures: Mapping[str, int]
    injected: Mapping[str, int]
    missing: Mapping[str, str]
    faults: tuple[str, ...] = ()  # of the harness itself

    @property
    def holds(self) -> bool:
        return not any(self.wrong.values()) and not self.faults


async def perform(plan: Plan) -> Outcome:
    """Run it."""
    folder = await asyncio.to_thread(new_folder)
    try:
        async with built(plan, folder) as (field, front):
            return await Run(plan, field, front).through()
    finally:
        await asyncio.to_thread(keep_logs, folder)
        shutil.rmtree(folder, ignore_errors=True)


class Run:
    """The course of one run."""

    def __init__(self, plan: Plan, field: Field, front: Front) -> None:
        self._plan = plan
        self._field = field
        self._front = front
        self._injected: Counter[str] = Counter()
        self._faults: list[str] = []
        self._talks: set[asyncio.Task[None]] = set()
        self._begun = time.monotonic()

    async def through(self) -> Outcome:
        field, plan = self._field, self._plan
        async with ClientSession(connector=TCPConnector(limit=0), timeout=PATIENCE) as client:
            always = [asyncio.create_task(one) for one in (field.crew.watch(), self._repeat(), field.town.take_cases())]
            try:
                await self._ready()
                names = [one for one in INJECTIONS if one not in field.missing and (not plan.only or one in plan.only)]
                self._begun = time.monotonic()
                await asyncio.gather(self._live(client), self._break(schedule(names, plan.seconds, Random(plan.seed))))
                await self._settle()
                return await self._look()
            finally:
                for task in (*always, *self._talks):
                    task.cancel()
                await asyncio.gather(*always, *self._talks, return_exceptions=True)

    async def _ready(self) -> None:
        """All processes are up, and the platforms know where to push."""
        async with asyncio.timeout(SETTLE_SECONDS), ClientSession() as client:
            for one in self._field.crew.members:
                while not await up(client, one.url):  # noqa: ASYNC110  another process does it
                    await asyncio.sleep(0.1)
            while not self._field.town.telegram.updates.hook.url:  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    async def _repeat(self) -> None:
        """Zalo pushes again what was not taken; here it waits seconds for that, not minutes."""
        hook = self._field.town.zalo.webhook
        while True:
            for waiting in hook.waiting:
                waiting.due, waiting.retry = min(waiting.due, hook.hours.now()), min(waiting.retry, 3)
            hook.flush()
            await asyncio.sleep(REPEAT_SECONDS)

    async def _live(self, client: ClientSession) -> None:
        """New people come, evenly, for as long as it lasts."""
        town, pause = self._field.town, 1.0 / self._plan.a_second
        while time.monotonic() - self._begun < self._plan.seconds and town.met < MOST_PEOPLE:
            task = asyncio.create_task(self._meet(client))
            self._talks.add(task)
            task.add_done_callback(self._ended)
            await asyncio.sleep(town.chance.uniform(0.5, 1.5) * pause)

    def _ended(self, talk: asyncio.Task[None]) -> None:
        """Who waited in vain is found by what they did not hear; anything else is a fault of the harness or a page."""
        self._talks.discard(talk)
        fault = None if talk.cancelled() else talk.exception()
        if fault and not isinstance(fault, TimeoutError):
            self._faults.append(f"somebody's talk: {type(fault).__name__} {fault}")

    async def _meet(self, client: ClientSession) -> None:
        town = self._field.town
        if town.met % PAGES != 1:
            await town.somebody().live()
            return
        page = PageTalker(client, self._front.url, "", town.met % 250)
        one = town.somebody(page)
        await page.open()
        poll = asyncio.create_task(page.listen())
        self._talks.add(poll)
        poll.add_done_callback(self._ended)
        await one.live()

    async def _break(self, moments: list[tuple[float, str]]) -> None:
        """Each at its moment; one that lasts does not hold up the next."""
        under_way: list[asyncio.Task[None]] = []
        for at, name in moments:
            await asyncio.sleep(max(0.0, self._begun + at - time.monotonic()))
            self._injected[name] += 1
            print(f"  {at:7.1f} s  {name}", flush=True)
            under_way.append(asyncio.create_task(self._inject(name)))
        await asyncio.gather(*under_way)

    async def _inject(self, name: str) -> None:
        try:
            await INJECTIONS[name](self._field)
        except Exception as fault:  # noqa: BLE001  a fault of the harness: told at the end, and it fails the run
            self._faults.append(f"{name}: {type(fault).__name__} {fault}")

    async def _settle(self) -> None:
        """Nothing is broken any more: wait until all is well, or for as long as one may wait."""
        town = self._field.town
        town.telegram.faults.clear()
        town.telegram.release()
        town.zalo.heal()
        end = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < end and not await self._quiet():  # noqa: ASYNC110
            await asyncio.sleep(1.0)

    async def _quiet(self) -> bool:
        """Whether all was taken and answered and nothing waits. Reminders go on for as long as somebody looks."""
        seen = self._seen({})
        checks = lost_reports, lost_alerts, broken_off
        if self._field.town.unpushed() or any(any(check(seen)) for check in checks):
            return False
        return not await self._overdue(timedelta(0))

    async def _overdue(self, by: timedelta) -> int:
        field = self._field
        return await asyncio.to_thread(overdue, field.url, by, [one.number for one in field.spared])

    async def _look(self) -> Outcome:
        """Let the officers open their cases, then hold everything against what must be.

        What is left lying is counted before: a chat takes one message a second, and each opens a hundred cases at once.
        """
        town, lying = self._field.town, await self._overdue(LYING)
        since = len(town.telegram.sent())
        town.open_cases()
        whole = set(town.accepted()) - {one.number for one in self._field.spared}
        with suppress(TimeoutError):
            await town.telegram.until(
                lambda: self._read(town.opened(since), len(whole)), READ_SECONDS + READ_EACH * len(whole)
            )
        seen = replace(await self._with_database(self._seen(town.opened(since))), lying=lying)
        return Outcome(violations(seen), self._figures(seen), self._injected, self._field.missing, tuple(self._faults))

    def _seen(self, opened: dict[str, str]) -> Evidence:
        field = self._field
        log = field.crew.log() if opened else ""
        return Evidence(
            field.town.reports(), field.town.arrivals(), tuple(field.crew.broken), tuple(field.spared), opened, log
        )

    def _read(self, opened: dict[str, str], count: int) -> bool:
        """Whether so many cases were shown, whole; a reminder that is sent meanwhile shows only its first words."""
        return len(opened) >= count and not any(mixed_up(Evidence(self._field.town.reports(), (), opened=opened)))

    async def _with_database(self, seen: Evidence) -> Evidence:
        cases = await asyncio.to_thread(standings, self._field.url)
        accepted = frozenset(self._field.town.accepted())
        return replace(seen, cases=tuple(cases), accepted=accepted)

    def _figures(self, seen: Evidence) -> Mapping[str, int]:
        twice = kinds_of_doubles(seen)
        return {
            "reports": len(seen.reports),
            "taken": sum(one.taken for one in seen.reports),
            "messages that arrived": len(seen.arrivals),
            "cases opened and read": len(seen.opened),
            "deaths": self._field.crew.deaths,
            "rows torn": len(seen.spared),
            "lines that say unreadable": seen.log.count('"unreadable"'),
            "jobs that failed": seen.log.count('"job_failed"'),
            **{f"came twice, {why}": many for why, many in twice.items()},
        }


async def up(client: ClientSession, url: str) -> bool:
    """Whether a process answers."""
    try:
        async with client.get(f"{url}/healthz") as answer:
            return answer.status == 200
    except OSError:
        return False
    except Exception:  # noqa: BLE001  it is still starting
        return False
