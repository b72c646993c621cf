"""Read what a page sends, within limits: the parser of the web, after which nothing is untyped."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiohttp import BodyPartReader, MultipartReader, StreamReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.web.parts import LANGUAGES, BadInput
from bot.web.words import BAD_POINT, BROKEN, EMPTY, TOO_LARGE, TOO_LONG
from handlers.events import MediaKind
from referral.records import dataclass

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
ID = re.compile(r"[A-Za-z0-9_-]{1,80}")  # of a row of ours, in an address
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
QUESTION_LIMIT = 200
JSON_LIMIT = 256 * 1024
BODY_SECONDS = 600.0  # a photo on a slow line takes minutes; whoever drips for longer only holds a place
NO_FORM = (ValueError, AssertionError, LookupError, EOFError, RuntimeError, HttpProcessingError)  # aiohttp's, broken
KINDS: Mapping[str, MediaKind] = {"photo": "photo", "voice": "voice"}


@dataclass(frozen=True, slots=True)
class Said:
    """What one press of "send" carries; `id` is the page's own and stays the same when it tries again."""

    id: str
    text: str = ""
    question: str = ""
    point: tuple[float, float] | None = None
    locale: str = ""  # only when the language of the page is news
    kind: MediaKind | None = None
    data: bytes = b""


def number_in(text: str, most: int) -> int:
    """The whole number in a text, no more than `most`; 0 where there is none."""
    if not (text.isascii() and text.isdecimal()):
        return 0
    digits = text.lstrip("0")
    return most if len(digits) > len(str(most)) else min(int(digits or "0"), most)


def read_token(header: str) -> str:
    """The secret of `Authorization: Bearer …`."""
    return check(TOKEN, header.removeprefix("Bearer "))


def check(pattern: re.Pattern[str], value: object) -> str:
    """The value if it is a text of exactly this pattern."""
    if isinstance(value, str) and pattern.fullmatch(value):
        return value
    raise BadInput(BROKEN)


async def read_said(request: web.Request, max_text: int, max_upload: int) -> Said:
    """What a page sent to /chat/send, as JSON or as a form with a file."""
    if request.content_type == "multipart/form-data":
        return said_with_file(await read_parts(request, max_upload))
    return said_in(read_object(await read_limited(request.content, JSON_LIMIT)), max_text)


def read_object(body: bytes) -> Mapping[str, object]:
    """The JSON object in a body."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise BadInput(BROKEN) from None
    if not isinstance(found, dict):
        raise BadInput(BROKEN)
    return found


def said_in(found: Mapping[str, object], max_text: int) -> Said:
    """What a JSON object says: {id, text, question?, lat?, lon?, lang?}."""
    text = text_of(found, "text")
    if len(text) > max_text:
        raise BadInput(TOO_LONG, 413)
    question = text_of(found, "question")[:QUESTION_LIMIT]
    said = Said(check(CLIENT_ID, found.get("id")), text, question, point_of(found), language_of(found))
    if not text.strip() and said.point is None:
        raise BadInput(EMPTY)
    return said


def text_of(found: Mapping[str, object], name: str) -> str:
    """A text field, "" if it is missing."""
    value = found.get(name) or ""
    if not isinstance(value, str):
        raise BadInput(BROKEN)
    return clean(value)


def clean(text: str) -> str:
    """The text without what no database can keep: NUL and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def language_of(found: Mapping[str, object]) -> str:
    """A language we speak, "" if none is named."""
    named = text_of(found, "lang")
    return named if named in LANGUAGES else ""


def point_of(found: Mapping[str, object]) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, None where none is given."""
    if found.get("lat") is None and found.get("lon") is None:
        return None
    return degrees(found.get("lat"), 90), degrees(found.get("lon"), 180)


def degrees(value: object, most: int) -> float:
    """A number between -most and +most."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        raise BadInput(BAD_POINT)
    return float(value)


async def read_parts(request: web.Request, max_upload: int) -> Mapping[str, bytes]:
    """The fields of a multipart form by name, each within the limit; a form has few of them."""
    try:
        return await parts_of(await request.multipart(), max_upload)
    except NO_FORM:
        raise BadInput(BROKEN) from None


async def parts_of(reader: MultipartReader, max_upload: int) -> Mapping[str, bytes]:
    """At most eight plain parts of a form."""
    found: dict[str, bytes] = {}
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or len(found) >= 8:
            raise BadInput(BROKEN)
        found[part.name or ""] = await read_limited(part, max_upload)
    return found


async def read_limited(source: StreamReader | BodyPartReader, limit: int) -> bytes:
    """Everything of a stream, refused as soon as it is longer than the limit in bytes, or takes too long."""
    body = bytearray()
    async with in_time():
        while chunk := await (source.read_chunk() if isinstance(source, BodyPartReader) else source.readany()):
            body += chunk
            if len(body) > limit:
                raise BadInput(TOO_LARGE, 413)
    return bytes(body)


@asynccontextmanager
async def in_time() -> AsyncIterator[None]:
    """Read a body here: one that does not end is given up."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            yield
    except TimeoutError:
        raise BadInput(BROKEN, 408) from None


def said_with_file(parts: Mapping[str, bytes]) -> Said:
    """What a form with a file says: {id, kind, file, question?, lang?}."""
    words = {name: parts.get(name, b"").decode("utf-8", "replace") for name in ("id", "kind", "question", "lang")}
    kind = KINDS.get(words["kind"])
    if kind is None or not parts.get("file"):
        raise BadInput(BROKEN)
    question = text_of(words, "question")[:QUESTION_LIMIT]
    client_id = check(CLIENT_ID, words["id"])
    return Said(client_id, "", question, None, language_of(words), kind, parts["file"])
