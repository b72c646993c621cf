"""Renew the tokens in the background, long before a message needs them."""

import asyncio

from bot.channels.hearing import Stop
from bot.channels.zalo_oa.tokens import LOOK_SECONDS, Tokens, log
from bot.log import where


class Renewing:
    """A Receiver that hears nothing: every few minutes it looks whether tokens are old. It outlives all faults."""

    def __init__(self, tokens: Tokens, every: float = LOOK_SECONDS) -> None:
        self._tokens = tokens
        self._every = every
        self._stop = Stop()
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Look now, and from now on."""
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Look no more; an exchange that is under way ends well."""
        self._stop.say()
        if self._running:
            await self._running
        await self._tokens.finish()

    async def _run(self) -> None:
        while not self._stop.said:
            (fault,) = await asyncio.gather(self._tokens.renew(), return_exceptions=True)
            if fault:
                log.error("renewal_failed", where=where(fault))
            await self._stop.pause(self._every)
