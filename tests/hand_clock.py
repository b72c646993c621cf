"""A clock that goes on when it is told to, and messages that ask for their turns against it."""

import asyncio
from collections.abc import Callable

from bot.channels.telegram.pacing import Pacing
from handlers.events import Lane

LAN = "7001"


class HandClock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0
        self._later: list[tuple[float, Callable[[], None]]] = []

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[[], None]) -> object:
        self._later.append((self.now + delay, callback))
        return None

    async def go_on(self, seconds: float) -> None:
        """Let so much time pass, with all that was to be called."""
        await settled()
        end = self.now + seconds
        while due := sorted((item for item in self._later if item[0] <= end), key=lambda item: item[0]):
            self._later.remove(due[0])
            self.now = max(self.now, due[0][0])
            due[0][1]()
            await settled()
        self.now = end


async def settled() -> None:
    """Let every task run until it waits."""
    for _ in range(5):
        await asyncio.sleep(0)


def waiting_for(pacing: Pacing, lanes: list[Lane], gone: list[Lane]) -> list[asyncio.Task[None]]:
    async def one(lane: Lane) -> None:
        await pacing.turn(LAN, lane)
        gone.append(lane)

    return [asyncio.create_task(one(lane)) for lane in lanes]
