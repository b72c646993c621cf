"""Telegram's caps with campaign, alerts and replies at once, over any sliding second of the fake's log, and a kill -9.

`python -m tests.bench.caps [--seconds 10]`: so long, killed, started again, so long again; then unpaced, as a check of
the check.
"""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from aiohttp import ClientConnectionError, ClientSession

from tests.bench.goals import Goal, tell
from tests.bench.platforms import TOKEN, telegram
from tests.bench.script import FIRST_CHAT, STEPS
from tests.bench.seeding import TEXT
from tests.telegram_fake import Call, FakeTelegram

PEOPLE = 3000  # who subscribe: more than can be reached meanwhile
NEWCOMERS = 8  # a second who write
CAPS = {"whole bot": 30, "campaign": 20}
UNPACED_SECONDS = 3.0
NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Door:
    """Where updates are taken."""

    url: str
    headers: Mapping[str, str]


def most_in_a_second(times: Iterable[float]) -> int:
    """The most of any sliding second."""
    window: deque[float] = deque()
    most = 0
    for at in sorted(times):
        window.append(at)
        while window[0] <= at - 1.0:
            window.popleft()
        most = max(most, len(window))
    return most


def most_of(calls: Sequence[Call]) -> dict[str, int]:
    """The most of any second by what was said, and to one chat."""
    urgent = lane(calls, "URGENT")  # all of them go to one chat
    rung = {id(call) for call in urgent}
    chats: defaultdict[int, list[float]] = defaultdict(list)
    for call in calls:
        if id(call) not in rung:
            chats[call.chat_id].append(call.at)
    return {
        "whole bot": most_in_a_second(call.at for call in calls),
        "campaign": most_in_a_second(call.at for call in lane(calls, TEXT[:20])),
        "alerts": most_in_a_second(call.at for call in urgent),
        "one chat, without alerts": max(map(most_in_a_second, chats.values()), default=0),
    }


def lane(calls: Sequence[Call], words: str) -> list[Call]:
    """The calls that say this."""
    return [call for call in calls if words in str(call.params.get("text", ""))]


@asynccontextmanager
async def running(api: str, folder: Path, *more: str) -> AsyncIterator[Door]:
    """The program, killed without warning at the end."""
    command = [sys.executable, "-m", "tests.bench.paced", api, str(folder), "", *more]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    try:
        _, port, path, headers = json.loads(await process.stdout.readline())
        name, _, value = headers.strip().partition(": ")
        yield Door(f"http://127.0.0.1:{port}{path}", {name: value})
    finally:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        await process.wait()


async def newcomers(door: Door, seconds: float) -> None:
    """People write for the first time, so many a second."""
    async with ClientSession() as client, asyncio.TaskGroup() as writing:
        for _ in range(int(seconds * NEWCOMERS)):
            number = next(NUMBERS)
            body, _ = telegram(number, FIRST_CHAT + number, STEPS[0])
            writing.create_task(said(client, door, body))
            await asyncio.sleep(1 / NEWCOMERS)


async def said(client: ClientSession, door: Door, body: bytes) -> None:
    """One update; a program that dies meanwhile answers nothing."""
    with suppress(ClientConnectionError):
        async with client.post(door.url, data=body, headers=door.headers) as answer:
            await answer.read()


def seen(lives: Sequence[float], *more: str) -> Sequence[Call]:
    """What reaches the platform in so many lives of so many seconds on one database."""
    with tempfile.TemporaryDirectory() as name:
        subprocess.run([sys.executable, "-m", "tests.bench.seeding", name, "", str(PEOPLE)], check=True)
        return asyncio.run(lived(lives, Path(name), *more))


async def lived(lives: Sequence[float], folder: Path, *more: str) -> Sequence[Call]:
    """One life after the other, each killed at its end."""
    async with FakeTelegram(TOKEN) as fake:
        for seconds in lives:
            async with running(fake.api, folder, *more) as door:
                await newcomers(door, seconds)
        return [call for call in fake.calls if call.chat_id]


def show(name: str, calls: Sequence[Call]) -> dict[str, int]:
    """A line of the most in any second."""
    most = most_of(calls)
    print(f"{name:38} {len(calls)} messages;", ", ".join(f"{what} {n}" for what, n in most.items()), flush=True)
    return most


def main(seconds: float) -> None:
    """Both runs, and the goals."""
    print("the most in any sliding second of the platform's log")
    most = show("ours, kill -9 and start between", seen((seconds, seconds)))
    show("the same without pace (not a goal)", seen((UNPACED_SECONDS,), "unpaced"))
    tell([Goal(f"most messages in any second, {what}", most[what], cap, "") for what, cap in CAPS.items()])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.bench.caps", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    main(parser.parse_args().seconds)
