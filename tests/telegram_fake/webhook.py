"""Updates pushed to the bot: chats side by side, one chat in order, again and again until the bot says 2xx."""

import asyncio
import time
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.telegram_fake.calls import Json

SECRET = "X-Telegram-Bot-Api-Secret-Token"
FIRST_PAUSE = 0.05  # Telegram waits longer; tests do not
LONGEST_PAUSE = 1.0
PATIENCE = ClientTimeout(total=20)


@dataclass(frozen=True, slots=True)
class Post:
    """One delivery: which update, what the bot answered (0: nothing), when by `time.monotonic()`."""

    update_id: object
    status: int
    at: float


@dataclass(slots=True)
class Webhook:
    """Where updates are pushed; no `url`: nowhere. `via`: a web server in front of the bot, asked in its place."""

    url: str = ""
    via: str = ""
    secret: str = ""
    most: int = 40
    problem: str = ""
    failed_at: float = 0.0  # seconds since 1970
    posts: list[Post] = field(default_factory=list)
    lines: dict[int, list[Json]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _client: ClientSession | None = None
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(40))

    def set(self, url: str, secret: str, most: int) -> None:
        self.url, self.secret, self.most = url and (self.via or url), secret, most
        self._room = asyncio.Semaphore(most)

    def push(self, update: Json, times: int = 1) -> None:
        """Queue behind what waits for the same chat."""
        chat = chat_in(update)
        fresh = chat not in self.lines
        line = self.lines.setdefault(chat, [])
        line.extend([update] * times)
        if fresh:
            task = asyncio.create_task(self._empty(chat, line))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def unsent(self) -> list[Json]:
        """What no 2xx has met yet."""
        return [update for line in self.lines.values() for update in line]

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client:
            await self._client.close()

    def take_back(self) -> list[Json]:
        """What no 2xx has met yet, now for another way; what is on its way may come twice, as on the real one."""
        unsent = self.unsent()
        self.lines = {}
        return unsent

    async def _empty(self, chat: int, line: list[Json]) -> None:
        """Post what stands in this line; one that was taken back is left, though its chat may have another by now."""
        pause = FIRST_PAUSE
        while line and self.lines.get(chat) is line:
            if await self._post(line[0]):
                line.pop(0)
                pause = FIRST_PAUSE
            else:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        if self.lines.get(chat) is line:
            del self.lines[chat]

    async def _post(self, update: Json) -> bool:
        """Whether the bot took it."""
        async with self._room:
            (status,) = await asyncio.gather(self._status(update), return_exceptions=True)
        if isinstance(status, (ClientError, TimeoutError)):
            status = 0
        elif isinstance(status, BaseException):
            raise status
        self.posts.append(Post(update["update_id"], status, time.monotonic()))
        taken = 200 <= status < 300
        self.failed_at = self.failed_at if taken else time.time()
        self.problem = "" if taken else f"Wrong response from the webhook: {status}" if status else "Connection refused"
        return taken

    async def _status(self, update: Json) -> int:
        self._client = self._client or ClientSession(timeout=PATIENCE)
        headers = {SECRET: self.secret} if self.secret else {}
        async with self._client.post(self.url, json=update, headers=headers) as answer:
            return answer.status


def chat_in(update: Json) -> int:
    """The chat an update is about; 0 if it names none."""
    for happened in update.values():
        if isinstance(happened, dict):
            holder = happened if "chat" in happened else happened.get("message", {})
            chat = holder.get("chat") if isinstance(holder, dict) else None
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return int(chat["id"])
    return 0
