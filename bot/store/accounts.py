"""Accounts of the console: found by the keyed hash of the name that is typed; names and secrets are sealed."""

import unicodedata
from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import bindparam, insert, select, update

from bot.store.columns import AnyRow
from bot.store.staff_tables import accounts
from bot.store.transaction import Transaction
from referral.agencies import Directory
from referral.records import dataclass
from referral.staff import Account, Grant, grant_of

GET = select(accounts).where(accounts.c.id == bindparam("account"))
BY_NAME = select(accounts).where(accounts.c.name_hash.in_(bindparam("hashes", expanding=True)))
EVERY = select(accounts).order_by(accounts.c.created_at, accounts.c.id)
ADD = insert(accounts)
SAVE = update(accounts).where(accounts.c.id == bindparam("this"))


@dataclass(frozen=True, slots=True)
class Private:
    """What of an account is sealed; `secret` is the second factor's, "" while there is none."""

    name: str
    shown: str
    secret: str = ""
    next_secret: str = ""  # offered, until a code of it was typed


PRIVATE = TypeAdapter(Private)


class SqlAccounts:
    """`handlers.keeps_accounts.Accounts`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def get(self, account_id: str) -> Account | None:
        """The account with this id."""
        row = self._t.run(GET, account=account_id).first()
        return self._account(row) if row else None

    def by_name(self, name: str) -> Account | None:
        """The account with this typed name, however it is written."""
        hashes = self._t.ring.hashes("account", canonical(name))
        row = self._t.run(BY_NAME, hashes=hashes).first()
        return self._account(row) if row else None

    def every(self) -> Sequence[Account]:
        """All of them, the oldest first."""
        return [self._account(row) for row in self._t.run(EVERY)]

    def add(self, account: Account, created_by: str) -> None:
        """A new account, without a password; its name must not be taken: ask `by_name` first."""
        self._t.safe.make(subject(account.id))
        private = seal_private(self._t, account.id, Private(account.name, account.shown))
        self._t.run(
            ADD, id=account.id, name_hash=self._t.ring.hash("account", canonical(account.name)), sealed=private,
            role=account.role, officer_id=account.officer, province=account.province, password="",
            second_factor=False, disabled=account.disabled, created_at=self._t.now, created_by=created_by,
            failures=0, failed_at=None, last_step=0,
        )  # fmt: skip

    def grant(self, account_id: str, directory: Directory) -> Grant | None:
        """What this account grants now; None if there is none, or it is closed."""
        account = self.get(account_id)
        return grant_of(account, directory) if account else None

    def close(self, account_id: str, closed: bool) -> None:
        """Close it, or open it again."""
        self._t.run(SAVE, this=account_id, disabled=closed)

    def _account(self, row: AnyRow) -> Account:
        private = open_private(self._t, row)
        return Account(
            id=row.id, name=private.name, role=row.role, shown=private.shown, officer=row.officer_id,
            province=row.province, disabled=row.disabled, created_at=row.created_at, password=bool(row.password),
            second_factor=row.second_factor,
        )  # fmt: skip


def seal_private(transaction: Transaction, account_id: str, private: Private) -> bytes:
    """What of an account only the vault can read."""
    return transaction.safe.seal(subject(account_id), place(account_id), PRIVATE.dump_json(private))


def open_private(transaction: Transaction, row: AnyRow) -> Private:
    """What is sealed in this account's row."""
    return PRIVATE.validate_json(transaction.safe.open(subject(row.id), place(row.id), row.sealed))


def canonical(name: str) -> str:
    """A typed name as it is looked up."""
    return unicodedata.normalize("NFC", name).strip().casefold()


def subject(account_id: str) -> str:
    """Whose data key seals an account."""
    return f"account:{account_id}"


def place(account_id: str) -> str:
    """Where an account's sealed bytes belong."""
    return f"accounts.sealed/{account_id}"
