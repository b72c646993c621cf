"""Public pictures as Telegram knows them: each is uploaded once, and shown by Telegram's name of it from then on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels import Throttled
from bot.channels.jobs import Jobs

MOST = 100  # names in memory
PATIENCE = 3.0  # seconds that others wait while one uploads; then they come again, and nothing of theirs has left


class Pictures:
    """Telegram's names of our pictures, kept in the database for all processes."""

    def __init__(self, desk: Jobs, bot: str) -> None:
        self._desk = desk
        self._bot = bot
        self._names: dict[str, str] = {}  # hash -> Telegram's name
        self._uploading = asyncio.Lock()

    async def name(self, digest: str) -> str:
        """Telegram's name of it; "" if it must be uploaded."""
        if digest not in self._names:
            what = self._what(digest)
            if name := await self._desk.do(lambda work: work.uploads.of(what)):
                self._remember(digest, name)
        return self._names.get(digest, "")

    async def bytes_of(self, digest: str) -> bytes:
        """The picture; nothing if there is none."""
        found = await self._desk.do(lambda work: work.campaigns.picture(digest))
        return found[0] if found else b""

    async def keep(self, digest: str, name: str) -> None:
        """It was uploaded. It is shown already, so nothing that goes wrong here may say otherwise."""
        what = self._what(digest)
        self._remember(digest, name)
        await asyncio.gather(self._desk.do(lambda work: work.uploads.put(what, name)), return_exceptions=True)

    async def forget(self, digest: str, name: str) -> None:
        """Telegram knows it by this name no more, unless somebody has uploaded it since."""
        if self._names.get(digest) == name:
            del self._names[digest]
            what = self._what(digest)
            await self._desk.do(lambda work: work.uploads.drop(what))

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One upload at a time. Raises Throttled to who waits too long."""
        try:
            await asyncio.wait_for(self._uploading.acquire(), PATIENCE)
        except TimeoutError:
            raise Throttled(1.0) from None
        try:
            yield
        finally:
            self._uploading.release()

    def _remember(self, digest: str, name: str) -> None:
        if len(self._names) >= MOST:
            self._names.clear()
        self._names[digest] = name

    def _what(self, digest: str) -> str:
        return f"telegram:{self._bot}:{digest}"
