"""Read what an event of Zalo says, whatever it holds; pure, lenient: an odd field loses only itself."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from hashlib import sha256

from bot.channels.fields import fields
from bot.channels.zalo_oa.buttons import pressed
from bot.channels.zalo_oa.content import SENDS, content_of
from bot.channels.zalo_oa.envelope import (
    RECEIPTS,
    Envelope,
    Event,
    Variant,
    by_phone,
    envelope_of,
    ids_written,
    is_hashed,
    message_ids,
)
from bot.channels.zalo_oa.shapes import decoded, identity, moment, phone, words
from handlers.events import Address, Happening, IncomingEvent, Mark, Presence, Receipt, TakeOver, Withdrawal
from referral.records import dataclass

HAND_BACK = "#bot"  # what a human of the account writes when we may answer again
MARKS: Mapping[str, Mark] = {"received": "delivered", "seen": "seen"}


@dataclass(frozen=True, slots=True)
class Read:
    """What happened, or in one word why nothing did; the account if its id is beyond doubt; the variants met."""

    happened: tuple[IncomingEvent | Happening, ...] = ()
    ignored: str = ""
    oa: str = ""
    variants: tuple[Variant, ...] = ()


def event_in(body: bytes, oas: Collection[str] = ()) -> Event | None:
    """The event of a body, or None; `oas` are the accounts known to be ours."""
    raw = decoded(body)
    return None if raw is None or "event_name" not in raw else Event(raw, sha256(body).hexdigest()[:24], oas)


def read(event: Event) -> Read:
    """What an event says. Raises for nothing."""
    reader = reader_of(event.name)
    if isinstance(reader, str):
        return Read(ignored=reader)
    envelope = envelope_of(event)
    if not envelope.oa or not envelope.user or envelope.oa == envelope.user:
        return Read(ignored="malformed")
    found = reader(envelope)
    oa = envelope.oa if envelope.sure else ""
    return replace(found, oa=oa, variants=(ids_written(event), *found.variants))


def reader_of(name: str) -> "Reader | str":
    """Who reads this event, or why nobody does."""
    if name in READERS:
        return READERS[name]
    nobody = "group" if "group" in name else "unknown"
    return next((reader for start, reader in STARTS.items() if name.startswith(start)), nobody)


def said(envelope: Envelope) -> Read:
    """Somebody wrote or sent something, or pressed a button, which looks the same."""
    content = content_of(envelope.event.message, envelope.name)
    question, text = pressed(content.text)
    first = IncomingEvent(
        id=said_once(envelope),
        address=envelope.address,
        at=envelope.at,
        text=text,
        point=content.point,
        media=next(iter(content.media), None),
        question=question,
        unread=content.unread,
        message_id=envelope.message_id,
    )
    more = (
        IncomingEvent(f"{first.id}:{n}", first.address, first.at, media=media, message_id=first.message_id)
        for n, media in enumerate(content.media[1:], 2)
    )
    return Read((first, *more), variants=content.variants)


def said_once(envelope: Envelope) -> str:
    """The id of a message; without Zalo's own, that of its very bytes, so that no second one is lost."""
    if envelope.message_id:
        return f"zalo_oa:{envelope.oa}:{envelope.message_id}"
    return envelope.once(envelope.event.mark)


def submitted(envelope: Envelope) -> Read:
    """Somebody filled in the form for their data: of all that we take the telephone number."""
    info = fields(envelope.event.raw.get("info"))
    shape = ("info", "new" if {"full_address", "user_dob", "gender"} & info.keys() else "old")
    number = phone(info.get("phone"))
    if not number:
        return Read(ignored="no_phone", variants=(shape,))
    return Read((IncomingEvent(envelope.once(), envelope.address, envelope.at, phone=number),), variants=(shape,))


def answered(envelope: Envelope) -> Read:
    """Somebody pressed the quick answer of a template message; its message id is that of the template."""
    message = envelope.event.message
    question, text = pressed(words(message.get("data")))
    if not text.strip():
        return Read(ignored="empty")
    at = moment(message.get("submit_time")) or envelope.at
    once = envelope.once(f"{identity(envelope.event.raw.get('msg_id'))}:{identity(message.get('submit_time'))}")
    return Read((IncomingEvent(once, address_of(envelope), at, text, question=question),))


def came(envelope: Envelope) -> Read:
    """Somebody follows the account, or opens the chat: they may not know what to write."""
    return Read((Presence(envelope.once(), envelope.address, True, envelope.at, greet=True),))


def left(envelope: Envelope) -> Read:
    """Somebody does not follow the account any more."""
    return Read((Presence(envelope.once(), envelope.address, False, envelope.at),))


def receipt(envelope: Envelope) -> Read:
    """Messages of ours arrived or were seen."""
    ids, shape = message_ids(envelope.event)
    met = (shape, direction(envelope))
    if not ids or is_hashed(envelope):
        return Read(ignored="hashed" if ids else "malformed", variants=met)
    mark = MARKS[RECEIPTS[envelope.name]]
    at = moment(envelope.event.message.get("delivery_time")) or envelope.at
    return Read((Receipt(envelope.once(" ".join(ids)), address_of(envelope), at, mark, ids),), variants=met)


def direction(envelope: Envelope) -> Variant:
    """Who is named as the sender of a receipt."""
    known = "oa" if envelope.oa == envelope.event.id_in("sender") else "user"
    return f"{RECEIPTS[envelope.name]}_sender", known if envelope.sure else "unknown"


def address_of(envelope: Envelope) -> Address:
    """The person, by telephone number where a template message was sent to one."""
    number = by_phone(envelope)
    return Address("zns", number) if number else envelope.address


def echoed(envelope: Envelope) -> Read:
    """The account wrote: we did, or a human of the deployer's in Zalo's own app."""
    if not identity(fields(envelope.event.raw.get("sender")).get("admin_id")):
        return Read(ignored="echo")
    back = words(envelope.event.message.get("text")).strip().casefold() == HAND_BACK
    return Read((TakeOver(said_once(envelope), envelope.address, envelope.at, back, envelope.message_id),))


def withdrawn(envelope: Envelope) -> Read:
    """Somebody told Zalo that we must forget them."""
    return Read((Withdrawal(envelope.once(), envelope.address, envelope.at),))


Reader = Callable[[Envelope], Read]
READERS: Mapping[str, Reader | str] = {
    "follow": came,
    "unfollow": left,
    "user_click_chatnow": came,
    "user_submit_info": submitted,
    "user_click_response_button": answered,
    "user_withdraw": withdrawn,
    **dict.fromkeys(RECEIPTS, receipt),
    "user_reacted_message": "reaction",
    "oa_reacted_message": "reaction",
    "add_user_to_tag": "tag",
    "remove_user_from_tag": "tag",
    "change_template_status": "template",
    "change_oa_daily_quota": "quota",
    "user_feedback": "feedback",
}
STARTS: Mapping[str, Reader | str] = {  # in this order
    "user_send_group_": "group",
    "oa_send_group_": "group",
    "anonymous_": "anonymous",
    SENDS: said,  # also what Zalo will invent next year: a child's words reach us beside it
    "oa_send_": echoed,
}
