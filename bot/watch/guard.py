"""Everything that watches over a running process, from its readiness to its end."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

from bot.notify import READY, STOPPING, notify, pause, signs_of_life
from bot.watch.ping import pings
from bot.watch.watchman import Watched, Watchman
from referral.records import dataclass


@dataclass(frozen=True, slots=True)
class Guard:
    """The watchman of this process, where its pings go, and how long its writer has been at one thing."""

    watchman: Watchman
    ping_url: str
    stuck: Callable[[], float]

    @property
    def last(self) -> Watched | None:
        """What the watchman found last."""
        return self.watchman.last

    def well(self) -> bool:
        """Whether a monitor may hear that all is well."""
        return self.last is not None and self.last.well

    @asynccontextmanager
    async def on_duty(self) -> AsyncIterator[None]:
        """Ready from here on; watched until the block ends."""
        tasks = [asyncio.create_task(one) for one in self._loops()]
        notify(READY)
        try:
            yield
        finally:
            notify(STOPPING)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _loops(self) -> list[Coroutine[None, None, None]]:
        ping = [pings(self.ping_url, self.well)] if self.ping_url else []
        return [self.watchman.run(), signs_of_life(self.stuck, pause()), *ping]
