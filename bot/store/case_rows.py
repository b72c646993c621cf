"""A row of the cases as a case: whose key seals it, where its bytes belong, and what if they were changed."""

from collections.abc import Iterable
from contextlib import suppress

from pydantic import TypeAdapter
from sqlalchemy import String, literal_column, select

from bot.store.columns import AnyRow
from bot.store.tables import cases, keys
from bot.store.transaction import Transaction
from bot.store.vault import UNREADABLE
from referral.case import Case

CASES = TypeAdapter(Case)
KEY_OF_CASE = keys.c.subject == literal_column("'case:'", String) + cases.c.id
FIND = select(
    cases.c.id, cases.c.sealed, cases.c.sealed_receipt, keys.c.ring_key, keys.c.wrapped
).join_from(cases, keys, KEY_OF_CASE)  # fmt: skip


def readable(transaction: Transaction, rows: Iterable[AnyRow]) -> list[Case]:
    """The cases of these rows that can be opened: one whose bytes were changed must not hide the others."""
    found = []
    for row in rows:
        with suppress(*UNREADABLE):  # whoever asks for that one alone is told, and its timer says so in the log
            found.append(opened(transaction, row))
    return found


def opened(transaction: Transaction, row: AnyRow) -> Case:
    """The case of a row that came with its key."""
    transaction.safe.hold(subject(row.id), row)
    return CASES.validate_json(transaction.safe.open(subject(row.id), place(row.id), row.sealed))


def subject(case_id: str) -> str:
    """Whose data key seals a case's content."""
    return f"case:{case_id}"


def place(case_id: str) -> str:
    """Where a case's sealed bytes belong."""
    return f"cases.sealed/{case_id}"


def receipt_place(case_id: str) -> str:
    """Where a receipt's sealed bytes belong."""
    return f"cases.sealed_receipt/{case_id}"
