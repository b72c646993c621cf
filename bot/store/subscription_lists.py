"""Subscribers from a list, many in one transaction: who stopped, left, or asked for something else keeps their word."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Executable, bindparam, insert, select, update

from bot.store.campaign_tables import subscription_stops, subscriptions
from bot.store.columns import AnyRow
from bot.store.people import KEY_OF_PERSON, PLAIN, PRIVATE, Private
from bot.store.people import place as person_place
from bot.store.people import subject as person_subject
from bot.store.subscriptions import COLUMNS, SAVE, joined, push_of
from bot.store.tables import keys, people
from bot.store.transaction import Transaction
from handlers.events import Address, Person
from referral.records import dataclass

Fate = Literal["new", "changed", "same", "own", "stopped", "left"]
LIST = "list:"
s = subscriptions.c
MET = (
    select(
        people.c.id, people.c.address_hash, people.c.gone, people.c.sealed, people.c.seen_at, people.c.locale,
        keys.c.ring_key, keys.c.wrapped, *(s[name] for name in COLUMNS if name != "channel"),
    )
    .select_from(people.join(keys, KEY_OF_PERSON).outerjoin(subscriptions, s.person_id == people.c.id))
    .where(people.c.address_hash.in_(bindparam("hashes", expanding=True)))
    .order_by(people.c.id)
)  # fmt: skip
STOPPED = select(subscription_stops.c.who).where(subscription_stops.c.who.in_(bindparam("who", expanding=True)))
MEET, MAKE = insert(people), insert(keys)
MARK = update(people).where(people.c.id == bindparam("this")).values(subscribed=True)
SPEAK = update(people).where(people.c.id == bindparam("this")).values(locale=bindparam("speaks"))
JOIN = (
    update(subscriptions)
    .where(s.person_id == bindparam("this"))
    .values(human=bindparam("of_human"))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """One good line of a list; "" and None are what it does not say."""

    line: int
    address: Address
    locale: str = ""
    commune: str = ""
    province: str = ""
    role: str = ""
    topics: tuple[str, ...] = ()
    person: str = ""  # the same on all lines of one human
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of a line. `met` is whom it names, if we know them; `row` their subscription from now on."""

    fate: Fate
    listed: Listed
    met: AnyRow | None
    row: Mapping[str, object]


