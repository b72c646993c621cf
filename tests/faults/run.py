"""One run: build everything, let people live, break things by the schedule, mend all, wait, and look."""

import asyncio
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from aiohttp import ClientSession, TCPConnector
from pydantic import SecretStr

from bot.opening import open_store
from bot.settings import Settings
from bot.store.store import utc_now
from bot.store.tokens import Pair
from bot.texts import read_catalogues, translator
from handlers.events import Address
from tests.cast import live_directory
from tests.faults.crew import ROLES, Crew, Member
from tests.faults.evidence import Evidence
from tests.faults.front import Front
from tests.faults.ground import PostgreSQL, disk
from tests.faults.injections import INJECTIONS, Field, schedule
from tests.faults.invariants import kinds_of_doubles, lost_alerts, lost_reports, violations
from tests.faults.network import network
from tests.faults.people import Town, officers
from tests.kill.people import PATIENCE, PageTalker
from tests.telegram_fake import FakeTelegram
from tests.zalo_fake import FakeZalo

MOST_PEOPLE = 5_000
SETTLE_SECONDS = 120.0
PUBLIC = "https://langnghe.example"
PAGES = 4  # of so many people one is at the page
MANY = 10**6


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for."""

    database: str = "sqlite"
    processes: int = 1
    seconds: float = 60.0
    seed: int = 1
    only: tuple[str, ...] = ()
    a_second: float = 1.0  # reports


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


def settings_of(field_of: "Stage") -> dict[str, str]:
    """Nobody is turned away: the directory says that real people answer."""
    zalo, telegram = field_of.zalo, field_of.telegram
    return {
        "DATA_DIR": str(field_of.data),
        "DATABASE_URL": field_of.url,
        "PUBLIC_URL": PUBLIC,
        "BEHIND_PROXY": "yes",
        "DETAILS_IN_CHAT": "yes",
        "TELEGRAM_TOKEN": telegram.token,
        "TELEGRAM_API": telegram.api,
        "REAL_AGENCIES": "yes",
        "ZALO_APP_ID": zalo.app_id,
        "ZALO_APP_SECRET": zalo.app_secret,
        "ZALO_OA_SECRET": zalo.oa_secret,
        "ZALO_API": zalo.api,
        "ZALO_BUSINESS_API": zalo.api,
        "ZALO_OAUTH": zalo.api,
    }


@dataclass(frozen=True, slots=True)
class Stage:
    """The fakes and the folder of one run."""

    telegram: FakeTelegram
    zalo: FakeZalo
    data: Path
    url: str


def move_in(stage: Stage) -> None:
    """Seat the officers on Telegram, and log our Zalo account in, before the program starts."""
    settings = Settings(data_dir=stage.data, database_url=stage.url, telegram_token=SecretStr(stage.telegram.token))
    store = open_store(settings, translator(read_catalogues()))
    now = utc_now()
    with store.begin() as connection:
        work = store.work(connection)
        directory = live_directory()
        work.directories.replace(directory.agencies.values(), directory.officers.values())
        for officer, chat in officers().items():
            work.staff.link(officer, work.people.at(Address("telegram", str(chat))).id)
        for oa_id in stage.zalo.oas:
            pair = stage.zalo.tokens[oa_id]
            until = now + timedelta(hours=25), now + timedelta(days=90)
            work.tokens.put(f"zalo_oa:{oa_id}", Pair(pair.access, pair.refresh, *until, now))
    store.close()


@asynccontextmanager
async def built(plan: Plan, folder: Path) -> AsyncIterator[tuple[Field, Front]]:
    """Everything there is, torn down at the end whatever happened."""
    async with AsyncExitStack() as stack:
        lines, no_lines = network()
        stack.callback(lines.remove)
        ground, no_disk = disk(folder)
        stack.callback(ground.remove)
        server = PostgreSQL(folder) if plan.database == "postgresql" else None
        if server:
            stack.callback(server.remove)
        telegram = await stack.enter_async_context(FakeTelegram(host=lines.hosts["telegram"]))
        zalo = await stack.enter_async_context(FakeZalo(host=lines.hosts["zalo"]))
        zalo.quotas().free = zalo.quotas().sub_quota = MANY
        stage = Stage(telegram, zalo, ground.folder, server.url if server else f"sqlite:///{ground.folder}/langnghe.db")
        await asyncio.to_thread(move_in, stage)
        ours = settings_of(stage)
        members = [Member(f"p{n}", roles, folder, lines, ours) for n, roles in enumerate(ROLES[plan.processes])]
        crew = Crew(members)
        stack.push_async_callback(crew.end)
        front = await stack.enter_async_context(Front(crew.behind))
        telegram.updates.hook.via = f"{front.url}/hook/telegram"
        zalo.hook_url = f"{front.url}/hook/zalo_oa"
        town = Town(telegram, zalo, Random(plan.seed))
        field = Field(crew, town, lines, ground, stage.url, Random(plan.seed), server)
        field.missing |= missing(plan, no_lines, no_disk)
        yield field, front


def missing(plan: Plan, no_lines: str, no_disk: str) -> dict[str, str]:
    """What cannot be injected, and why."""
    found = {name: no_lines for name in INJECTIONS if name.startswith("network") and no_lines}
    if plan.database == "sqlite":
        found["database restart"] = "SQLite has no server"
        found |= {name: no_disk for name in ("full disk", "slow disk") if no_disk}
    else:
        found["full disk"] = "the server's files lie on the machine's own disk"
    return found


async def perform(plan: Plan) -> Outcome:
    """Run it."""
    folder = await asyncio.to_thread(new_folder)
    try:
        async with built(plan, folder) as (field, front):
            return await Run(plan, field, front).through()
    finally:
        await asyncio.to_thread(keep_logs, folder)
        shutil.rmtree(folder, ignore_errors=True)


def new_folder() -> Path:
    """A folder that the database's own user may walk through."""
    folder = Path(tempfile.mkdtemp(prefix="lnf"))
    folder.chmod(0o755)
    return folder


def keep_logs(folder: Path) -> None:
    """Into the folder that FAULTS_LOGS names, if it does."""
    if place := os.environ.get("FAULTS_LOGS"):
        Path(place).mkdir(exist_ok=True)
        for log in folder.glob("*.log"):
            shutil.copy(log, place)


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
        async with asyncio.timeout(60), ClientSession() as client:
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
            await asyncio.sleep(1.0)

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
        while time.monotonic() < end and not self._quiet():  # noqa: ASYNC110
            await asyncio.sleep(1.0)

    def _quiet(self) -> bool:
        talking = [one for one in self._field.town.told if len(one.added) < 4]
        seen = self._seen({})
        return not talking and not any(lost_reports(seen)) and not any(lost_alerts(seen))

    async def _look(self) -> Outcome:
        """Let the officers open their cases, then hold everything against what must be."""
        town = self._field.town
        since = len(town.telegram.sent())
        town.open_cases()
        with suppress(TimeoutError):
            await town.telegram.until(lambda: len(town.opened(since)) >= len(town.accepted()), 30)
        await asyncio.sleep(2.0)
        seen = self._seen(town.opened(since))
        return Outcome(violations(seen), self._figures(seen), self._injected, self._field.missing, tuple(self._faults))

    def _seen(self, opened: dict[str, str]) -> Evidence:
        field = self._field
        log = field.crew.log() if opened else ""
        return Evidence(
            field.town.reports(), field.town.arrivals(), tuple(field.crew.broken), tuple(field.spared), opened, log
        )

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
