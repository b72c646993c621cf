"""The updates that wait for the bot, and `getUpdates`: an offset confirms, one poll at a time, no webhook beside it."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from tests.telegram_fake.answers import OTHER_POLL, WEBHOOK_ACTIVE, ApiError
from tests.telegram_fake.calls import Call, Json
from tests.telegram_fake.webhook import Webhook

UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})  # not sent unless named


@dataclass(slots=True)
class Pending:
    """An update that waits; so many times it comes `again` although it was confirmed."""

    id: int
    update: Json
    again: int = 0


@dataclass(slots=True)
class Updates:
    """All updates of one bot, and where they go."""

    hook: Webhook = field(default_factory=Webhook)
    waiting: list[Pending] = field(default_factory=list)
    late: list[Json] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    doubled: int = 0  # so many of the next updates are delivered twice
    last_id: int = 700_000_000
    _poll: int = 0  # the number of the newest poll; an older one ends
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def numbered(self, happened: Json) -> Json:
        """An update with the next number, or with its own."""
        self.last_id += 1
        return {"update_id": self.last_id, **happened}

    def put(self, update: Json) -> None:
        """Deliver, unless it is of a kind that nobody asked for."""
        number = update["update_id"]
        assert isinstance(number, int)
        if self._wanted(update.keys() - {"update_id"}):
            self.waiting.append(Pending(number, update, self._again()))
            self.flush()

    def move(self, url: str, secret: str = "", most: int = 40) -> None:
        """From now on push to this address; without one let the bot poll."""
        unsent = [Pending(whole(update["update_id"], 0), update) for update in self.hook.take_back()]
        self.waiting = unsent + self.waiting
        self.hook.set(url, secret, most)
        self.flush()

    def flush(self) -> None:
        """Wake a poll; or hand everything to the webhook, if there is one."""
        if self.hook.url:
            for pending in self.waiting:
                self.hook.push(pending.update, 1 + pending.again)
            self.waiting.clear()
        self._news.set()

    async def poll(self, call: Call) -> list[Json]:
        """`getUpdates`: up to `limit` updates, at once or when the first comes within `timeout` seconds."""
        if self.hook.url:
            raise ApiError(409, WEBHOOK_ACTIVE)
        self.allow(call.params.get("allowed_updates"))
        self._confirm(whole(call.params.get("offset"), 0))
        self._poll += 1
        self._news.set()  # ends the poll before
        await self._wait(self._poll, whole(call.params.get("timeout"), 0))
        limit = min(max(whole(call.params.get("limit"), 100), 1), 100)
        return [pending.update for pending in self.waiting[:limit]]

    def allow(self, kinds: object) -> None:
        """Which kinds are wanted; None leaves it as it was, an empty list means the usual ones."""
        if isinstance(kinds, list):
            self.allowed = [str(kind) for kind in kinds]

    async def _wait(self, mine: int, seconds: int) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self.waiting:
                    self._news.clear()
                    await self._news.wait()
                    self._still(mine)

    def _still(self, mine: int) -> None:
        """Raises ApiError if this poll may not go on."""
        if self._poll != mine:
            raise ApiError(409, OTHER_POLL)
        if self.hook.url:
            raise ApiError(409, WEBHOOK_ACTIVE)

    def _confirm(self, offset: int) -> None:
        """Forget what lies before the offset; a negative one keeps that many of the last."""
        if offset < 0:
            self.waiting = self.waiting[offset:]
        for pending in [one for one in self.waiting if one.id < offset]:
            if pending.again:
                pending.again -= 1
            else:
                self.waiting.remove(pending)

    def _wanted(self, kinds: set[str]) -> bool:
        return bool(kinds & set(self.allowed)) if self.allowed else not kinds & UNASKED

    def _again(self) -> int:
        if not self.doubled:
            return 0
        self.doubled -= 1
        return 1


def whole(value: object, default: int) -> int:
    """The number, or the default if there is none."""
    return value if isinstance(value, int) else default