class SqlLists:
    """`put` the lines of one list, each address once. `consent` says where they agreed: it is kept with each."""

    def __init__(self, transaction: Transaction, consent: str) -> None:
        self._t = transaction
        self._consent = consent

    def put(self, lines: Sequence[Listed], write: bool = True) -> Counter[Fate]:
        """Subscribe them, and count what became of the lines. The same lines again change nothing."""
        decided = self._decide(lines)
        if write:
            self._meet([one for one in decided if one.fate == "new" and one.met is None])
            self._keep([one for one in decided if one.fate in ("new", "changed")])
            self._join([one for one in decided if one.fate == "own" and one.row])
        return Counter(one.fate for one in decided)

    def _decide(self, lines: Sequence[Listed]) -> list[Decided]:
        met = self._met(lines)
        humans = {listed.line: self._human(listed) for listed in lines}
        who = [*(row.id for row in met.values()), *filter(None, humans.values())]
        stopped = set(self._t.connection.execute(STOPPED, {"who": who}).scalars())
        return [self._one(listed, met.get(listed.line), humans[listed.line], stopped) for listed in lines]

    def _one(self, listed: Listed, met: AnyRow | None, human: str, stopped: set[str]) -> Decided:
        if met is not None and met.source is not None and not met.source.startswith(LIST):
            alone = bool(human) and met.human == met.id  # one copy for this way and the others of the same human
            return Decided("own", listed, met, {"this": met.id, "of_human": human} if alone else {})
        if human in stopped or (met is not None and met.id in stopped):
            return Decided("stopped", listed, met, {})
        if met is not None and met.gone:
            return Decided("left", listed, met, {})
        person_id = met.id if met is not None else self._t.chance.id()
        row = self._row(listed, person_id, human, met)
        if met is None or met.source is None:
            return Decided("new", listed, met, row)
        same = not speaks(listed, met) and all(getattr(met, name) == row[name] for name in COMPARED)
        return Decided("same" if same else "changed", listed, met, row)

    def _row(self, listed: Listed, person_id: str, human: str, met: AnyRow | None) -> Mapping[str, object]:
        """The subscription as the line says it. Whom we met may have said when they may be written to."""
        contact = self._contact(met) if met is not None else ""
        since = listed.since or (met.since if met is not None else None) or self._t.now
        return {
            "person_id": person_id, "channel": listed.address.channel, "human": human or person_id,
            "rank": listed.line, "since": since, "source": f"{LIST}{self._consent}", "commune": listed.commune,
            "province": listed.province, "role": listed.role, "topics": joined(listed.topics),
            "push": push_of(contact),
        }  # fmt: skip

    def _met(self, lines: Sequence[Listed]) -> Mapping[int, AnyRow]:
        """By line: whom we know at these addresses, held until the commit, so that nobody stops meanwhile."""
        by_hash = {
            hashed: listed.line
            for listed in lines
            for hashed in self._t.ring.hashes("address", f"{listed.address.channel}:{listed.address.id}")
        }
        statement = MET if self._t.connection.dialect.name == "sqlite" else MET.with_for_update(of=people)
        rows = self._t.connection.execute(statement, {"hashes": list(by_hash)})
        return {by_hash[row.address_hash]: row for row in rows}

    def _human(self, listed: Listed) -> str:
        """Of one list only: the first pupil of one school is not that of another."""
        return LIST + self._t.ring.hash("human", f"{self._consent}\0{listed.person}") if listed.person else ""

    def _contact(self, met: AnyRow) -> str:
        subject = person_subject(met.id)
        self._t.safe.hold(subject, met)
        return PRIVATE.validate_json(self._t.safe.open(subject, person_place(met.id), met.sealed)).contact

    def _meet(self, decided: Iterable[Decided]) -> None:
        """Make persons of those whom we never met."""
        made = [self._made(one) for one in decided]
        many(self._t.connection, MAKE, [key for key, _ in made])
        many(self._t.connection, MEET, [person for _, person in made])

    def _made(self, one: Decided) -> tuple[Mapping[str, object], Mapping[str, object]]:
        """The data key and the row of a new person."""
        person_id, address = str(one.row["person_id"]), one.listed.address
        subject = person_subject(person_id)
        key = self._t.safe.vault.new_key(subject)
        self._t.safe.held[subject] = key
        sealed = self._t.safe.seal(subject, person_place(person_id), PRIVATE.dump_json(Private(address.id)))
        plain = Person(person_id, address, one.listed.locale or "vi")
        return {"subject": subject, "ring_key": key.ring_key, "wrapped": key.wrapped}, {
            "id": person_id, "channel": address.channel, "officer_id": "", "gone": False, "subscribed": False,
            "address_hash": self._t.ring.hash("address", f"{address.channel}:{address.id}"), "sealed": sealed,
            **{name: getattr(plain, name) for name in PLAIN},
        }  # fmt: skip

    def _keep(self, decided: Sequence[Decided]) -> None:
        many(self._t.connection, SAVE.on(self._t.connection), [one.row for one in decided])
        many(self._t.connection, MARK, [{"this": one.row["person_id"]} for one in decided if one.fate == "new"])
        speakers = [one for one in decided if one.met is not None and speaks(one.listed, one.met)]
        said = [{"this": one.row["person_id"], "speaks": one.listed.locale} for one in speakers]
        many(self._t.connection, SPEAK, said)

    def _join(self, decided: Sequence[Decided]) -> None:
        many(self._t.connection, JOIN, [one.row for one in decided])


COMPARED = tuple(name for name in COLUMNS if name != "channel")


def speaks(listed: Listed, met: AnyRow) -> bool:
    """Whether the list says another language of somebody who never wrote: who wrote has chosen."""
    return met.seen_at is None and bool(listed.locale) and listed.locale != met.locale


def many(connection: Connection, statement: Executable, rows: Sequence[Mapping[str, object]]) -> None:
    """Execute a statement for all rows, if there are any."""
    if rows:
        connection.execute(statement, rows)
