"""What a transaction keeps for the console: each a Protocol that the store fulfils."""

from collections.abc import Sequence
from typing import Protocol

from referral.agencies import Directory
from referral.merging import Merge
from referral.staff import Account, Grant


class Accounts(Protocol):
    """Who may log in with a password and a code."""

    def get(self, account_id: str) -> Account | None: ...
    def by_name(self, name: str) -> Account | None:
        """The account with this typed name, however it is written."""
        ...

    def every(self) -> Sequence[Account]:
        """All of them, the oldest first."""
        ...

    def add(self, account: Account, created_by: str) -> None:
        """A new account, without a password; its name must not be taken: ask `by_name` first."""
        ...

    def grant(self, account_id: str, directory: Directory) -> Grant | None:
        """What this account grants now; None if there is none, or it is closed."""
        ...


class Merges(Protocol):
    """Cases that became part of others, and that it was undone."""

    def add(self, merge: Merge) -> None: ...
    def of(self, case_id: str) -> Merge | None:
        """The merge of this case that was not undone."""
        ...

    def undo(self, merge: Merge, officer_id: str) -> None:
        """The case stands by itself again; who joined the followers of the other one through it leaves them."""
        ...
