"""How long a start takes, and what an idle program costs: ours on an existing database, the floor, PTB.

`python -m tests.bench.start [--rounds 5] [--idle 20]`: from the start of the process to the first webhook answered.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

from aiohttp import ClientConnectionError, ClientSession

from bot.channels.telegram.client import Client
from bot.channels.telegram.webhook import PATH as HOOK
from bot.channels.telegram.webhook import SECRET
from tests.bench.contender import PATH
from tests.bench.goals import Goal, tell
from tests.bench.platforms import TOKEN, telegram
from tests.bench.processor import processor_seconds
from tests.bench.script import FIRST_CHAT, STEPS
from tests.kill.program import free_port
from tests.telegram_fake import FakeTelegram

LOOK_AGAIN = 0.005
PATIENCE = 60.0
NUMBERS = count(1)  # of updates, and of who writes: nobody is known from the start before
GOAL = 1.5
WORDS = {"floor": "(a) bare aiohttp", "ptb": "(b) PTB, pickle", "ours": "ours, langnghe serve, SQLite"}
Process = asyncio.subprocess.Process


@dataclass(frozen=True, slots=True)
class Place:
    """Where a contender lives: the fake platform and a folder of its own."""

    api: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Door:
    """Where a contender takes updates."""

    url: str
    headers: Mapping[str, str]


async def ours(place: Place) -> tuple[Process, Door]:
    """The program as a deployer starts it, with a webhook."""
    port = free_port()
    settings = {
        "LANGNGHE_DATA_DIR": str(place.folder),
        "LANGNGHE_PORT": str(port),
        "LANGNGHE_PUBLIC_URL": "https://example.org",
        "LANGNGHE_TELEGRAM_TOKEN": TOKEN,
        "LANGNGHE_TELEGRAM_API": place.api,
        "LANGNGHE_LOG_LEVEL": "error",
    }
    process = await python("bot", "serve", settings=settings)
    client = Client(TOKEN, place.api)
    return process, Door(f"http://127.0.0.1:{port}{HOOK}", {SECRET: client.secret})


async def floor(place: Place) -> tuple[Process, Door]:
    """Bare aiohttp."""
    return await other("tests.bench.floor", place.api)


async def ptb(place: Place) -> tuple[Process, Door]:
    """python-telegram-bot with its own HTTP client."""
    return await other("tests.bench.ptb", place.api, str(place.folder / "ptb.pickle"), "httpx")


async def other(module: str, *args: str) -> tuple[Process, Door]:
    """A contender that says its port."""
    process = await python(module, *args)
    assert process.stdout
    _, port, _, _ = json.loads(await process.stdout.readline())
    return process, Door(f"http://127.0.0.1:{port}{PATH}", {})


async def python(module: str, *args: str, settings: Mapping[str, str] | None = None) -> Process:
    """A Python process of ours."""
    pipe = asyncio.subprocess.PIPE
    environment = {**os.environ, **(settings or {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as installed: compiled once
    return await asyncio.create_subprocess_exec(sys.executable, "-m", module, *args, stdout=pipe, env=environment)


Start = Callable[[Place], Awaitable[tuple[Process, Door]]]
CONTENDERS: Mapping[str, Start] = {"floor": floor, "ptb": ptb, "ours": ours}


@asynccontextmanager
async def started(name: str, folder: Path) -> AsyncIterator[tuple[int, float, float]]:
    """A contender that has answered: its process, and the seconds and processor seconds this took."""
    async with FakeTelegram(TOKEN) as fake, ClientSession() as client:
        began = time.perf_counter()
        process, door = await CONTENDERS[name](Place(fake.api, folder))
        try:
            async with asyncio.timeout(PATIENCE):
                await answered(client, door)
            yield process.pid, time.perf_counter() - began, processor_seconds(process.pid)
        finally:
            process.terminate()
            await process.communicate()


async def answered(client: ClientSession, door: Door) -> None:
    """Push the first update until the webhook says 200."""
    number = next(NUMBERS)
    body, _ = telegram(number, FIRST_CHAT + number, STEPS[0])
    while True:
        with suppress(ClientConnectionError):
            async with client.post(door.url, data=body, headers=door.headers) as answer:
                if answer.status == 200:
                    return
        await asyncio.sleep(LOOK_AGAIN)


async def idle(pid: int, seconds: float) -> tuple[float, float]:
    """Percent of a core while nobody says anything, and resident megabytes."""
    await asyncio.sleep(3)  # what a start leaves to do
    before = processor_seconds(pid)
    await asyncio.sleep(seconds)
    used = 100 * (processor_seconds(pid) - before) / seconds
    return used, resident(pid)


def resident(pid: int) -> float:
    """Megabytes."""
    return int(Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0]) / 1024


async def main(rounds: int, seconds: float) -> None:
    """All contenders in turn; the first start of ours makes the database and does not count."""
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in CONTENDERS}
    costs: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as home:
        async with started("ours", Path(home)) as (_, first, _):
            print(f"ours with a new database: {first:.2f} s")
        for n in range(rounds):
            for name in CONTENDERS:
                async with started(name, Path(home)) as (pid, answer, used):
                    took[name].append((answer, used))
                    if n == rounds - 1 and seconds:
                        costs[name] = await idle(pid, seconds)
    report(took, costs)


def report(took: Mapping[str, Sequence[tuple[float, float]]], costs: Mapping[str, tuple[float, float]]) -> None:
    """A line for each, medians; the goal."""
    print(f"{'':30} {'answer s':>9} {'cpu s':>9} {'idle: % of a core':>18} {'MB':>6}")
    answers = {name: median(a for a, _ in rows) for name, rows in took.items()}
    for name, rows in took.items():
        used = "{:18.2f} {:6.0f}".format(*costs[name]) if name in costs else ""
        print(f"{WORDS[name]:30} {answers[name]:9.2f} {median(c for _, c in rows):9.2f} {used}")
    cpu = median(c for _, c in took["ours"])
    print(f"ours / floor {answers['ours'] / answers['floor']:.1f}, ours / PTB {answers['ours'] / answers['ptb']:.1f}")
    tell(
        [
            Goal("start to first webhook answered", answers["ours"], GOAL, "s"),
            Goal("the same, processor alone (what a machine that is free needs)", cpu, GOAL, "s"),
        ]
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.bench.start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--idle", type=float, default=20.0)
    told = parser.parse_args()
    asyncio.run(main(told.rounds, told.idle))
