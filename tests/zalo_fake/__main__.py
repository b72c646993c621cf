"""Start both fakes with their page, alone or with the program: `python -m tests.zalo_fake --with-program`."""

import argparse
import asyncio
import signal
import sys
import time
from contextlib import suppress

from bot.settings import Settings
from tests.zalo_bot_fake import FakeZaloBot
from tests.zalo_bot_fake.page import BotPage
from tests.zalo_fake.page import PEOPLE
from tests.zalo_fake.program import serve_beside
from tests.zalo_fake.server import FakeZalo

PORT, BOT_PORT = 8081, 8082
HOOK = f"http://127.0.0.1:{Settings().port}/hook/zalo_oa"  # where the program would be
FLUSH_SECONDS = 1.0


def main() -> None:
    """Read the command line and run until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m tests.zalo_fake", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help="where the page and the three hosts of Zalo are")
    parser.add_argument("--bot-port", type=int, default=BOT_PORT, help="where the platform of the Zalo bot is")
    parser.add_argument("--hook", default=HOOK, help="where events are pushed")
    parser.add_argument("--with-program", action="store_true", help="start `langnghe serve` beside it, set up for it")
    asked = parser.parse_args()
    with suppress(KeyboardInterrupt):
        sys.exit(asyncio.run(run(asked)))


async def run(asked: argparse.Namespace) -> int:
    """The fakes, and perhaps the program; the exit code."""
    fake, bot = FakeZalo(port=asked.port), FakeZaloBot(port=asked.bot_port)
    fake.accounts.seed = str(time.time_ns())  # the program remembers the ids of the run before
    bot.bot.last_id = time.time_ns()
    fake.beside.append(BotPage(bot).add_routes)
    for number, name in enumerate(PEOPLE):
        fake.person(name).user.phone = f"8490000000{number}"
    async with bot, fake:
        fake.hook_url = asked.hook
        print(f"A Zalo of our own: {fake.api}/ and its bot: {fake.api}/zalo_bot/ (asked at {bot.api})", flush=True)
        flushing = asyncio.create_task(keep_flushing(fake))
        try:
            return await (serve_beside(fake, bot) if asked.with_program else until_stopped())
        finally:
            flushing.cancel()


async def keep_flushing(fake: FakeZalo) -> None:
    """Repeat what falls due."""
    while True:
        fake.webhook.flush()
        await asyncio.sleep(FLUSH_SECONDS)


async def until_stopped() -> int:
    """Wait for a signal."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    return 0


if __name__ == "__main__":
    main()
