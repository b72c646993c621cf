"""What one message of a Zalo user holds: words, a place, pictures, recordings and files, or none of these."""

import json
from collections.abc import Mapping, Sequence

from bot.channels.fields import LONGEST_TEXT, Fields, fields, items
from bot.channels.zalo_oa.envelope import Variant
from bot.channels.zalo_oa.shapes import count, identity, point, words
from handlers.events import Media, MediaKind, Unread
from referral.records import dataclass

MOST_BYTES = 20 * 1024 * 1024
MOST_PARTS = 10
LONGEST_URL = 4000
LONGEST_CARD = 5000
SENDS = "user_send_"
KINDS: Mapping[str, MediaKind] = {
    "image": "photo",
    "gif": "photo",
    "audio": "voice",
    "voice": "voice",
    "video": "video",
}
# A picture sent "as a file" is read like one sent as a photo: only so it gets a copy without its metadata.
BY_ENDING: Mapping[str, MediaKind] = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "heic", "heif"), "photo"),
    **dict.fromkeys(("mp4", "mov", "3gp", "mkv", "webm"), "video"),
    **dict.fromkeys(("mp3", "m4a", "aac", "amr", "ogg", "wav", "opus"), "voice"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One attachment; `kind` is Zalo's word for it."""

    kind: str
    payload: Fields


@dataclass(frozen=True, slots=True)
class Content:
    """All that a message says."""

    text: str = ""
    point: tuple[float, float] | None = None
    media: Sequence[Media] = ()
    unread: Unread = ""
    variants: tuple[Variant, ...] = ()


def content_of(message: Fields, name: str) -> Content:
    """What a message says; `name` is its event's, for attachments that do not say what they are."""
    parts = parts_of(message, name.removeprefix(SENDS))
    cards = any(part.kind == "business_card" for part in parts)
    said = "" if cards else words(message.get("text"))  # beside a card stands its person's name, which is no answer
    text = with_links(said, parts)
    place = next(filter(None, (place_in(part) for part in parts)), None)
    media = tuple(filter(None, map(media_of, parts)))
    taken = bool(text.strip() or place or media)
    return Content(text, place, media, unread(taken, cards), tuple(gifs(parts, name)))


def parts_of(message: Fields, named: str) -> tuple[Part, ...]:
    """The attachments."""
    found = message.get("attachments")
    listed = (found,) if isinstance(found, Mapping) else items(found)
    return tuple(part_of(fields(one), named) for one in listed[:MOST_PARTS])


def part_of(attachment: Fields, named: str) -> Part:
    """One attachment; a card of a contact may call itself a link."""
    payload, kind = fields(attachment.get("payload")), identity(attachment.get("type")).lower() or named
    return Part("business_card" if named == "business_card" or is_card(kind, payload) else kind, payload)


def is_card(kind: str, payload: Fields) -> bool:
    """Whether a link is the card of a contact: its description is JSON with a telephone number."""
    written = payload.get("description")
    if kind != "link" or not isinstance(written, str) or not written.startswith("{") or len(written) > LONGEST_CARD:
        return False
    try:
        card = json.loads(written)
    except (ValueError, RecursionError):
        return False
    return isinstance(card, dict) and bool({"phone", "qrCodeUrl"} & card.keys())


def with_links(said: str, parts: Sequence[Part]) -> str:
    """The words, and each address that was shared and does not stand in them."""
    urls = (url_of(part) for part in parts if part.kind == "link")
    return "\n".join(filter(None, (said, *(url for url in urls if url not in said))))[:LONGEST_TEXT]


def url_of(part: Part) -> str:
    """Where the content is; "" if that is no address."""
    url = words(part.payload.get("url")).strip()
    return url if url and len(url) <= LONGEST_URL and not any(map(str.isspace, url)) else ""


def place_in(part: Part) -> tuple[float, float] | None:
    """The place of a pin."""
    if part.kind != "location":
        return None
    return point(part.payload.get("coordinates")) or point(part.payload)


def media_of(part: Part) -> Media | None:
    """A picture, recording or file, to be downloaded later, or too large for that."""
    kind, url = kind_of(part), url_of(part)
    if kind is None or not url:
        return None
    problem = "too_large" if count(part.payload.get("size")) > MOST_BYTES else ""
    return Media(kind, ref=f"{kind}:{url}", problem=problem)


def kind_of(part: Part) -> MediaKind | None:
    """What sort of file it is; of those sent as a file the ending tells."""
    if part.kind != "file":
        return KINDS.get(part.kind)
    named = words(part.payload.get("name")).rpartition(".")[2]
    endings = (words(part.payload.get("type")).lower().lstrip("."), named.lower())
    return next((BY_ENDING[ending] for ending in endings if ending in BY_ENDING), "document")


def unread(taken: bool, cards: bool) -> Unread:
    """What we could not take, given whether we took anything."""
    return "" if taken else "contact" if cards else "other"


def gifs(parts: Sequence[Part], name: str) -> list[Variant]:
    """Which way a moving picture came: by its own event, or as a file."""
    moving = [part for part in parts if "gif" in (part.kind, words(part.payload.get("type")).lower())]
    return [("gif", "file" if name == f"{SENDS}file" else "gif")] if moving else []
