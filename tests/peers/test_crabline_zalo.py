"""Our program against a fake Zalo Bot Platform that we did not write: npm's @openclaw/crabline. `make test-peers`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.channels import ChannelError
from bot.channels.outside import Outside
from bot.channels.zalo_bot.channel import ZaloBot
from bot.channels.zalo_bot.client import Client
from bot.channels.zalo_bot.webhook import Webhook
from bot.cli_serve import run
from bot.settings import Settings
from bot.wiring import open_program
from handlers.events import OutgoingMessage
from tests.kill.program import Program, free_port
from tests.peers.test_crabline import ADMIN, REPORT, TOKEN, Crabline, perform

pytestmark = pytest.mark.peers

LAN = "5f3a90c1d2e4b6a80c17"


async def say(peer: Crabline, text: str) -> None:
    """Somebody writes to the bot."""
    body = {"chatId": LAN, "chatType": "PRIVATE", "senderId": LAN, "senderName": "Lan", "text": text}
    headers = {"X-Crabline-Admin-Token": ADMIN}
    async with ClientSession() as client, client.post(peer.inbound, json=body, headers=headers) as answer:
        assert answer.status == 200, await answer.text()


async def report(peer: Crabline) -> None:
    """A child in the water: the numbers to call, then a question with numbered lines, answered by a number."""
    await say(peer, REPORT)
    await peer.hears("114")
    question = await peer.hears("Bé còn dưới nước không?")
    assert "2. Đã đưa lên" in str(question["text"]) and question["chat_id"] == LAN
    before = len(peer.taken("sendMessage"))
    await say(peer, "2")
    await peer.until(lambda: peer.taken("sendMessage")[before:])


def test_a_report_by_polling(tmp_path: Path) -> None:
    async def play(peer: Crabline) -> None:
        named = {"DATA_DIR": str(tmp_path), "ZALO_BOT_TOKEN": TOKEN, "ZALO_BOT_API": peer.api}
        program = Program({**named, "TESTERS": f"zalo_bot:{LAN}"}, tmp_path / "log")
        try:
            await program.start()
            await report(peer)
            assert await program.stop() == 0
        finally:
            await program.end()

    perform(tmp_path, play, "zalo")


def test_a_report_by_webhook(tmp_path: Path) -> None:
    async def play(peer: Crabline) -> None:
        async with hooked(tmp_path, peer):
            await peer.until(lambda: peer.taken("setWebhook"))
            await report(peer)

    perform(tmp_path, play, "zalo")


@asynccontextmanager
async def hooked(folder: Path, peer: Crabline) -> AsyncIterator[None]:
    """Our program in this process: crabline pushes to this machine only without TLS, which we never ask for."""
    program = open_program(Settings(data_dir=folder, port=free_port(), testers=f"zalo_bot:{LAN}"))
    client = Client(TOKEN, peer.api)
    bot = ZaloBot(client)
    program.desk.add(bot)
    hook = Webhook(client, program.desk, f"http://127.0.0.1:{program.settings.port}")
    serving = asyncio.create_task(run(replace(program, outside=Outside((bot,), (hook,), {bot.name: hook}))))
    try:
        yield
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        program.close()


def test_what_we_send_is_accepted_and_what_is_not_is_an_error_of_ours(tmp_path: Path) -> None:
    async def lend(message: OutgoingMessage) -> str:
        return f"https://langnghe.example/f/{message.attachment_id}"

    async def play(peer: Crabline) -> None:
        bot = ZaloBot(Client(TOKEN, peer.api), lend)
        assert await bot.send(LAN, OutgoingMessage("1", "", "ố" * 2000))
        assert await bot.send(LAN, OutgoingMessage("2", "", "Người phụ trách gửi một ảnh.", attachment_id="a"))
        assert bot.state() == "up"
        assert (len(peer.taken("sendMessage")), len(peer.taken("sendPhoto"))) == (1, 1)
        with pytest.raises(ChannelError):
            await bot.send(LAN, OutgoingMessage("3", "", ""))
        await bot.close()

    perform(tmp_path, play, "zalo")
