"""The updates that wait for the bot: one for each poll, gone once its answer leaves; none beside a webhook."""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.zalo_bot_fake.answers import ApiError
from tests.zalo_bot_fake.calls import Json

Shape = Literal["bare", "wrapped"]
SECRET = "X-Bot-Api-Secret-Token"
PATIENCE = ClientTimeout(total=20)


@dataclass(slots=True)
class Updates:
    """All updates of one bot, and where they go."""

    url: str = ""
    secret: str = ""
    shape: Shape = "bare"  # of what is pushed
    listed: bool = False  # some have met a list in getUpdates
    twice: bool = False  # each comes a second time
    again: int = 0  # so many pushes that were not answered 200 are made once more; no contract promises it
    statuses: list[int] = field(default_factory=list)  # what the bot answered to pushes, 0: nothing
    waiting: deque[Json] = field(default_factory=deque)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _client: ClientSession | None = None

    def put(self, update: Json) -> None:
        """Deliver: push it, or keep it for a poll."""
        for _ in range(1 + self.twice):
            self._put(update)

    def _put(self, update: Json) -> None:
        if self.url:
            task = asyncio.create_task(self._push(self.url, wrapped(update) if self.shape == "wrapped" else update))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            self.waiting.append(update)
            self._news.set()

    async def poll(self, seconds: float) -> object:
        """`getUpdates`: the next update, at once or when it comes; beside a webhook only silence."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self.waiting or self.url:
                    self._news.clear()
                    await self._news.wait()
        if not self.waiting or self.url:
            raise ApiError(408)
        update = self.waiting.popleft()
        return [update] if self.listed else update

    def move(self, url: str, secret: str = "") -> None:
        """From now on push to this address; without one let the bot poll."""
        self.url, self.secret = url, secret
        self._news.set()

    async def settled(self) -> None:
        """Wait until every push was answered."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client:
            await self._client.close()

    async def _push(self, url: str, body: Json) -> None:
        status = await self._status(url, body)
        self.statuses.append(status)
        if status != 200 and self.again:
            self.again -= 1
            await self._push(url, body)

    async def _status(self, url: str, body: Json) -> int:
        self._client = self._client or ClientSession(timeout=PATIENCE)
        try:
            async with self._client.post(url, json=body, headers={SECRET: self.secret}) as answer:
                return answer.status
        except (ClientError, TimeoutError):
            return 0


def wrapped(update: Json) -> Json:
    """The same as the documents show it."""
    return {"ok": True, "result": update}
