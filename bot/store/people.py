"""Persons, found by the keyed hash of their address, and where each stands in a conversation."""

from dataclasses import replace

from pydantic import TypeAdapter
from sqlalchemy import BigInteger, String, bindparam, delete, func, insert, literal_column, select, text, update

from bot.store.campaign_tables import campaign_copies, subscription_stops, subscriptions
from bot.store.columns import AnyRow
from bot.store.subscriptions import PUSH, push_of
from bot.store.tables import (
    ERASED,
    PAST,
    PENDING,
    case_people,
    cases,
    keys,
    ledger_people,
    mailbox,
    outbox,
    people,
    sessions,
)
from bot.store.transaction import Transaction
from bot.store.upsert import upsert
from flows.model import Session
from handlers.events import Address, Person
from referral.records import dataclass

KEY_OF_PERSON = keys.c.subject == literal_column("'person:'", String) + people.c.id
FIND = select(people, keys.c.ring_key, keys.c.wrapped).join_from(people, keys, KEY_OF_PERSON)
AT = FIND.where(people.c.address_hash == bindparam("hash"))
LOCKED_AT = AT.with_for_update(of=people, key_share=True)
LOCK_NEW = select(func.pg_advisory_xact_lock(bindparam("number", type_=BigInteger)))
GET = FIND.where(people.c.id == bindparam("person_id"))
ADD = insert(people)
SAVE = update(people).where(people.c.id == bindparam("person_id"))
SESSION = select(sessions.c.sealed).where(sessions.c.person_id == bindparam("person_id"))
SAVE_SESSION = upsert(sessions, ["person_id"], ["sealed", "updated_at"])
END_SESSION = delete(sessions).where(sessions.c.person_id == bindparam("this"))
CLOSED = select(cases.c.id).where(cases.c.status == "closed")
UNFOLLOW = delete(case_people).where(case_people.c.person_id == bindparam("this"), case_people.c.case_id.in_(CLOSED))
EMPTY = update(outbox).values(sealed=None, platform_id=None, trace_hash=None)
THEIRS = EMPTY.where(outbox.c.person_id == bindparam("this"))
FORGET = (
    END_SESSION,
    delete(mailbox).where(mailbox.c.person_id == bindparam("this")),
    delete(ledger_people).where(ledger_people.c.person_id == bindparam("this")),
    delete(subscriptions).where(subscriptions.c.person_id == bindparam("this")),
    delete(subscription_stops).where(subscription_stops.c.who == bindparam("this")),
    update(campaign_copies).where(campaign_copies.c.person_id == bindparam("this")).values(trace_hash=None),
    THEIRS.where(text(PAST)),  # this and the next: each found by an index of its own
    THEIRS.where(text(PENDING)).values(state="dead", problem=ERASED),
)

PLAIN = (
    "locale", "last_event_at", "seen_at", "told_clearing", "receipt_misses", "pranks", "human_until"
)  # fmt: skip
OTHERS = ("address", "officer_id", "gone", "subscribed")  # what others change


@dataclass(frozen=True, slots=True)
class Private:
    """What of a person is sealed: the platform's ids of them and their messages, and when it is safe to write."""

    id: str
    contact: str = ""
    traces: tuple[str, ...] = ()


PRIVATE = TypeAdapter(Private)
SESSIONS = TypeAdapter(Session)


