"""Who of a page gets a copy now, and in which form: by whether this is a trial, and by word of the ledger."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.channels import Asks, Channel, Send
from bot.desk.planning import Books
from bot.store.campaign_copies import Outcome, Recipient
from bot.store.outbox import Parcel
from bot.store.work import SqlWork
from handlers.events import OutgoingMessage
from referral.ledger import Verdict
from referral.ledger_terms import TERMS, account_of
from referral.records import dataclass

ASKED_AGAIN = timedelta(seconds=10)  # for what waits until the platform was asked about a quota
KIND = "campaign"  # the template that a deployer may have for campaigns


@dataclass(slots=True, eq=False)
class Wording:
    """A message that many people get alike; `post` sends it, once it is built."""

    message: OutgoingMessage
    post: Send | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A copy that is to be handed over now."""

    person_id: str
    address: str
    wording: Wording
    attempts: int
    paid: bool = False


class Plan:
    """The verdicts of one page. `asked`: accounts whose platform was asked already what is left."""

    def __init__(self, work: SqlWork, channel: Channel, ends_at: datetime, asked: frozenset[str]) -> None:
        self._work = work
        self._channel = channel
        self._ends_at = ends_at
        self._asked = asked
        self._books: Books | None = None
        self.unknown: dict[str, str] = {}  # account -> an address of it, to ask the platform about

    def open_books(self, people: Sequence[Recipient]) -> None:
        """What the ledger knows of these people, if their channel is one that counts."""
        if self._channel.name in TERMS and people:
            self._books = Books(self._work, {one.person_id: self._account(one) for one in people})

    def verdict(self, one: Recipient, wording: Wording) -> Letter | Outcome:
        """A copy to hand over, or what else becomes of it."""
        verdict, paid = self._asks(one, wording), False
        if verdict.kind == "other_way" and has_template(self._channel, wording.message):
            wording = as_template(wording)
            verdict, paid = self._asks(one, wording), True
        if verdict.kind == "now":
            return Letter(one.person_id, one.address.id, wording, one.attempts, verdict.paid or paid)
        if verdict.kind == "later" and verdict.when:
            return self._later(one, verdict.reason, verdict.when)
        return Outcome(one.person_id, "failed", "window" if verdict.kind == "other_way" else verdict.reason)

    def _asks(self, one: Recipient, wording: Wording) -> Verdict:
        if self._books is None:
            return Verdict("now")
        return self._books.verdict(Parcel(0, one.person_id, one.address, wording.message, 1, self._work.now))

    def _later(self, one: Recipient, reason: str, when: datetime) -> Outcome:
        """It waits; nobody knows what is left until the platform is asked, which is done once for each account."""
        account = self._account(one)
        if reason == "unknown" and isinstance(self._channel, Asks) and account not in self._asked:
            self.unknown.setdefault(account, one.address.id)
            when = self._work.now + ASKED_AGAIN
        return put_off(one.person_id, reason, when, self._ends_at)

    def _account(self, one: Recipient) -> str:
        return account_of(one.address.channel, one.address.id)


def put_off(person_id: str, reason: str, when: datetime, ends_at: datetime) -> Outcome:
    """It waits until then; not at all if the run is over by then."""
    if when >= ends_at:
        return Outcome(person_id, "skipped", reason)
    return Outcome(person_id, "waiting", reason, due_at=when)


def has_template(channel: Channel, message: OutgoingMessage) -> bool:
    """Whether it can go as a template, and is not one already."""
    return KIND in channel.templates and message.act == "say" and message.notice is not None


def as_template(wording: Wording) -> Wording:
    return Wording(replace(wording.message, act="notice"))
