"""A flood and a cry: 10,000 messages from 1,000 network addresses, and how long an emergency takes meanwhile.

`python -m tests.bench.flood [--messages N] [--people N] [--emergencies N] [--cries]`: the real program on SQLite with
full durability; half of the flood comes over the page, half over the webhook of Zalo. With `--cries` each message of
the flood cries for help too: then nothing tells who means it.
"""

import argparse
import asyncio
import hashlib
import json
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median

from aiohttp import ClientSession, TCPConnector

from bot.opening import open_store
from bot.settings import Settings
from bot.store.store import utc_now
from bot.store.tokens import Pair
from bot.texts import read_catalogues, translator
from handlers.events import Address
from tests.bench.goals import Goal, tell
from tests.bench.processor import processor_seconds
from tests.kill.people import PLACES
from tests.kill.program import Program
from tests.store_cast import MINUTE
from tests.telegram_fake import FakeTelegram
from tests.zalo_fake import FakeZalo

GOAL = 2.0  # seconds
EVERY = 0.5  # seconds between two emergencies
ALONE = 20  # emergencies without a flood, for the floor
FIRST_OFFICER = 90_001
REPORT = "có đứa bé rơi xuống ao ở {place}, chưa vớt được, số {n}"
TALK = ("alo", "có ai ở đây không", "tin số {n} của tôi", "1", "em muốn hỏi một chuyện", "test test {n}")
CRY = "cứu với, có người đang đánh cháu bé dã man ở {place}, số {n}"
CODES = ("21340", "14812", "08707", "08716", "20938", "20941", "20950", "20959", "31507", "31510", "31684")  # of PLACES
AT_ONCE = 200  # requests of the flood under way: a flooder opens many connections, but not all of them


@dataclass(slots=True)
class Figures:
    """Seconds until an emergency was kept, and until its officer's alert arrived; what the flood was answered."""

    kept: list[float] = field(default_factory=list)
    alerted: list[float] = field(default_factory=list)
    flood: list[float] = field(default_factory=list)
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Town:
    """The program, its platforms, and who presses on it."""

    program: Program
    telegram: FakeTelegram
    zalo: FakeZalo
    client: ClientSession
    cries: bool
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def words(self, n: int) -> str:
        """What somebody of the flood says."""
        text = CRY if self.cries else TALK[n % len(TALK)]
        return text.format(n=n, place=PLACES[n % len(PLACES)])

    async def on_the_page(self, token: str, text: str, source: str) -> int:
        """One message on the page from this network address; the status."""
        headers = {"Authorization": f"Bearer {token}", "X-Forwarded-For": source}
        sent = {"id": f"message-{next(self.numbers)}", "text": text}
        async with self.client.post(f"{self.program.url}/chat/send", json=sent, headers=headers) as answer:
            return answer.status

    async def at_zalo(self, person: str, text: str) -> int:
        """One push of Zalo, signed; the status."""
        number = next(self.numbers)
        event = {
            "app_id": self.zalo.app_id, "event_name": "user_send_text", "timestamp": str(int(time.time() * 1000)),
            "sender": {"id": person}, "recipient": {"id": self.zalo.oas[0]},
            "message": {"text": text, "msg_id": f"{number:024x}"},
        }  # fmt: skip
        body = json.dumps(event, ensure_ascii=False).encode()
        mac = hashlib.sha256(
            self.zalo.app_id.encode() + body + str(event["timestamp"]).encode() + self.zalo.oa_secret.encode()
        ).hexdigest()
        headers = {"X-ZEvent-Signature": f"mac={mac}", "Content-Type": "application/json"}
        async with self.client.post(f"{self.program.url}/hook/zalo_oa", data=body, headers=headers) as answer:
            return answer.status


def secret(n: int) -> str:
    """The token of a tab."""
    return hashlib.sha256(str(n).encode()).hexdigest()[:22]


