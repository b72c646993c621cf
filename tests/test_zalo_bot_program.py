"""A whole report through the real program over the fake Zalo Bot Platform: polled, killed and started again."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.kill.program import Program
from tests.zalo_bot_fake import FakeZaloBot

LAN = "5f3a90c1d2e4b6a80c17"
REPORT = "có đứa bé rơi xuống ao nhà bà Tư xã Sơn Tây, Quảng Ngãi chưa vớt được, cạnh lưới vằn"

Scene = Callable[[FakeZaloBot, Program], Awaitable[None]]


def perform(folder: Path, scene: Scene) -> None:
    """Play with the program, which is not started yet."""

    async def performed() -> None:
        async with FakeZaloBot() as fake:
            named = {"DATA_DIR": str(folder), "ZALO_BOT_TOKEN": fake.token, "ZALO_BOT_API": fake.api}
            more = {"TESTERS": f"zalo_bot:{LAN}", "ZALO_MEDIA_HOSTS": "127.0.0.1"}
            program = Program(named | more, folder / "log")
            try:
                await program.start()
                await scene(fake, program)
            finally:
                await program.end()
            log = (folder / "log").read_text("utf-8")
            assert "lưới vằn" not in log and LAN not in log and fake.token not in log

    asyncio.run(performed())


def test_a_report_is_answered_by_numbers_through_a_death_and_a_platform_that_fails(tmp_path: Path) -> None:
    async def scene(fake: FakeZaloBot, program: Program) -> None:
        lan = fake.person(LAN)
        fake.fail("sendMessage", status=502)
        lan.say(REPORT)
        await lan.hears("114")
        question = await lan.hears("Bé còn dưới nước không?")
        assert "2. Đã đưa lên" in question.text and "menu" not in question.call.params
        await program.kill()
        lan.say("2")  # it waits at Zalo: the poll of the dead has ended with its connection
        await program.start()
        await lan.hears("Bé còn thở không?")
        lan.send_photo(b"\xff\xd8\xff no photo", "chỗ này")
        await lan.hears("Tôi đã ghi thêm")
        lan.send_unsupported()
        await lan.hears("cả vị trí cũng không")
        assert await program.stop() == 0

    perform(tmp_path, scene)
