"""Handle what waits in the inbox, as soon as it is there or its turn has come."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

SWEEP_SECONDS = 0.5  # finds what a poke missed, and what is due by now


class Turns:
    """Takes rounds until nothing is due; then waits for a poke, or a moment."""

    def __init__(self, take: Callable[[], Awaitable[int]]) -> None:
        self._take = take
        self._poked = asyncio.Event()
        self._stopping = False

    def poke(self) -> None:
        """Something may be due: look at once."""
        self._poked.set()

    def stop(self) -> None:
        """Begin no other round."""
        self._stopping = True
        self.poke()

    async def run(self) -> None:
        """Until stopped."""
        while not self._stopping:
            self._poked.clear()
            (handled,) = await asyncio.gather(self._take(), return_exceptions=True)  # the writer has logged a fault
            if not (isinstance(handled, int) and handled):
                await self._wait()

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(SWEEP_SECONDS):
                await self._poked.wait()
