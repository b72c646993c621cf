"""The dead-man ping: asked every minute while all is well inside, so that a monitor elsewhere misses a program."""

import asyncio
from collections.abc import Callable

from aiohttp import ClientSession, ClientTimeout

from bot.log import log_of, where

FIRST_SECONDS = 2.0  # after the start, for the first look
EVERY_SECONDS = 60.0
SECONDS = 10.0  # for the monitor's answer
log = log_of("ping")


class NotTaken(Exception):
    """The monitor did not answer with 2xx: is LANGNGHE_PING_URL still right?"""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


async def pings(url: str, well: Callable[[], bool], every: float = EVERY_SECONDS) -> None:
    """Until cancelled. Silence is the alarm: nothing is said while something grave is wrong."""
    await asyncio.sleep(FIRST_SECONDS)
    while True:
        if well():
            (fault,) = await asyncio.gather(ping(url), return_exceptions=True)
            if isinstance(fault, Exception):
                log.warning("not_pinged", where=where(fault))  # its words would tell the address
        await asyncio.sleep(every)


async def ping(url: str, seconds: float = SECONDS) -> None:
    """Ask once. Raises NotTaken, and what aiohttp raises."""
    async with ClientSession(timeout=ClientTimeout(total=seconds)) as client, client.get(url) as answer:
        if not answer.ok:
            raise NotTaken
