"""The client's way over the network: one aiohttp session, limits on time and size, and no address in any error.

The address holds the token of the bot, so what the network raises is never passed on, only its kind.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, FormData
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.channels.body import body_of
from bot.channels.fields import fields, number
from bot.channels.silence import is_begun, is_unclear

MOST_BYTES = 21 * 1024 * 1024
CONNECT_SECONDS = 5.0
LONGEST_PAUSE = 3600
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
REPLIED = ("result", "description")  # one of them is in every answer of the Bot API


class SlowDown(TelegramError):
    """Telegram asks to wait. The client's own error for this warns about its types whenever it is made."""

    def __init__(self, seconds: float) -> None:
        super().__init__("Telegram asks to wait.")
        self.seconds = seconds


class Lost(NetworkError):
    """The request left, and no answer came that can be read, or Telegram broke down: it may have been done."""


class TooLong(TelegramError):
    """The answer is longer than anything we ask for."""


class AiohttpRequest(BaseRequest):
    """Requests of the client through aiohttp; `seconds` is how long one may take. `shutdown` closes the session."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How long a request may take, in seconds."""
        return self._seconds

    async def initialize(self) -> None:
        """Nothing: the session opens with the first request, in the loop that makes it."""

    async def shutdown(self) -> None:
        """Close the connections; another request would open new ones."""
        if self._session:
            await self._session.close()
        self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """Status and body of the answer. Raises Lost, NetworkError, SlowDown, TooLong; none names the address."""
        seconds = read_timeout if isinstance(read_timeout, int | float) else self._seconds
        try:
            status, body = await self._ask(url, method, request_data, seconds)
        except (ClientError, OSError, ValueError) as problem:
            raise silence(problem) from None
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise SlowDown(seconds_in(body))
        if status != HTTPStatus.OK and is_unclear(status):
            raise Lost("Telegram broke down.")
        return status, body

    async def _ask(self, url: str, method: str, data: RequestData | None, seconds: float) -> tuple[int, bytes]:
        if self._session is None:
            self._session = ClientSession()
        timeout = ClientTimeout(total=seconds, connect=CONNECT_SECONDS)
        headers = FORM if data and not data.contains_files else None
        asking = self._session.request(method, url, data=encoded(data), headers=headers, timeout=timeout)
        async with asking as response:
            return response.status, await answer_in(response)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, object]:
        """The answer as an object; raises TelegramError if it is none. The client's own way would log the answer."""
        try:
            found = json.loads(payload)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or not any(key in found for key in REPLIED):
            raise Lost("This is no answer of the Bot API.")
        return {"result": None, **found, "parameters": moved(found)}


def silence(problem: Exception) -> NetworkError:
    """What the network raised, without its words."""
    words = f"No answer: {type(problem).__name__}."
    return Lost(words) if is_begun(problem) else NetworkError(words)


def encoded(data: RequestData | None) -> str | FormData | None:
    """The parameters as a form, in parts if there are files."""
    if data is None:
        return None
    return parts(data) if data.contains_files else form(data.json_parameters)


def form(values: Mapping[str, str]) -> str:
    """The values as a urlencoded form; yarl does it five times as fast as the standard library."""
    return URL.build(query=values).raw_query_string


def parts(data: RequestData) -> FormData:
    """The parameters and files as multipart."""
    found = FormData(data.json_parameters)
    for name, (filename, content, kind) in data.multipart_data.items():
        found.add_field(name, content, filename=filename, content_type=kind)
    return found


async def answer_in(response: ClientResponse) -> bytes:
    """The body, up to 21 MB. Raises TooLong."""
    if (body := await body_of(response, MOST_BYTES)) is None:
        raise TooLong("The answer is too long.")
    return body


def seconds_in(body: bytes) -> float:
    """How long Telegram wants us to wait: one second if it does not say, never longer than an hour."""
    try:
        found = fields(fields(json.loads(body)).get("parameters")).get("retry_after")
    except (ValueError, RecursionError):
        return 1.0
    return float(min(max(number(found) or 1, 1), LONGEST_PAUSE))


def moved(found: Mapping[str, object]) -> dict[str, object]:
    """Of what an error tells besides its words only where a group went: all else is told by the status."""
    chat = number(fields(found.get("parameters")).get("migrate_to_chat_id"))
    return {} if chat is None else {"migrate_to_chat_id": chat}
