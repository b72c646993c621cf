"""Proof that a copy is worth something: its log is whole, and what is sealed in it opens with the key ring."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from sqlalchemy import Column, Connection, select

from bot.store.audit_chain import Verdict, verify
from bot.store.canary import check_fit
from bot.store.database import Database
from bot.store.outbox import SUBJECT
from bot.store.outbox import place as mail_place
from bot.store.store import Store, Surroundings
from bot.store.tables import cases, outbox, people
from bot.store.vault import Safe, Vault
from bot.store.work import SqlWork

MANY = 200  # of each kind; their ids stand in no order, so it is a sample
MAIL = select(outbox.c.key, outbox.c.sealed).where(outbox.c.sealed.is_not(None)).limit(MANY)


class DoesNotOpen(Exception):
    """Something sealed does not open although the key ring fits: the copy is damaged, so nothing was changed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{self.__doc__} It is among the {what}.")


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found: the log of who did what, and how many sealed things of each kind were opened."""

    log: Verdict
    opened: Mapping[str, int]


def prove(connection: Connection, vault: Vault) -> Proof:
    """Look at a copy. Raises KeyRingDoesNotFit, DoesNotOpen."""
    check_fit(connection, vault.ring)
    safe = Safe(connection, vault)
    safe.load_standing()
    work = Store(Database(connection.engine), vault, Surroundings()).work(connection)
    found = {what: opened(what, look(work)) for what, look in LOOKS.items()}
    return Proof(verify(work.log.rows(), vault.ring), {**found, "messages": opened("messages", mail(connection, safe))})


def opened(what: str, found: Iterable[object]) -> int:
    """How many could be opened; who was erased is none. Raises DoesNotOpen."""
    try:
        return sum(one is not None for one in found)
    except InvalidTag:
        raise DoesNotOpen(what) from None


def sample(work: SqlWork, column: Column[str]) -> Iterable[str]:
    """Some ids of a table."""
    return work.connection.execute(select(column).order_by(column).limit(MANY)).scalars().all()


def some_cases(work: SqlWork) -> Iterable[object]:
    return (work.cases.get(one) for one in sample(work, cases.c.id))


def receipts(work: SqlWork) -> Iterable[object]:
    """The receipts of cases that were not erased."""
    return (work.cases.receipt(one) for one in sample(work, cases.c.id) if work.cases.get(one))


def entries(work: SqlWork) -> Iterable[object]:
    return (entry for one in sample(work, cases.c.id) if work.cases.get(one) for entry in work.history.entries(one))


def some_people(work: SqlWork) -> Iterable[object]:
    return (work.people.get(one) for one in sample(work, people.c.id))


def sessions(work: SqlWork) -> Iterable[object]:
    return (work.people.session(one) for one in sample(work, people.c.id))


def mail(connection: Connection, safe: Safe) -> Iterable[object]:
    """Messages, whether they wait or were sent."""
    rows = connection.execute(MAIL).all()
    return (safe.open(SUBJECT, mail_place("sealed", row.key), row.sealed) for row in rows)


def officers(work: SqlWork) -> Iterable[object]:
    return work.directory.officers.values()


LOOKS: Mapping[str, Callable[[SqlWork], Iterable[object]]] = {
    "cases": some_cases,
    "receipts": receipts,
    "entries": entries,
    "people": some_people,
    "sessions": sessions,
    "officers": officers,
}