class SqlPeople:
    """`handlers.work.People`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def at(self, address: Address) -> Person:
        """The person at this address, locked; made if we never met."""
        hashes = self._t.ring.hashes("address", f"{address.channel}:{address.id}")
        return self._locked(hashes) or self._met_meanwhile(hashes) or self._meet(address, hashes[0])

    def find(self, address: Address) -> Person | None:
        """The person at this address, not locked; None if we never met: asking leaves no trace."""
        hashes = self._t.ring.hashes("address", f"{address.channel}:{address.id}")
        return next((self._person(row) for row in (self._t.run(AT, hash=h).first() for h in hashes) if row), None)

    def get(self, person_id: str) -> Person | None:
        """The person, not locked; None if unknown or erased."""
        if person_id in self._t.known.people:
            return self._t.known.people[person_id]
        row = self._t.run(GET, person_id=person_id).one_or_none()
        return self._person(row) if row else None

    def save(self, person: Person) -> None:
        """Keep all but OTHERS: `staff` changes `officer_id` and `gone`, `subscriptions` whether they are subscribed."""
        values = columns(person)
        self._t.run(SAVE, person_id=person.id, sealed=self._seal(person), **values)
        if person.subscribed:
            self._t.run(PUSH, this=person.id, push=push_of(person.contact))
        known = self._t.known.people
        if before := known.get(person.id):
            stay = {name: getattr(before, name) for name in OTHERS}
            known[person.id] = replace(person, **stay)

    def session(self, person_id: str) -> Session | None:
        """Where the person stands; None if nowhere."""
        known = self._t.known
        if person_id in known.sessions:
            return known.sessions[person_id]
        session = self._session(self._t.run(SESSION, person_id=person_id).scalar_one_or_none(), person_id)
        if person_id in known.people:
            known.sessions[person_id] = session
        return session

    def save_session(self, person_id: str, session: Session | None) -> None:
        """Keep where the person stands; None ends the conversation."""
        known = self._t.known
        if person_id in known.people:
            known.sessions[person_id] = session
        if session is None:
            self._t.run(END_SESSION, this=person_id)
            return
        plain = SESSIONS.dump_json(session)
        sealed = self._t.safe.seal(subject(person_id), f"sessions.sealed/{person_id}", plain)
        self._t.run(SAVE_SESSION, person_id=person_id, sealed=sealed, updated_at=self._t.now)

    def unfollow_closed(self, person_id: str) -> None:
        """From now on this person follows open cases only."""
        self._t.run(UNFOLLOW, this=person_id)

    def erase(self, person_id: str) -> None:
        """Forget who this was: the key, the address, the session and all mail. Cases stay."""
        self._t.safe.erase(subject(person_id))
        self._t.known.forget_person(person_id)
        self._t.run(
            SAVE, person_id=person_id, address_hash=f"erased:{person_id}", sealed=b"", officer_id="", subscribed=False
        )
        for statement in FORGET:
            self._t.run(statement, this=person_id)

    def _locked(self, hashes: list[str]) -> Person | None:
        for address_hash in hashes:
            if row := self._t.run(LOCKED_AT, hash=address_hash).first():
                return self._held(self._person(row))
        return None

    def _held(self, person: Person) -> Person:
        """The same; this transaction holds the row from now on."""
        self._t.known.forget_person(person.id)  # a session read before the lock may be an old one
        self._t.known.people[person.id] = person
        return person

    def _session(self, sealed: bytes | None, person_id: str) -> Session | None:
        if sealed is None:
            return None
        return SESSIONS.validate_json(self._t.safe.open(subject(person_id), f"sessions.sealed/{person_id}", sealed))

    def _met_meanwhile(self, hashes: list[str]) -> Person | None:
        """On PostgreSQL two writers may meet somebody new at once: the second waits and looks again."""
        if self._t.connection.dialect.name == "sqlite":
            return None
        self._t.run(LOCK_NEW, number=lock_number(hashes[0]))
        return self._locked(hashes)

    def _meet(self, address: Address, address_hash: str) -> Person:
        person = Person(self._t.chance.id(), address)
        self._t.safe.make(subject(person.id))
        own = {"id": person.id, "channel": address.channel, "officer_id": "", "gone": False, "subscribed": False}
        values = columns(person) | own
        self._t.run(ADD, address_hash=address_hash, sealed=self._seal(person), **values)
        return self._held(person)

    def _seal(self, person: Person) -> bytes:
        plain = PRIVATE.dump_json(Private(person.address.id, person.contact, person.traces))
        return self._t.safe.seal(subject(person.id), place(person.id), plain)

    def _person(self, row: AnyRow) -> Person:
        self._t.safe.hold(subject(row.id), row)
        private = PRIVATE.validate_json(self._t.safe.open(subject(row.id), place(row.id), row.sealed))
        return Person(
            id=row.id,
            address=Address(row.channel, private.id),
            locale=row.locale,
            officer_id=row.officer_id,
            last_event_at=row.last_event_at,
            seen_at=row.seen_at,
            contact=private.contact,
            told_clearing=row.told_clearing,
            receipt_misses=row.receipt_misses,
            subscribed=row.subscribed,
            gone=row.gone,
            pranks=row.pranks,
            human_until=row.human_until,
            traces=private.traces,
        )


def columns(person: Person) -> dict[str, object]:
    """The plain columns of a person that may change."""
    return {name: getattr(person, name) for name in PLAIN}


def subject(person_id: str) -> str:
    """Whose data key seals a person's content."""
    return f"person:{person_id}"


def place(person_id: str) -> str:
    """Where a person's sealed bytes belong."""
    return f"people.sealed/{person_id}"


def lock_number(address_hash: str) -> int:
    """A number below 2**60 for PostgreSQL's advisory lock."""
    return int(address_hash[-15:], 16)
