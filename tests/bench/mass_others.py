"""The same message to many people without any of our code: a bare aiohttp loop, and the client people use.

`python -m tests.bench.mass_others floor|ptb API COUNT`; says "ready", waits for a line, then prints what it took.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import ClientSession, TCPConnector
from telegram import Bot
from telegram.request import HTTPXRequest

from tests.bench.platforms import TOKEN
from tests.bench.seeding import FIRST_CHAT, TEXT

AT_ONCE = 50
Send = Callable[[int], Awaitable[object]]
Work = Callable[[Send], Awaitable[None]]


async def floor(api: str, work: Work) -> None:
    """A form posted over aiohttp, and the answer read: nothing can be less."""
    async with ClientSession(connector=TCPConnector(limit=AT_ONCE)) as session:
        url = f"{api}/bot{TOKEN}/sendMessage"

        async def send(chat: int) -> object:
            async with session.post(url, data={"chat_id": str(chat), "text": TEXT}) as response:
                return await response.json()

        await work(send)


async def ptb(api: str, work: Work) -> None:
    """python-telegram-bot with its own HTTP client, as many connections as the others."""
    bot = Bot(TOKEN, f"{api}/bot", request=HTTPXRequest(connection_pool_size=AT_ONCE, pool_timeout=60))
    async with bot:
        await work(lambda chat: bot.send_message(chat, TEXT))


CONTENDERS: Mapping[str, Callable[[str, Work], Awaitable[None]]] = {"floor": floor, "ptb": ptb}


async def main(name: str, api: str, count: int) -> None:
    """Send one message to each, `AT_ONCE` at a time, and print seconds and processor seconds."""

    async def work(send: Send) -> None:
        await send(1)  # connected, everything loaded
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        began, used = time.perf_counter(), time.process_time()
        chats = iter(range(FIRST_CHAT, FIRST_CHAT + count))

        async def line() -> None:
            for chat in chats:
                await send(chat)

        await asyncio.gather(*(line() for _ in range(AT_ONCE)))
        took = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - used}
        print(json.dumps(took), flush=True)

    await CONTENDERS[name](api, work)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
