"""Calls of the Bot API without the client: a form made ready once goes out over connections that nothing else uses."""

import json
from collections.abc import Mapping
from dataclasses import field
from http import HTTPStatus
from urllib.parse import quote

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)
from yarl import URL

from bot.channels.fields import fields, number, text
from bot.channels.silence import is_unclear
from bot.channels.telegram.request import (
    CONNECT_SECONDS,
    FORM,
    AiohttpRequest,
    Lost,
    SlowDown,
    answer_in,
    form,
    seconds_in,
    silence,
)
from referral.records import dataclass

MOST_CONNECTIONS = 64
# What a status means; the client knows no better. Of all others the platform cannot do it now.
REFUSALS: Mapping[int, type[TelegramError]] = {
    400: BadRequest,
    401: InvalidToken,
    403: Forbidden,
    404: InvalidToken,
    409: Conflict,
}


@dataclass(frozen=True, slots=True)
class Ready:
    """A call that lacks nothing but the chat; `tail` is all the rest of its form."""

    method: str
    tail: bytes = field(repr=False)

    def to(self, chat: str) -> bytes:
        """The form for this chat."""
        return b"chat_id=%b&%b" % (quote(chat).encode(), self.tail)


def ready(method: str, values: Mapping[str, object]) -> Ready:
    """The call with these values, None for nothing."""
    named = {name: written(value) for name, value in values.items() if value is not None and name != "chat_id"}
    return Ready(method, form(named).encode())


def written(value: object) -> str:
    """A value as the Bot API reads it in a form: words as they are, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value)


class Posting:
    """One bot's calls below `base`, the address that ends with its token; no error names it."""

    def __init__(self, base: str, seconds: float) -> None:
        self._base = base
        self._timeout = ClientTimeout(total=seconds, connect=CONNECT_SECONDS)
        self._session: ClientSession | None = None
        self._urls: dict[str, URL] = {}  # by method: reading an address again and again costs

    async def post(self, method: str, body: bytes) -> object:
        """The result of a call; raises TelegramError."""
        try:
            status, answer = await self._posted(method, body)
        except (ClientError, OSError, ValueError) as problem:
            raise silence(problem) from None
        if status != HTTPStatus.OK:
            raise refusal(status, answer)
        result = AiohttpRequest.parse_json_payload(answer)["result"]
        if result is None:
            raise Lost("There is no result in this answer.")
        return result

    async def close(self) -> None:
        """Close the connections; another call would open new ones."""
        if self._session:
            await self._session.close()
        self._session = None

    async def _posted(self, method: str, body: bytes) -> tuple[int, bytes]:
        async with self._open().post(self._url(method), data=body) as response:
            return response.status, await answer_in(response)

    def _open(self) -> ClientSession:
        """The session, opened with the first call, in the loop that makes it."""
        if self._session is None:
            lines, cookies = TCPConnector(limit=MOST_CONNECTIONS), DummyCookieJar()
            self._session = ClientSession(connector=lines, cookie_jar=cookies, timeout=self._timeout, headers=FORM)
        return self._session

    def _url(self, method: str) -> URL:
        return self._urls.setdefault(method, URL(self._base + method))


def refusal(status: int, answer: bytes) -> TelegramError:
    """The client's error for an answer that is none of success."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return SlowDown(seconds_in(answer))
    try:
        found = AiohttpRequest.parse_json_payload(answer)
    except TelegramError:
        found = {}
    moved = number(fields(found.get("parameters")).get("migrate_to_chat_id"))
    if moved is not None:
        return ChatMigrated(moved)
    kind = Lost if is_unclear(status) else REFUSALS.get(status, NetworkError)
    return kind(text(found.get("description")) or "Telegram refuses.")
