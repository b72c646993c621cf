"""The calls of Zalo's OpenAPI: the token in its own header, ids as text, success is `error` 0 and nothing else."""

import json
from collections.abc import Mapping
from dataclasses import field
from http import HTTPStatus

from aiohttp import FormData

from bot.channels.fields import Fields, fields, text
from bot.channels.silence import no_sense
from bot.channels.zalo_oa.errors import kind_of
from bot.channels.zalo_oa.wire import Ask, Reply, Wire, identity, whole
from bot.metrics import VARIANTS
from referral.records import dataclass

CS = "/v3.0/oa/message/cs"
TEMPLATE = "/v3.0/oa/message/template"
QUOTA = "/v3.0/oa/quota/message"
BROADCAST = "/v2.0/oa/message"
ACCOUNT = "/v2.0/oa/getoa"
BY_PHONE = "/message/template"
UPLOAD = "/v2.0/oa/upload/"
UPLOAD_SECONDS = 8.0
MIMES = {"jpg": "image/jpeg", "png": "image/png", "gif": "image/gif"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What Zalo answered; `code` 0 is success. The words are for telling two meanings apart, never for a log."""

    code: int
    words: str = field(default="", repr=False)
    data: Fields = field(default_factory=dict, repr=False)

    @property
    def well(self) -> bool:
        """Whether it was done."""
        return self.code == 0


@dataclass(frozen=True, slots=True)
class File:
    """Bytes to upload; Zalo wants a name with an ending."""

    name: str
    data: bytes = field(repr=False)


class Client:
    """One of Zalo's two API servers. `remain` is how many requests of this minute were left at the last answer."""

    def __init__(self, api: str, wire: Wire) -> None:
        self._api = api
        self._wire = wire
        self.remain: int | None = None

    async def post(self, token: str, path: str, body: Mapping[str, object]) -> Answer:
        """One call with a JSON body. Raises ChannelDown, Throttled."""
        return await self._asked(Ask(self._api + path, self._headers(token), json=body))

    async def get(self, token: str, path: str, data: Mapping[str, object] | None = None) -> Answer:
        """One call whose parameters travel as one JSON text. Raises ChannelDown, Throttled."""
        query = {"data": json.dumps(data)} if data else None
        return await self._asked(Ask(self._api + path, self._headers(token), query=query, method="GET"))

    async def upload(self, token: str, kind: str, file: File) -> Answer:
        """Upload an "image", "gif" or "file". Raises ChannelDown, Throttled."""
        form = FormData()
        mime = MIMES.get(file.name.rpartition(".")[2], "application/octet-stream")
        form.add_field("file", file.data, filename=file.name, content_type=mime)
        return await self._asked(
            Ask(f"{self._api}{UPLOAD}{kind}", self._headers(token), form=form, seconds=UPLOAD_SECONDS)
        )

    async def _asked(self, ask: Ask) -> Answer:
        reply = await self._wire.ask(ask)
        if reply.remain is not None:
            self.remain = reply.remain
        return answer(reply)

    @staticmethod
    def _headers(token: str) -> Mapping[str, str]:
        return {"access_token": token}


def answer(reply: Reply) -> Answer:
    """The answer in a reply: Zalo's own has a number in `error` and HTTP 200. A token may be refused in between too."""
    found = reply.found
    code = whole(found.get("error"))
    if code is None or (reply.status != HTTPStatus.OK and kind_of(code, "") != "refresh"):
        raise no_sense(reply.status, "This is no answer of Zalo's.")
    return Answer(code, text(found.get("message")), fields(found.get("data")))


def message_id(data: Fields, name: str = "message_id") -> str:
    """Zalo's id of what was sent; counted if there is none, for no receipt will find it."""
    found = identity(data.get(name))
    if not found:
        VARIANTS.labels("message_id", "missing").inc()
    return found
