"""Read a call as the Bot API does: query string, form, multipart or JSON; sub-objects are JSON inside a field."""

import json
from contextlib import suppress

from aiohttp import BodyPartReader, web

from tests.telegram_fake.answers import bad
from tests.telegram_fake.calls import Json, Upload

OBJECTS = frozenset(
    {"reply_markup", "allowed_updates", "commands", "message_ids", "scope", "reply_parameters", "entities",
     "caption_entities", "link_preview_options", "menu_button"}
)  # fmt: skip
NUMBERS = frozenset(
    {"chat_id", "message_id", "offset", "limit", "timeout", "max_connections", "cache_time", "message_thread_id"}
)
FLAGS = frozenset({"protect_content", "disable_notification", "drop_pending_updates", "show_alert"})

Read = tuple[Json, dict[str, Upload]]


async def read_call(request: web.Request) -> Read:
    """Parameters and files. Raises ApiError for what the API could not read either."""
    fields: Json = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        fields |= await read_json(request)
    elif request.content_type == "multipart/form-data":
        await read_multipart(request, fields, files)
    elif request.content_type == "application/x-www-form-urlencoded":
        fields |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return {name: decoded(name, value) for name, value in fields.items()}, files


async def read_json(request: web.Request) -> Json:
    text = await request.text()
    with suppress(ValueError):
        found = json.loads(text or "{}")
        if isinstance(found, dict):
            return found
    raise bad("can't parse JSON object")


async def read_multipart(request: web.Request, fields: Json, files: dict[str, Upload]) -> None:
    """Parts with a file name are files, all others parameters."""
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader) and part.name
        data = bytes(await part.read())
        if part.filename is None:
            fields[part.name] = data.decode()
        else:
            files[part.name] = Upload(part.filename, part.headers.get("Content-Type", ""), data)


def decoded(name: str, value: object) -> object:
    """A field's value with its type. Words stay words whatever they look like."""
    if not isinstance(value, str):
        return value
    if name in NUMBERS:
        return number(value)
    if name in FLAGS:
        return value.lower() in {"true", "1", "yes"}
    return sub_object(name, value) if name in OBJECTS else value


def number(value: str) -> object:
    """The number, or the words as they are (a channel's @name)."""
    with suppress(ValueError):
        return int(value)
    return value


def sub_object(name: str, value: str) -> object:
    """The object inside a field; an empty field is as good as none."""
    if not value:
        return None
    try:
        return json.loads(value)
    except ValueError:
        raise bad(f"can't parse {name} JSON object") from None
