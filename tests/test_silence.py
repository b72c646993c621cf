"""A request without an answer, on every wire: what may have arrived is told from what never left."""

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from socket import SO_LINGER, SOL_SOCKET

import pytest

from bot.channels import ChannelDown, Unanswered, at_once
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.client import Client
from bot.channels.zalo_bot.client import Client as ZaloBotClient
from bot.channels.zalo_oa.wire import Ask, Wire
from handlers.events import OutgoingMessage
from tests.failure import failure

TOLD = OutgoingMessage("k", "p", "Rào ao lại hôm nay.", lane="bulk")
SECONDS = 0.3
HANG, RESET = b"hang", b"reset"

# What the server says -> whether it may have arrived.
ANSWERS: Mapping[bytes, bool] = {
    b"": True,  # it closes without a word
    RESET: True,
    HANG: True,
    b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{": True,  # it breaks off
    b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>": True,
    b"no HTTP at all\r\n\r\n": True,
    b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>": True,  # it gave up waiting
    b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n": True,
    b"HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 6\r\n\r\n<html>": True,
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n": False,
}


@asynccontextmanager
async def server(said: bytes) -> AsyncIterator[str]:
    """Reads a request and says this; its address."""
    over, serving = asyncio.Event(), list[asyncio.Task[object] | None]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.append(asyncio.current_task())
        await reader.readuntil(b"\r\n\r\n")
        if said == HANG:
            await over.wait()
        elif said == RESET:
            writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        else:
            writer.write(said)
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    finally:
        over.set()
        await asyncio.gather(*filter(None, serving))
        listening.close()


async def telegram_many(api: str) -> None:
    await on_telegram(api, lambda telegram: telegram.many(TOLD)("7001", at_once))


async def telegram_send(api: str) -> None:
    await on_telegram(api, lambda telegram: telegram.send("7001", TOLD))


async def on_telegram(api: str, send: Callable[[Telegram], Awaitable[str]]) -> None:
    telegram = Telegram("42:SECRET", api)
    telegram.client = Client("42:SECRET", api, SECONDS)
    try:
        await send(telegram)
    finally:
        await telegram.close()


async def zalo_wire(api: str) -> None:
    wire = Wire()
    try:
        await wire.ask(Ask(f"{api}/SECRET", json={"text": TOLD.text}, seconds=SECONDS))
    finally:
        await wire.close()


async def zalo_bot(api: str) -> None:
    client = ZaloBotClient("42:SECRET", api, SECONDS)
    try:
        await client.call("sendMessage", chat_id="7001", text=TOLD.text)
    finally:
        await client.close()


WAYS = (telegram_many, telegram_send, zalo_wire, zalo_bot)


async def problem_of(way: Callable[[str], Awaitable[None]], api: str) -> BaseException:
    """What it raised, which says nothing of the address."""
    outcome = await failure(way(api))
    assert outcome is not None
    assert "SECRET" not in f"{outcome!r} {outcome.__cause__!r}"
    return outcome


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("said", ANSWERS)
def test_what_was_handed_over_may_have_arrived_unless_somebody_says_no(
    way: Callable[[str], Awaitable[None]], said: bytes
) -> None:
    async def scene() -> None:
        async with server(said) as api:
            assert type(await problem_of(way, api)) is (Unanswered if ANSWERS[said] else ChannelDown)

    asyncio.run(scene())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("api", ["http://127.0.0.1:9", "http://nobody.invalid"])
def test_what_found_nobody_never_left(way: Callable[[str], Awaitable[None]], api: str) -> None:
    async def scene() -> None:
        assert type(await problem_of(way, api)) is ChannelDown

    asyncio.run(scene())
