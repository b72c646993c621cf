"""Our program against a fake Telegram that we did not write: npm's @openclaw/crabline. Run: `make test-peers`."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.channels import Refused
from bot.channels.outside import Outside
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.webhook import Webhook
from bot.cli_serve import run
from bot.settings import Settings
from bot.wiring import open_program
from handlers.events import OutgoingMessage
from tests.kill.program import LOOK_AGAIN, Program, free_port

pytestmark = pytest.mark.peers

CRABLINE = Path(__file__).parent / "node_modules" / "@openclaw" / "crabline" / "dist" / "src" / "bin" / "crabline.js"
TOKEN, ADMIN = "42:TEST", "only-for-this-test"
LAN = 100000001
REPORT = "có đứa bé rơi xuống ao nhà bà Tư xã Sơn Tây, Quảng Ngãi chưa vớt được"
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Crabline:
    """The running fake: its address and what it wrote down."""

    api: str
    inbound: str
    recorder: Path

    async def say(self, text: str) -> None:
        """Somebody writes to the bot."""
        headers = {"X-Crabline-Admin-Token": ADMIN}
        body = {"chatId": str(LAN), "fromId": str(LAN), "text": text}
        async with ClientSession() as client, client.post(self.inbound, json=body, headers=headers) as answer:
            assert answer.status == 200, await answer.text()

    def taken(self, method: str) -> list[dict[str, object]]:
        """The parameters of each call of this method that it accepted."""
        lines = self.recorder.read_text("utf-8").splitlines() if self.recorder.exists() else []
        events = [json.loads(line) for line in lines]
        return [plain(e["body"]) for e in events if e["path"].endswith(f"/{method}") and e.get("accepted", True)]

    async def hears(self, words: str) -> dict[str, object]:
        """The first message of the bot with these words."""
        return await self.until(lambda: [call for call in self.taken("sendMessage") if words in str(call)])

    async def until(self, found: Callable[[], list[dict[str, object]]]) -> dict[str, object]:
        """The first thing found, now or soon."""
        async with asyncio.timeout(SECONDS):
            while not found():  # noqa: ASYNC110  another process writes it down
                await asyncio.sleep(LOOK_AGAIN)
        return found()[0]


def plain(body: dict[str, str]) -> dict[str, object]:
    """The parameters of a call, the keyboard as an object."""
    return body | {"reply_markup": json.loads(body["reply_markup"]) if "reply_markup" in body else {}}


@asynccontextmanager
async def crabline(folder: Path, platform: str) -> AsyncIterator[Crabline]:
    """Start it as this platform."""
    ready, recorder = folder / "ready.json", folder / "calls.jsonl"
    secrets = {"CRABLINE_BOT_TOKEN": TOKEN, "CRABLINE_ADMIN_TOKEN": ADMIN}
    process = await asyncio.create_subprocess_exec(
        "node", str(CRABLINE), "--json", "serve", platform, "--ready-file", str(ready), "--recorder", str(recorder),
        env=os.environ | secrets, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(SECONDS):
            while not ready.exists():
                assert process.returncode is None
                await asyncio.sleep(LOOK_AGAIN)
        manifest = json.loads(ready.read_text())
        yield Crabline(manifest["baseUrl"], manifest["endpoints"]["adminInboundUrl"], recorder)
    finally:
        process.kill()
        await process.wait()


def perform(folder: Path, play: Callable[[Crabline], Awaitable[None]], platform: str = "telegram") -> None:
    async def performed() -> None:
        async with crabline(folder, platform) as peer:
            await play(peer)

    asyncio.run(performed())


@asynccontextmanager
async def ours(folder: Path, peer: Crabline) -> AsyncIterator[Program]:
    """Our program, with one tester; not started yet."""
    settings = {
        "DATA_DIR": str(folder),
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API": peer.api,
        "TESTERS": f"telegram:{LAN}",
    }
    program = Program(settings, folder / "log")
    try:
        yield program
    finally:
        await program.end()


async def report(peer: Crabline) -> None:
    """A child in the water: the numbers to call, then a question with buttons, then an answer to the answer."""
    await peer.say(REPORT)
    await peer.hears("114")
    question = await peer.hears("Bé còn dưới nước không?")
    assert "inline_keyboard" in str(question["reply_markup"]) and "Đã đưa lên" in str(question["reply_markup"])
    before = len(peer.taken("sendMessage"))
    await peer.say("Đã đưa lên")
    await peer.until(lambda: peer.taken("sendMessage")[before:])


def test_a_report_by_polling(tmp_path: Path) -> None:
    async def play(peer: Crabline) -> None:
        async with ours(tmp_path, peer) as program:
            await program.start()
            await report(peer)
            await peer.until(lambda: peer.taken("setMyCommands"))
            assert await program.stop() == 0

    perform(tmp_path, play)


def test_a_report_by_webhook(tmp_path: Path) -> None:
    async def play(peer: Crabline) -> None:
        async with hooked(tmp_path, peer):
            await peer.until(lambda: peer.taken("setWebhook"))
            await report(peer)

    perform(tmp_path, play)


@asynccontextmanager
async def hooked(folder: Path, peer: Crabline) -> AsyncIterator[None]:
    """Our program in this process: crabline pushes to this machine only without TLS, which we never ask for."""
    settings = Settings(data_dir=folder, port=free_port(), testers=f"telegram:{LAN}", telegram_token=SecretStr(""))
    program, telegram = open_program(settings), Telegram(TOKEN, peer.api)
    program.desk.add(telegram)
    hook = Webhook(telegram, program.desk, f"http://127.0.0.1:{settings.port}")
    serving = asyncio.create_task(run(replace(program, outside=Outside((telegram,), (hook,), {telegram.name: hook}))))
    try:
        yield
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        program.close()


SENT = {
    "long": OutgoingMessage("1", "", "ố" * 4096),
    "too long": OutgoingMessage("2", "", "a" * 5000),
    "buttons": OutgoingMessage("3", "", "Có sao không?", ("Có", "Không", "Một lời đáp dài hơn " * 3), question="q1"),
    "place": OutgoingMessage("4", "", "Ở đâu?", ("Không biết",), wants="place"),
    "phone": OutgoingMessage("5", "", "Số nào?", wants="phone"),
    "guarded": OutgoingMessage("6", "", "Nhận?", ("Nhận LN-AAAA1",), "urgent", guarded=True),
}


@pytest.mark.parametrize("name", SENT)
def test_what_we_send_is_accepted(tmp_path: Path, name: str) -> None:
    async def play(peer: Crabline) -> None:
        channel = Telegram(TOKEN, peer.api)
        await peer.say("chào")
        assert (await channel.send(str(LAN), SENT[name])).isdecimal()
        assert channel.state() == "up"
        await channel.close()
        assert len(peer.taken("sendMessage")) == 1

    perform(tmp_path, play)


def test_what_it_refuses_is_an_error_of_ours(tmp_path: Path) -> None:
    async def play(peer: Crabline) -> None:
        channel = Telegram(TOKEN, peer.api)
        await peer.say("chào")
        with pytest.raises(Refused):
            await channel.send(str(LAN), OutgoingMessage("1", ""))
        await channel.close()

    perform(tmp_path, play)
