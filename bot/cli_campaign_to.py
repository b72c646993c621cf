"""To whom `langnghe campaign test` may send: to oneself, and to whom the campaign may reach."""

from bot.settings import Settings
from bot.store.work import SqlWork
from bot.trial import OUTSIDE, operator_in, testers_in
from handlers.campaign_words import Reader
from handlers.events import Address, Person
from handlers.speaking import SILENT


class BadRecipient(Exception):
    """--to is written telegram:ID, zalo_oa:OA:ID, zalo_bot:ID or webchat:ID: correct it."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class UnknownRecipient(Exception):
    """Nobody at this address has written to us, or they hid or blocked us: let them write first, then try again."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NotForTests(Exception):
    """A test goes to an officer, a tester, the operator, or a subscriber whom campaigns may reach: choose another."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def is_ours(person: Person, settings: Settings) -> bool:
    """Whether this is an officer's way, a tester or the operator."""
    return bool(person.officer_id) or person.address in {*testers_in(settings), operator_in(settings)}


def reader_of(work: SqlWork, person: Person) -> Reader:
    """Who reads it, with the place that they subscribed for."""
    known = work.subscriptions.of(person.id)
    place = (known.commune, known.province) if known else ("", "")
    return Reader(person.address.channel, person.locale, *place)


def address_of(text: str) -> Address:
    """Who is meant by --to. Raises BadRecipient."""
    channel, _, person = text.partition(":")
    outside = channel in OUTSIDE and OUTSIDE[channel].fullmatch(person)
    if not person or not (outside or channel == "webchat"):
        raise BadRecipient
    return Address(channel, person)


def known(work: SqlWork, address: Address) -> Person:
    """The person at this address, if they may be written to. Raises UnknownRecipient."""
    person = work.people.find(address)
    if person is None or person.gone or person.contact in SILENT:
        raise UnknownRecipient
    return person
