"""From whom a case is hidden, as keyed hashes: lists and counts leave it out without opening it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, bindparam, delete, exists

from bot.store.staff_tables import case_hidden
from bot.store.tables import cases
from bot.store.transaction import Transaction
from bot.store.upsert import once
from referral.agencies import Agency, Officer
from referral.case import Case
from referral.conflict import hidden_names, role_name

HIDE = once(case_hidden, "case_id", "who_hash")
SHOW = delete(case_hidden).where(case_hidden.c.case_id == bindparam("this"))
KIND = "hidden"


def keep_hidden(transaction: Transaction, before: Case | None, after: Case) -> None:
    """Bring the rows of a case in line with what it says; `before` is how it was kept until now, if that is known."""
    hidden = hidden_names(after)
    if before is not None and hidden == hidden_names(before):
        return
    if before is not None:
        transaction.run(SHOW, this=after.id)
    for name in sorted(hidden):
        transaction.run(HIDE, case_id=after.id, who_hash=transaction.ring.hash(KIND, name))


def hashes_of(transaction: Transaction, officer: Officer | None, agency: Agency | None) -> Sequence[str]:
    """Under which hashes a case could be hidden from this officer."""
    known = [officer.id] if officer else []
    known += [agency.id, role_name(agency.role)] if agency else []
    return [found for name in known for found in transaction.ring.hashes(KIND, name)]


def may_be_seen() -> ColumnElement[bool]:
    """Whether a case is hidden from nobody with one of the hashes `hidden_from` (an expanding list)."""
    mine = case_hidden.c.who_hash.in_(bindparam("hidden_from", expanding=True))
    return ~exists().where(case_hidden.c.case_id == cases.c.id, mine)
