"""Read an update of Telegram, whatever it holds; pure, lenient, and without the client's own types.

Not by `Update.de_json` of the client: it refuses a whole update for one field that is missing, and costs seven times as
much. Here an odd field loses only itself: a child's words reach us even beside a sticker of next year.
"""

import json
from collections.abc import Callable, Mapping

from bot.channels.fields import Fields, fields, identity, moment, number, text
from bot.channels.telegram import content
from bot.channels.telegram.buttons import pressed
from bot.channels.telegram.commands import plain
from handlers.events import Address, IncomingEvent, Presence
from referral.records import dataclass

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")  # what we ask Telegram for
HERE = {"member": True, "kicked": False}
GROUPS = ("group", "supergroup")
QUESTION_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Read:
    """An update: its number, what happened, a button press to acknowledge; or in one word why nothing happened."""

    update: int | None = None
    event: IncomingEvent | Presence | None = None
    press: str = ""
    ignored: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One part of an update with the id its event gets, and who sent it where."""

    id: str
    body: Fields
    kind: str
    chat: Fields

    @property
    def sender(self) -> str:
        """The platform's id of who did this."""
        return identity(fields(self.body.get("from")).get("id"))

    @property
    def address(self) -> Address:
        """Where answers go."""
        return Address("telegram", identity(self.chat.get("id")) or self.sender)


def read_body(body: bytes, bot: str) -> Read | None:
    """The update in the body of a webhook; None if it is no JSON object."""
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return read_update(raw, bot) if isinstance(raw, dict) else None


def read_update(raw: Mapping[str, object], bot: str) -> Read:
    """What an update says; `bot` is the number of our bot. Raises for nothing."""
    update = number(raw.get("update_id"))
    kind = next((kind for kind in KINDS if isinstance(raw.get(kind), Mapping)), "")
    if update is None or not kind:
        return Read(update, ignored="malformed" if update is None else "unknown")
    body = fields(raw[kind])
    event = READERS[kind](Envelope(f"telegram:{bot}:{update}", body, kind, chat_of(body, kind)))
    press = text(body.get("id"))[:QUESTION_LIMIT] if kind == "callback_query" else ""
    return Read(update, None, press, event) if isinstance(event, str) else Read(update, event, press)


def chat_of(body: Fields, kind: str) -> Fields:
    """The chat in which it happened; a button may stand under a message that is gone."""
    return fields((fields(body.get("message")) if kind == "callback_query" else body).get("chat"))


def message(envelope: Envelope) -> IncomingEvent | str:
    """Somebody wrote, or changed what was written."""
    if foreign := not_private(envelope):
        return group_command(envelope) if foreign == "group" else foreign
    event = said(envelope)
    return "service" if event.unread == "other" and content.is_service(envelope.body) else event


def said(envelope: Envelope) -> IncomingEvent:
    """All that a message says."""
    body, edited = envelope.body, envelope.kind == "edited_message"
    words, point, media = plain(content.words_of(body)), content.point_of(body), content.media_of(body)
    phone = content.phone_of(body, envelope.sender)
    return IncomingEvent(
        id=envelope.id,
        address=envelope.address,
        at=moment(body.get("edit_date" if edited else "date")),
        text=words,
        point=point,
        media=media,
        phone=phone,
        edited=edited,
        unread=content.unread(body, taken=bool(words or point or media or phone)),
        message_id=identity(body.get("message_id")),
    )


def group_command(envelope: Envelope) -> IncomingEvent | str:
    """A command in a group is answered with where to write instead; what else people say there is not for us."""
    body = envelope.body
    if (
        envelope.kind != "message"
        or not text(body.get("text")).startswith("/")
        or not identity(envelope.chat.get("id"))
    ):
        return "group"
    return IncomingEvent(envelope.id, envelope.address, moment(body.get("date")), unread="group")


def button(envelope: Envelope) -> IncomingEvent | str:
    """Somebody pressed a button. Telegram does not say when."""
    if foreign := not_private(envelope):
        return foreign
    question, words = pressed(envelope.body)
    return IncomingEvent(envelope.id, envelope.address, None, words, question=question[:QUESTION_LIMIT])


def presence(envelope: Envelope) -> Presence | str:
    """Somebody blocked us, or is back."""
    if foreign := not_private(envelope):
        return foreign
    here = HERE.get(text(fields(envelope.body.get("new_chat_member")).get("status")))
    return "unknown" if here is None else Presence(envelope.id, envelope.address, here)


def not_private(envelope: Envelope) -> str:
    """Why this does not come from one person alone with us, in one word; "" if it does."""
    sender, chat = fields(envelope.body.get("from")), envelope.chat
    if sender.get("is_bot") is True:
        return "bot"
    if text(chat.get("type")) in GROUPS:
        return "group"
    gone = envelope.kind == "callback_query" and not chat
    alone = chat.get("type") == "private" and identity(chat.get("id")) == envelope.sender
    return "" if envelope.sender and (alone or gone) else "malformed"


READERS: Mapping[str, Callable[[Envelope], IncomingEvent | Presence | str]] = {
    "message": message,
    "edited_message": message,
    "callback_query": button,
    "my_chat_member": presence,
}