async def flood(town: Town, people: int, messages: int, figures: Figures) -> None:
    """All of them, as fast as they are answered."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(n: int) -> None:
        who = n % people
        source = f"10.{who // 250}.{who % 250}.7"
        async with room:
            began = time.perf_counter()
            if who % 2:
                status = await town.on_the_page(secret(who), town.words(n), source)
            else:
                status = await town.at_zalo(f"{700_000_000 + who}", town.words(n))
            figures.flood.append(time.perf_counter() - began)
            figures.refused += status != 200

    await asyncio.gather(*(one(n) for n in range(messages)))


async def emergency(town: Town, n: int, figures: Figures) -> None:
    """A new person, from an address of their own, in a commune whose police are rung."""
    officer = FIRST_OFFICER + n % len(PLACES)
    before = len(alerts_of(town.telegram, officer))
    began, moment = time.perf_counter(), time.monotonic()
    text = REPORT.format(place=PLACES[n % len(PLACES)], n=n)
    status = await town.on_the_page(secret(-1 - n), text, f"172.16.{n // 250}.{n % 250}")
    assert status == 200, status
    figures.kept.append(time.perf_counter() - began)
    try:
        await town.telegram.until(lambda: len(alerts_of(town.telegram, officer)) > before, 60)
    except TimeoutError:
        figures.alerted.append(float("inf"))
    else:
        figures.alerted.append(alerts_of(town.telegram, officer)[before] - moment)


def alerts_of(telegram: FakeTelegram, officer: int) -> Sequence[float]:
    """When each message reached an officer."""
    return [call.at for call in telegram.calls if call.method == "sendMessage" and call.chat_id == officer]


async def measured(town: Town, asked: argparse.Namespace) -> tuple[Figures, Figures, float, float]:
    """Emergencies alone, then emergencies in the flood; how long that lasted, and the processor seconds it took."""
    alone, flooded = Figures(), Figures()
    for n in range(ALONE):
        await emergency(town, n, alone)
        await asyncio.sleep(EVERY)
    began, spent = time.perf_counter(), processor_seconds(town.program.pid)
    pouring = asyncio.create_task(flood(town, asked.people, asked.messages, flooded))
    crying: list[asyncio.Task[None]] = []
    while not pouring.done() and len(crying) < asked.emergencies:
        crying.append(asyncio.create_task(emergency(town, ALONE + len(crying), flooded)))
        await asyncio.sleep(EVERY)
    await pouring
    lasted = time.perf_counter() - began
    await asyncio.gather(*crying)
    return alone, flooded, lasted, processor_seconds(town.program.pid) - spent


def told(name: str, waits: Sequence[float]) -> str:
    """A line of the table, in milliseconds."""
    ordered = sorted(waits)
    p50, p99, most = median(ordered), ordered[len(ordered) * 99 // 100], ordered[-1]
    verdict = "reached" if most < GOAL else "MISSED"
    figures = f"p50 {p50 * 1000:7.0f}  p99 {p99 * 1000:7.0f}  max {most * 1000:7.0f} ms"
    return f"{name:34} n={len(ordered):5}  {figures}  {verdict}"


def move_in(folder: Path, zalo: FakeZalo) -> None:
    """Tokens for Zalo, and one officer of each place on Telegram."""
    store = open_store(Settings(data_dir=folder), translator(read_catalogues()))
    with store.begin() as connection:
        work = store.work(connection)
        later = work.now + 1000 * MINUTE
        pair = zalo.tokens[zalo.oas[0]]
        work.tokens.put(f"zalo_oa:{zalo.oas[0]}", Pair(pair.access, pair.refresh, later, later, utc_now()))
        for n, code in enumerate(CODES):
            work.staff.link(f"police-{code}-1", work.people.at(Address("telegram", str(FIRST_OFFICER + n))).id)
    store.close()


async def play(asked: argparse.Namespace) -> None:
    """Build the town, press on it, print."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        telegram = await stack.enter_async_context(FakeTelegram())
        zalo = await stack.enter_async_context(FakeZalo())
        move_in(folder, zalo)
        people = [f"zalo_oa:{zalo.oas[0]}:{700_000_000 + who}" for who in range(0, asked.people, 2)]
        officers = [f"telegram:{FIRST_OFFICER + n}" for n in range(len(CODES))]
        settings = {
            "DATA_DIR": str(folder), "BEHIND_PROXY": "yes", "TESTERS": ",".join(officers + people),
            "TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API": telegram.api, "ZALO_APP_ID": zalo.app_id,
            "ZALO_APP_SECRET": zalo.app_secret, "ZALO_OA_SECRET": zalo.oa_secret, "ZALO_API": zalo.api,
            "ZALO_BUSINESS_API": zalo.api, "ZALO_OAUTH": zalo.api,
        }  # fmt: skip
        program = Program(settings, folder / "log")
        stack.push_async_callback(program.end)
        await program.start()
        client = await stack.enter_async_context(ClientSession(connector=TCPConnector(limit=0)))
        town = Town(program, telegram, zalo, client, asked.cries)
        print_all(await measured(town, asked))


def print_all(found: tuple[Figures, Figures, float, float]) -> None:
    """The table."""
    alone, flooded, lasted, spent = found
    print(f"emergencies within {GOAL:.0f} s while a flood of {len(flooded.flood)} messages is taken in {lasted:.1f} s")
    print(told("floor: kept, no flood", alone.kept))
    print(told("floor: alert arrived, no flood", alone.alerted))
    print(told("kept, in the flood", flooded.kept))
    print(told("alert arrived, in the flood", flooded.alerted))
    print(told("a message of the flood itself", flooded.flood).rsplit("  ", 1)[0])
    rate = len(flooded.flood) / lasted
    cores = f"{spent / lasted:.2f} cores of the program"
    print(f"{rate:.0f} messages a second, {flooded.refused} told to come again, {cores}")
    tell([
        Goal("slowest emergency kept while a flood comes in", max(flooded.kept), GOAL, "s"),
        Goal("the slowest alert of these at the officer's", max(flooded.alerted), GOAL, "s"),
    ])  # fmt: skip


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=1_000, help="each with a network address of their own")
    parser.add_argument("--emergencies", type=int, default=100, help="at most, one every half second")
    parser.add_argument("--cries", action="store_true", help="each message of the flood cries for help")
    asyncio.run(play(parser.parse_args()))


if __name__ == "__main__":
    main()
