"""What one message of the Zalo Bot Platform holds: words, a picture, a recording, or what we cannot read."""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.channels.fields import FIRST_MOMENT, LAST_MOMENT, LONGEST_TEXT, Fields, fields, number, text
from handlers.events import Media, MediaKind

# The key that names the file -> what it is; docs and what was captured elsewhere name a picture differently.
FILES: Mapping[str, MediaKind] = {"photo_url": "photo", "photo": "photo", "voice_url": "voice", "voice": "voice"}
MARKS: Mapping[str, str] = {  # the fields that show what a message is, beside its name
    "text": "text",
    "photo_url": "image",
    "photo": "image",
    "sticker": "sticker",
    "voice_url": "voice",
    "voice": "voice",
}
LONGEST_ID = 128
LONGEST_LINK = 2000


def identity(value: object) -> str:
    """An id as text, whether it came as words or as a number; "" if it is none."""
    found = number(value)
    return str(found) if found is not None else text(value).strip()[:LONGEST_ID]


def moment(value: object) -> datetime | None:
    """A time of the platform (milliseconds since 1970, maybe as words), None if it is absurd."""
    said = value if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 16 else None
    milliseconds = int(said) if said else number(value)
    if milliseconds is None or not FIRST_MOMENT * 1000 <= milliseconds < LAST_MOMENT * 1000:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def words_of(message: Fields) -> str:
    """The text and the caption, each letter in one piece (NFC)."""
    said = (text(message.get("text")), text(message.get("caption")))
    return unicodedata.normalize("NFC", "\n".join(part for part in said if part.strip()))[:LONGEST_TEXT]


def media_of(message: Fields) -> Media | None:
    """The picture or recording, to be fetched later."""
    found = ((kind, link(message.get(name))) for name, kind in FILES.items())
    return next((Media(kind, ref=f"{kind}:{url}") for kind, url in found if url), None)


def link(value: object) -> str:
    """A web address, also inside an object; "" if it is none or too long for one."""
    found = text(value) or text(fields(value).get("url"))
    return found if len(found) <= LONGEST_LINK else ""


def kind_by_name(name: str) -> str:
    """text, image, sticker, voice or unsupported, as `message.image.received` says it; "" if it says nothing."""
    parts = name.split(".")
    return parts[1] if len(parts) == 3 and parts[0] == "message" else ""


def kind_by_fields(message: Fields) -> str:
    """The same as the fields show it."""
    return next((kind for name, kind in MARKS.items() if message.get(name)), "unsupported")


def variants(name: str, message: Fields) -> tuple[tuple[str, str], ...]:
    """What we met where sources differ: how a picture is named, whether name and fields say the same."""
    picture = next((key for key in ("photo_url", "photo") if message.get(key)), "")
    by_name, by_fields = kind_by_name(name), kind_by_fields(message)
    agrees = "no_name" if not by_name else "same" if by_name == by_fields else "different"
    return (*((("zalo_bot_picture", picture),) if picture else ()), ("zalo_bot_name", agrees))
