"""The page of the fake Zalo bot, and both fakes started together with the program."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession

from tests.kill.program import free_port
from tests.zalo_bot_fake import FakeZaloBot, Json
from tests.zalo_bot_fake.page import ELSEWHERE, FAULTS, SWITCHES, UNSEEN, BotPage, chat_of
from tests.zalo_fake import FakeZalo

REPORT = "có đứa bé rơi xuống ao nhà bà Tư xã Sơn Tây, Quảng Ngãi chưa vớt được"
PATIENCE = 60.0

Act = Callable[..., Awaitable[Json]]
Play = Callable[[FakeZaloBot, Act], Awaitable[None]]


def at_the_page(play: Play) -> Callable[[], None]:
    """A test with the fake bot, no program, and a hand that presses what is on the page."""

    async def played() -> None:
        bot, fake = FakeZaloBot(), FakeZalo()
        fake.beside.append(BotPage(bot).add_routes)
        async with bot, fake, ClientSession() as client:

            async def act(what: str, /, **more: object) -> Json:
                return await pressed(client, fake.api, what, **more)

            await play(bot, act)

    return lambda: asyncio.run(played())


async def pressed(client: ClientSession, address: str, what: str, /, **more: object) -> Json:
    """What the page shows afterwards."""
    async with client.post(f"{address}/zalo_bot/act", json={"me": "Lan", "act": what, **more}) as answer:
        assert answer.status == 200
        found: Json = await answer.json()
        return found


async def send(bot: FakeZaloBot, text: str) -> int:
    """What a program would do."""
    body = {"chat_id": chat_of("Lan"), "text": text}
    async with ClientSession() as client, client.post(f"{bot.api}/bot{bot.token}/sendMessage", json=body) as answer:
        return answer.status


def lines_of(shown: Json) -> list[Mapping[str, object]]:
    lines = shown["lines"]
    assert isinstance(lines, list)
    return lines


def switched_on(shown: Json, board: str) -> list[str]:
    found = shown[board]
    assert isinstance(found, dict)
    return [name for name, on in found.items() if on]


@at_the_page
async def test_both_sides_of_a_chat_stand_in_their_order(bot: FakeZaloBot, act: Act) -> None:
    await act("say", text="một")
    assert await send(bot, "hai") == 200
    await act("photo", data="/9j/", text="ba")
    for what in ("voice", "sticker"):
        await act(what)
    await act("say", me="Cán bộ", text="của người khác")
    lines = lines_of(await act("unsupported"))
    assert [(line["mine"], line["text"], line["kind"]) for line in lines] == [
        (True, "một", "text"), (False, "hai", "text"), (True, "ba", "image"),
        (True, "", "audio"), (True, "", "sticker"), (True, UNSEEN, "unsupported"),
    ]  # fmt: skip
    assert len(bot.bot.updates.waiting) == 6


@at_the_page
async def test_who_blocks_the_bot_is_not_reached(bot: FakeZaloBot, act: Act) -> None:
    await act("block")
    assert await send(bot, "a") == 400
    await act("unblock")
    assert await send(bot, "a") == 200


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_can_be_switched_on_and_off(name: str) -> None:
    @at_the_page
    async def play(_bot: FakeZaloBot, act: Act) -> None:
        assert switched_on(await act("fault", name=name, on=True), "faults") == [name]
        assert switched_on(await act("fault", name=name, on=False), "faults") == []

    play()


@pytest.mark.parametrize("name", SWITCHES)
def test_every_switch_can_be_switched_on_and_all_is_well_again(name: str) -> None:
    @at_the_page
    async def play(_bot: FakeZaloBot, act: Act) -> None:
        await act("fault", name="no answer", on=True)
        assert switched_on(await act("switch", name=name, on=True), "switches") == [name]
        shown = await act("heal")
        assert switched_on(shown, "switches") == switched_on(shown, "faults") == []

    play()


@at_the_page
async def test_what_the_switches_do(bot: FakeZaloBot, act: Act) -> None:
    for name, status in (("token taken back", 401), ("quota gone", 429)):
        await act("switch", name=name, on=True)
        assert await send(bot, "a") == status
        await act("switch", name=name, on=False)
        assert await send(bot, "a") == 200
    await act("switch", name="each message comes twice", on=True)
    await act("say", text="một")
    assert len(bot.bot.updates.waiting) == 2
    await act("switch", name="another program takes the updates", on=True)
    assert bot.bot.updates.url == ELSEWHERE


@at_the_page
async def test_what_hangs_goes_on_when_its_own_switch_is_off(bot: FakeZaloBot, act: Act) -> None:
    await act("fault", name="no answer", on=True)
    await act("fault", name="poll: no answer", on=True)
    first = asyncio.create_task(send(bot, "a"))
    await bot.until(lambda: len(bot.made("sendMessage")) == 1)
    await act("fault", name="HTTP 502", on=True)
    await act("fault", name="no answer", on=False)
    assert await first == 200 and await send(bot, "b") == 502
    await act("heal")
    assert await send(bot, "c") == 200


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[str]:
    """`make run FAKE_ZALO=1` on free ports; the address of its pages."""
    port, hook = free_port(), free_port()
    ports = ("--port", str(port), "--bot-port", str(free_port()), "--hook", f"http://127.0.0.1:{hook}/hook/zalo_oa")
    own = {name: value for name, value in os.environ.items() if not name.startswith("LANGNGHE_")}
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.zalo_fake", "--with-program", *ports,
            env=own | {"LANGNGHE_DATA_DIR": str(folder)}, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{port}"
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def seen(client: ClientSession, address: str) -> Json:
    """What the page shows Lan now; nothing while it is not there yet."""
    try:
        async with client.get(f"{address}/zalo_bot/state", params={"me": "Lan"}) as answer:
            found: Json = await answer.json()
            return found
    except ClientError:
        return {}


async def sees(client: ClientSession, address: str, look: Callable[[Json], bool]) -> None:
    """Wait until the page shows Lan this. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if look(await seen(client, address)):
                return
            await asyncio.sleep(0.1)


def says(*words: str) -> Callable[[Json], bool]:
    """Whether one message of the bot has all of these words."""

    def said(shown: Json) -> bool:
        texts = [str(line["text"]) for line in lines_of(shown) if not line["mine"]]
        return any(all(word in text for word in words) for text in texts)

    return said


def test_a_newcomer_talks_to_the_bot_of_the_real_program(tmp_path: Path) -> None:
    async def play() -> None:
        async with started(tmp_path) as address, ClientSession() as client:
            await sees(client, address, lambda shown: "lines" in shown)
            await pressed(client, address, "say", text=REPORT)
            await sees(client, address, says("Bé còn dưới nước không?", "2. Đã đưa lên"))
            await pressed(client, address, "say", text="2")
            await sees(client, address, says("Bé còn thở không?"))

    asyncio.run(play())
