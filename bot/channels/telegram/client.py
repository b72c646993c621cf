"""Calls of the Bot API: the client's encoding and errors, our own transport, plain answers; and how it stands."""

import hashlib
from collections.abc import Awaitable, Mapping

from telegram import Bot
from telegram.error import TelegramError

from bot.channels import State
from bot.channels.telegram.errors import state_after
from bot.channels.telegram.posting import Posting
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.weight import weight_of
from bot.log import log_of

CALL_SECONDS = 9.0  # below what the desk gives a message
POLL = "getUpdates"
DOWNLOAD_SECONDS = 55.0
POLL_SECONDS = 25
POLL_SLACK = 10.0

log = log_of("telegram")


class RawBot(Bot):
    """The client without its types for answers: they cost more than the call and refuse what they do not know."""

    async def call(self, method: str, values: Mapping[str, object]) -> object:
        """The result of one call as plain JSON; raises TelegramError."""
        found: object = await self._post(method, dict(values))
        if found is None:
            raise TelegramError("There is no result in this answer.")
        return found


class Client:
    """One bot on the Bot API at `api`; `state` is how the platform stood at the last call."""

    def __init__(self, token: str, api: str, seconds: float = CALL_SECONDS) -> None:
        self.number = token.partition(":")[0]
        self.secret = hashlib.sha256(f"langnghe webhook {token}".encode()).hexdigest()  # which a webhook must show
        self.state: State = "starting"
        self._requests = (AiohttpRequest(POLL_SECONDS + POLL_SLACK), AiohttpRequest(seconds))
        polls, calls = self._requests
        self._bot = RawBot(token, f"{api}/bot", f"{api}/file/bot", request=calls, get_updates_request=polls)
        self._posting = Posting(f"{api}/bot{token}/", seconds)
        self._files = f"{api}/file/bot{token}/"

    async def call(self, method: str, **values: object) -> object:
        """The result of one call, lists and objects as they are; raises TelegramError."""
        return await self._noted(method, self._bot.call(method, values))

    async def post(self, method: str, body: bytes) -> object:
        """The same for a form that is ready, over connections of its own: what is urgent never waits for them."""
        return await self._noted(method, self._posting.post(method, body))

    async def download(self, path: str) -> bytes:
        """The bytes of a file; raises TelegramError. A file that is gone says nothing about the platform."""
        return await self._requests[1].retrieve(self._files + path, read_timeout=DOWNLOAD_SECONDS)

    async def _noted(self, method: str, calling: Awaitable[object]) -> object:
        """What a call brings; how it ended is noted."""
        try:
            found = await calling
        except TelegramError as error:
            self._seen(method, state_after(error))
            raise
        self._seen(method, "up")
        return found

    def _seen(self, method: str, state: State) -> None:
        """The platform was seen like this: one line when that is news. Only a poll shows that a conflict is over."""
        if state == self.state or (self.state == "conflict" and state == "up" and method != POLL):
            return
        log.log(weight_of(state), "telegram_state", state=state, before=self.state)
        self.state = state

    async def close(self) -> None:
        """Close the connections."""
        for request in self._requests:
            await request.shutdown()
        await self._posting.close()
