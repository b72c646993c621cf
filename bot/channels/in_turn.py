"""A receiver that only one process may run at a time, as a long poll: begun when its lease is ours, ended when not."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from bot.channels.hearing import Stop
from bot.channels.outside import Receiver
from bot.log import log_of, where

LOOK_SECONDS = 0.2
log = log_of("in_turn")


class Leases(Protocol):
    """What this process does alone."""

    def want(self, name: str) -> None: ...
    def holds(self, name: str) -> bool: ...


class InTurn:
    """Makes a new receiver each time the lease becomes ours. Without leases it is ours from start to stop."""

    def __init__(self, name: str, leases: Callable[[], Leases | None], make: Callable[[], Receiver]) -> None:
        self._name = name
        self._leases = leases  # asked at the start: only then is it known who is beside us
        self._make = make
        self._stop = Stop()
        self._receiver: Receiver | None = None
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Receive from now on, or once it is our turn."""
        leases = self._leases()
        if leases is None:
            await self._begin()
            return
        leases.want(self._name)
        self._running = asyncio.create_task(self._run(leases))

    async def stop(self) -> None:
        """Receive no more; what was heard is stored."""
        self._stop.say()
        if self._running:
            await self._running  # never cancelled: it may be ending a poll that has an update in hand
        await self._end()

    async def _run(self, leases: Leases) -> None:
        while not self._stop.said:
            ours = leases.holds(self._name)
            if ours != (self._receiver is not None):
                (fault,) = await asyncio.gather(self._begin() if ours else self._end(), return_exceptions=True)
                if fault:
                    log.error("not_in_turn", where=where(fault))
            await self._stop.pause(LOOK_SECONDS)

    async def _begin(self) -> None:
        receiver = self._make()
        await receiver.start()
        self._receiver = receiver

    async def _end(self) -> None:
        receiver, self._receiver = self._receiver, None
        if receiver:
            await receiver.stop()
