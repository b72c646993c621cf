"""What every event of Zalo has around its content: its name, whose account, which person, when; and its own id."""

from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256

from bot.channels.fields import Fields, fields, items
from bot.channels.zalo_oa.shapes import identity, is_number, moment, written, zns_phone
from handlers.events import Address
from referral.records import dataclass

Variant = tuple[str, str]  # what Zalo's documents disagree about, and what we met
RECEIPTS: Mapping[str, str] = {"user_received_message": "received", "user_seen_message": "seen"}


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it came. `mark` tells this body from every other, `oas` are accounts that are known to be ours."""

    raw: Fields
    mark: str
    oas: Collection[str] = ()

    @property
    def name(self) -> str:
        return identity(self.raw.get("event_name"))

    @property
    def timestamp(self) -> str:
        """Zalo's time as it is written; it is part of what is signed."""
        return written(self.raw.get("timestamp"))

    @property
    def message(self) -> Fields:
        return fields(self.raw.get("message"))

    def id_in(self, name: str) -> str:
        """The id of the sender, the recipient or the follower."""
        return identity(fields(self.raw.get(name)).get("id"))

    @property
    def possible_oas(self) -> tuple[str, ...]:
        """Every id that may be the account's."""
        return (identity(self.raw.get("oa_id")), self.id_in("recipient"), self.id_in("sender"))


@dataclass(frozen=True, slots=True)
class Envelope:
    """An event of one person with one account of ours. `sure`: the account's id is beyond doubt."""

    event: Event
    oa: str
    user: str
    sure: bool = True

    @property
    def name(self) -> str:
        return self.event.name

    @property
    def at(self) -> datetime | None:
        """When it happened, as far as Zalo says something sensible."""
        return moment(self.event.raw.get("timestamp"))

    @property
    def address(self) -> Address:
        """The person at this account; ids are each account's own."""
        return Address("zalo_oa", f"{self.oa}:{self.user}")

    @property
    def message_id(self) -> str:
        """The id of the message that it brings or is about."""
        return identity(self.event.message.get("msg_id"))

    def once(self, subject: str = "") -> str:
        """The id of something without a message id: account, name, time, and whom or what it concerns.

        The person is in it as a digest, for ids of events stand in the log.
        """
        event = self.event
        when = event.timestamp if identity(event.timestamp) else event.mark
        about = sha256(f"{when}:{self.user}:{subject}".encode("utf-8", "backslashreplace")).hexdigest()[:24]
        return f"zalo_oa:{self.oa}:{event.name}:{when[:20]}:{about}"


def envelope_of(event: Event) -> Envelope:
    """Whose account it is and which person: by `oa_id` where there is one, else by who sends to whom."""
    sender, recipient = event.id_in("sender"), event.id_in("recipient")
    if oa := identity(event.raw.get("oa_id")):
        return Envelope(event, oa, person_of(event, oa))
    if event.name in RECEIPTS:
        known = sender in event.oas or recipient in event.oas
        return Envelope(event, *((recipient, sender) if recipient in event.oas else (sender, recipient)), sure=known)
    return Envelope(event, *((sender, recipient) if event.name.startswith("oa_") else (recipient, sender)))


def person_of(event: Event, oa: str) -> str:
    """The person of an event that names its account."""
    named = (identity(event.raw.get("user_id")), event.id_in("follower"), event.id_in("sender"))
    return next((who for who in (*named, event.id_in("recipient")) if who and who != oa), "")


def ids_written(event: Event) -> Variant:
    """Whether ids came as texts, as they should, or as numbers."""
    raw, of = event.raw, (fields(event.raw.get(name)).get("id") for name in ("sender", "recipient", "follower"))
    met = (*of, raw.get("oa_id"), raw.get("user_id"), raw.get("app_id"), event.message.get("msg_id"))
    return "id", "number" if any(map(is_number, met)) else "text"


def message_ids(event: Event) -> tuple[tuple[str, ...], Variant]:
    """The messages that a receipt is about, in whichever of two ways it lists them."""
    listed = tuple(filter(None, map(identity, items(event.message.get("msg_ids")))))
    single = identity(event.message.get("msg_id"))
    ids = tuple(dict.fromkeys((*listed, single) if single else listed))
    return ids, ("msg_ids", "list" if listed else "single")


def of_template(envelope: Envelope) -> bool:
    """Whether it is about a template message, which may have been sent to a telephone number."""
    return bool({"delivery_time", "tracking_id", "submit_time"} & envelope.event.message.keys())


def by_phone(envelope: Envelope) -> str:
    """The telephone number of an event of a template message, 84…; "" for every other event."""
    return zns_phone(envelope.user) if of_template(envelope) else ""


def is_hashed(envelope: Envelope) -> bool:
    """Whether Zalo names a person only by the digest of a number: we cannot tell who that is."""
    return of_template(envelope) and not by_phone(envelope) and not envelope.user.isdecimal()
