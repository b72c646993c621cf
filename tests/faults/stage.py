"""What a run stands on: the fakes, the ground, the officers' seats, the processes, and a web server before them."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from pydantic import SecretStr

from bot.opening import open_store
from bot.settings import Settings
from bot.store.store import utc_now
from bot.store.tokens import Pair
from bot.texts import read_catalogues, translator
from handlers.events import Address
from tests.cast import live_directory
from tests.faults.crew import ROLES, Crew, Member
from tests.faults.front import Front
from tests.faults.ground import DISK_MB, PostgreSQL, disk
from tests.faults.injections import INJECTIONS, Field
from tests.faults.network import network
from tests.faults.people import Town, officers
from tests.telegram_fake import FakeTelegram
from tests.zalo_fake import FakeZalo

PUBLIC = "https://langnghe.example"
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
class Stage:
    """The fakes and the folder of one run."""

    telegram: FakeTelegram
    zalo: FakeZalo
    data: Path
    url: str


def settings_of(field_of: Stage) -> dict[str, str]:
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
        ground, no_disk = disk(folder, DISK_MB[plan.database])
        stack.callback(ground.remove)
        server = PostgreSQL(folder, ground.folder / "pg") if plan.database == "postgresql" else None
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
    if no_disk:
        found["full disk"] = no_disk
    if plan.database == "sqlite":
        found["database restart"] = "SQLite has no server"
        found |= {"slow disk": no_disk} if no_disk else {}
    return found


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
