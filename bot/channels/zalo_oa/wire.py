"""The way to Zalo's servers: one session, limits on time and size, and nothing of what was said in any error."""

import json
from collections.abc import Mapping
from dataclasses import field
from http import HTTPStatus

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar, FormData

from bot.channels import Throttled
from bot.channels.body import body_of
from bot.channels.fields import Fields, fields, number, text
from bot.channels.silence import no_answer, no_sense
from referral.records import dataclass

MOST_BYTES = 1024 * 1024  # no answer of the API is longer
CONNECT_SECONDS = 5.0
CALL_SECONDS = 9.0  # below what the desk gives a message
SLOW_SECONDS = 15.0
REMAIN = "X-RateLimit-Remain"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: where, with which headers, and what goes with it."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    json: object = field(default=None, repr=False)
    form: Mapping[str, str] | FormData | None = field(default=None, repr=False)
    query: Mapping[str, str] | None = field(default=None, repr=False)
    method: str = "POST"
    seconds: float = CALL_SECONDS


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the JSON object, how many requests of this minute are left if that was said, the HTTP status."""

    found: Fields = field(repr=False)
    remain: int | None = None
    status: int = HTTPStatus.OK


class Wire:
    """One session, opened with the first request, in the loop that makes it."""

    def __init__(self) -> None:
        self._session: ClientSession | None = None

    async def ask(self, ask: Ask) -> Reply:
        """The answer as an object; ChannelDown or Unanswered if there is none in time, Throttled if they say 429."""
        try:
            return await self._asked(ask)
        except (ClientError, OSError) as problem:
            raise no_answer(problem, f"Zalo did not answer: {type(problem).__name__}.") from None

    async def close(self) -> None:
        """Close the connections; another request would open new ones."""
        if self._session:
            await self._session.close()
        self._session = None

    def session(self) -> ClientSession:
        """The session, which keeps no cookies."""
        if self._session is None:
            self._session = ClientSession(cookie_jar=DummyCookieJar())
        return self._session

    async def _asked(self, ask: Ask) -> Reply:
        timeout = ClientTimeout(total=ask.seconds, connect=CONNECT_SECONDS)
        body = {"json": ask.json} if ask.json is not None else {"data": ask.form}
        asking = self.session().request(
            ask.method, ask.url, headers=ask.headers, params=ask.query, timeout=timeout, allow_redirects=False, **body
        )
        async with asking as response:
            if response.status == HTTPStatus.TOO_MANY_REQUESTS:
                raise Throttled(SLOW_SECONDS)
            left = remaining(response.headers.get(REMAIN, ""))
            return Reply(await found_in(response), left, response.status)


async def found_in(response: ClientResponse) -> Fields:
    """The object in an answer. Raises Unanswered, or ChannelDown where the status says that nothing was done."""
    try:
        return read(await body_of(response, MOST_BYTES) or b"")
    except ValueError:
        raise no_sense(response.status, "This is no answer of Zalo's.") from None


def read(body: bytes) -> Fields:
    """The answer as an object; ValueError for what is none, as the page of a proxy."""
    try:
        found = json.loads(body)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(found, Mapping) or not found:
        raise ValueError("no object")
    return fields(found)


def remaining(words: str) -> int | None:
    """The number in a header."""
    return int(words) if words.isdecimal() and len(words) < 10 else None


def whole(value: object) -> int | None:
    """A whole number, also one that was written as text."""
    words = text(value).strip()
    digits = words.removeprefix("-")
    if digits.isascii() and digits.isdecimal() and len(digits) < 19:
        return int(words)
    return number(value)


def identity(value: object) -> str:
    """An id as text to the last digit, whichever way it was written; "" if it is none."""
    found = number(value)
    return text(value) if found is None else str(found)
