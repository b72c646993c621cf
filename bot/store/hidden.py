"""From whom a case is hidden, as keyed hashes: lists and counts leave it out without opening it."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, bindparam, delete, exists, select

from bot.store.staff_tables import case_hidden
from bot.store.tables import cases
from bot.store.transaction import Transaction
from bot.store.upsert import once
from referral.agencies import Agency, Officer
from referral.case import Case
from referral.conflict import hidden_names, role_name

HIDE = once(case_hidden, "case_id", "who_hash")
SHOW = delete(case_hidden).where(case_hidden.c.case_id == bindparam("this"))
HIDDEN = (
    select(case_hidden.c.case_id)
    .where(case_hidden.c.who_hash.in_(bindparam("hashes", expanding=True)))
    .distinct()
    .order_by(case_hidden.c.case_id)
)
KIND = "hidden"


def keep_hidden(transaction: Transaction, before: Case | None, after: Case) -> None:
    """Bring the rows of a case in line with what it says; `before` is how it was kept until now, if that is known."""
    if before is not None and hidden_names(after) == hidden_names(before):
        return
    transaction.run(SHOW, this=after.id)
    hide(transaction, after)


def hide(transaction: Transaction, case: Case) -> None:
    """Write down from whom a case is hidden that has no rows yet."""
    for name in sorted(hidden_names(case)):
        transaction.run(HIDE, case_id=case.id, who_hash=transaction.ring.hash(KIND, name))


def hidden_from(transaction: Transaction, officer: Officer, agency: Agency) -> Sequence[str]:
    """The cases that are hidden from this officer."""
    return transaction.run(HIDDEN, hashes=hashes_of(transaction, officer, agency)).scalars().all()


def hashes_of(transaction: Transaction, officer: Officer | None, agency: Agency | None) -> Sequence[str]:
    """Under which hashes a case could be hidden from this officer."""
    known = (officer.id, officer.agency) if officer else ()
    return hashes(transaction, (*known, agency.id) if agency else known, agency.role if agency else "")


def hashes(transaction: Transaction, known: Iterable[str], role: str) -> Sequence[str]:
    """Under which hashes a case could be hidden from whoever has these ids and this role, "" for none."""
    every = (*dict.fromkeys(known), *((role_name(role),) if role else ()))
    return [found for name in every for found in transaction.ring.hashes(KIND, name)]


def may_be_seen() -> ColumnElement[bool]:
    """Whether a case is hidden from nobody with one of the hashes `hidden_from` (an expanding list)."""
    mine = case_hidden.c.who_hash.in_(bindparam("hidden_from", expanding=True))
    return ~exists().where(case_hidden.c.case_id == cases.c.id, mine)
