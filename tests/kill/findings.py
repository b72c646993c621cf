"""What is in the database after the deaths, held against what people and officers heard."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from bot.store import Store
from bot.store.outbox import SUBJECT, place
from bot.store.tables import alerts, case_people, cases, outbox, people
from bot.store.vault import Safe
from handlers.events import Address
from tests.telegram_fake import FakeTelegram, Sent

UNSENT = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')"
SENDING = "SELECT id, attempts, person_id FROM outbox WHERE state = 'sending'"
WAITING = "SELECT count(*) FROM inbox"
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Claim:
    """A message marked as being sent, which try of it this was, and to which person."""

    message: int
    attempt: int
    person: str


@dataclass(frozen=True, slots=True)
class Death:
    """When the process was dead, by `time.monotonic()`, and what it was sending."""

    at: float
    claims: frozenset[Claim]


@dataclass(frozen=True, slots=True)
class Told:
    """A message that went out: to whom, on what, the platform's id of it, what became of it."""

    address: Address
    platform_id: str
    state: str


def database(folder: Path) -> Path:
    return folder / "langnghe.db"


def asked(folder: Path, question: str) -> list[tuple[object, ...]]:
    """Rows of the database, read beside the program or after its death."""
    connection = sqlite3.connect(database(folder), timeout=10)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def unfinished(folder: Path) -> int:
    """How much is still to be sent or to be handled."""
    return sum(int(str(row[0])) for question in (UNSENT, WAITING) for row in asked(folder, question))


def died(at: float, folder: Path, before: Sequence[Death]) -> Death:
    """The death of this moment; what only an earlier one had claimed was not being sent now."""
    rows = asked(folder, SENDING)
    marked = {Claim(int(str(message)), int(str(attempt)), str(person)) for message, attempt, person in rows}
    return Death(at, frozenset(marked.difference(*(death.claims for death in before))))


class Findings:
    """Reads the database once the program is gone."""

    def __init__(self, store: Store, connection: Connection) -> None:
        self._work = store.work(connection)
        self._safe = Safe(connection, store.vault)
        self._all = connection.execute
        self.addresses = {row.id: self._address(row.id) for row in self._all(select(people.c.id))}

    def cases_of(self) -> Mapping[Address, list[str]]:
        """The cases of each person who reported."""
        found: dict[Address, list[str]] = {}
        for row in self._all(select(case_people)):
            found.setdefault(self.addresses[row.person_id], []).append(row.case_id)
        return found

    def case_count(self) -> int:
        return len(self._all(select(cases.c.id)).all())

    def words_in(self, case_id: str) -> str:
        """All that was said in a case."""
        return "\n".join(entry.text for entry in self._work.history.entries(case_id))

    def messages(self) -> Sequence[Told]:
        """All that was to be sent."""
        return [
            Told(self.addresses[row.person_id], self._platform_id(row.id, row.platform_id), row.state)
            for row in self._all(select(outbox))
        ]

    def alerts_not_heard(self, fake: FakeTelegram) -> list[tuple[str, int]]:
        """The alerts that are on no way of the officer: case and number."""
        heard = {officer: "\n".join(self._heard(officer, fake)) for officer in self._work.directory.officers}
        rows = self._all(select(alerts.c.n, alerts.c.officer, cases.c.number).join_from(alerts, cases))
        return [(row.number, row.n) for row in rows if row.number not in heard[row.officer]]

    def chats(self, death: Death) -> Counter[str]:
        """To which chat how many messages were being sent when it died."""
        return Counter(self.addresses[claim.person].id for claim in death.claims)

    def alert_count(self) -> int:
        return len(self._all(select(alerts.c.n)).all())

    def _heard(self, officer_id: str, fake: FakeTelegram) -> Iterator[str]:
        for way in (linked.person_id for linked in self._work.staff.ways(officer_id)):
            address = self.addresses[way]
            if address.channel == "telegram":
                yield from (message.text for message in fake.sent(int(address.id)))
            else:
                yield from (mail.message.text for mail in self._work.mailbox.after(way, 0, MOST))

    def _address(self, person_id: str) -> Address:
        person = self._work.people.get(person_id)
        assert person
        return person.address

    def _platform_id(self, number: int, sealed: bytes | None) -> str:
        return self._safe.open(SUBJECT, place("platform_id", str(number)), sealed).decode() if sealed else ""


@dataclass(frozen=True, slots=True)
class Repeats:
    """Messages that reached a chat although the program has no record of it: each was sent again later.

    `not_taken`: the fake could not hand over its answer. `last_instant`: it could, but the process died before it had
    written that down. `unexplained`: neither, so a fault of ours.
    """

    not_taken: Sequence[Sent]
    last_instant: Sequence[Sent]
    unexplained: Sequence[Sent]

    def lag(self, deaths: Sequence[Death]) -> float:
        """The most seconds between an answer and the death before it was written down."""
        sent = [(one.call, next(death.at for death in deaths if one.call.at <= death.at)) for one in self.last_instant]
        return max((at - call.answered_at for call, at in sent), default=0.0)


def repeats(fake: FakeTelegram, told: Sequence[Told], deaths: Sequence[tuple[Death, Counter[str]]]) -> Repeats:
    """Sort what is on Telegram without a record; with each death, how many were being sent to which chat."""
    recorded = {(one.address.id, one.platform_id) for one in told if one.address.channel == "telegram"}
    extra = [sent for sent in fake.sent() if (str(sent.chat_id), str(sent.message_id)) not in recorded]
    not_taken = [sent for sent in extra if sent.call.outcome != "answered"]
    instant = [sent for sent in extra if sent.call.outcome == "answered" and excused(sent, deaths)]
    return Repeats(not_taken, instant, [sent for sent in extra if sent not in not_taken and sent not in instant])


def excused(sent: Sent, deaths: Sequence[tuple[Death, Counter[str]]]) -> bool:
    """Whether a death took the record: the call was made before it, and the message was marked as being sent."""
    for death, chats in deaths:
        if sent.call.at <= death.at:  # the first death after the call
            chats[str(sent.chat_id)] -= 1
            return chats[str(sent.chat_id)] >= 0
    return False
