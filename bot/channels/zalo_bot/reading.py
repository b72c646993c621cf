"""Read an update of the Zalo Bot Platform in either of its shapes; pure, lenient, an odd field loses only itself."""

import hashlib
import json
from collections.abc import Sequence

from bot.channels.fields import Fields, fields, items, text
from bot.channels.zalo_bot import content
from bot.channels.zalo_bot.content import identity
from handlers.events import Address, IncomingEvent
from referral.records import dataclass

PRIVATE = "PRIVATE"
Variants = tuple[tuple[str, str], ...]  # what was met where sources differ: (of what, which)


@dataclass(frozen=True, slots=True)
class Read:
    """An update: what happened, or in one word why nothing did; and which variants of the protocol it showed."""

    event: IncomingEvent | None = None
    ignored: str = ""
    variants: Variants = ()


@dataclass(frozen=True, slots=True)
class Update:
    """An update without its wrapping."""

    shape: str  # bare, wrapped
    name: str
    message: Fields

    @property
    def sender(self) -> Fields:
        """Who wrote."""
        return fields(self.message.get("from"))

    @property
    def chat(self) -> str:
        """Where answers go; alone with us a person's chat has their own id."""
        return identity(fields(self.message.get("chat")).get("id")) or identity(self.sender.get("id"))


def read_body(body: bytes, bot: str) -> Read | None:
    """The update in the body of a webhook; None if it is no JSON object."""
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return read_update(raw, bot) if isinstance(raw, dict) else None


def updates_in(result: object) -> Sequence[Fields]:
    """The updates in an answer of getUpdates: one object, though some have met a list."""
    found = items(result) or (result,)
    return [fields(one) for one in found if fields(one)]


def read_update(raw: Fields, bot: str) -> Read:
    """What an update says; `bot` is our own id, "" while it is not known. Raises for nothing."""
    update = unwrapped(raw)
    if not update.message:
        return Read(ignored="unknown" if update.name else "malformed")
    variants = (("zalo_bot_shape", update.shape), *content.variants(update.name, update.message))
    if foreign := not_a_person(update, bot):
        return Read(ignored=foreign, variants=variants)
    return Read(said(update), variants=variants)


def unwrapped(raw: Fields) -> Update:
    """The update itself: under `result` as the documents show it, or bare as it was seen; the message decides."""
    inside = fields(raw.get("result"))
    wrapped = bool(fields(inside.get("message"))) or (bool(inside) and not fields(raw.get("message")))
    found = inside if wrapped else raw
    name = text(found.get("event_name")) or text(raw.get("event_name"))
    return Update("wrapped" if wrapped else "bare", name, fields(found.get("message")))


def not_a_person(update: Update, bot: str) -> str:
    """Why this is nobody's word to us: our own message come back, another bot, or nobody to answer; "" if it is."""
    sender = update.sender
    if sender.get("is_bot") is True or (bot and identity(sender.get("id")) == bot):
        return "bot"
    return "" if update.chat else "malformed"


def said(update: Update) -> IncomingEvent:
    """All that a message says; in a group, where only what names us arrives, that we take nothing there."""
    message, at = update.message, content.moment(update.message.get("date"))
    number = identity(message.get("message_id"))
    address, event_id = Address("zalo_bot", update.chat), f"zalo_bot:{number or fingerprint(update)}"
    if in_group(update):
        return IncomingEvent(event_id, address, at, unread="group")
    words, media = content.words_of(message), content.media_of(message)
    unread = not (words or media)
    return IncomingEvent(event_id, address, at, words, media=media, unread="words" if unread else "", message_id=number)


def in_group(update: Update) -> bool:
    """Whether others read along. Where the kind of chat is not said, a person's own chat has their id."""
    kind = text(fields(update.message.get("chat")).get("chat_type"))
    sender = identity(update.sender.get("id"))
    return kind != PRIVATE if kind else bool(sender) and sender != update.chat


def fingerprint(update: Update) -> str:
    """What tells a message without an id from others; the same message again has the same."""
    message = update.message
    media = content.media_of(message)
    parts = (update.chat, identity(message.get("date")), content.words_of(message), media.ref if media else "")
    return "?" + hashlib.sha256("\n".join(parts).encode()).hexdigest()
