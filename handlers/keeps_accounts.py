"""What a transaction keeps of accounts: who may log in, what opens them, who sits where; each a Protocol."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Protocol

from referral.agencies import Directory
from referral.credentials import Tries
from referral.records import dataclass
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

    def close(self, account_id: str, closed: bool) -> None:
        """Close it, or open it again."""
        ...


@dataclass(frozen=True, slots=True)
class Credential:
    """What opens an account; each secret is "" while there is none."""

    account: str
    password: str = field(repr=False)  # its argon2 hash
    secret: str = field(repr=False)  # of the second factor
    offered: str = field(repr=False)  # of the one that is being set up
    tries: Tries


class Credentials(Protocol):
    """Password, second factor, recovery codes and invite links of accounts, and the wrong tries of them."""

    def of(self, account_id: str, lock: bool = False) -> Credential | None:
        """What opens this account; locked, nobody else counts a try of it until the commit."""
        ...

    def count_try(self, account_id: str) -> Tries:
        """One more try, counted before it is looked at, so that many at once are many; how it was before."""
        ...

    def set_tries(self, account_id: str, tries: Tries) -> None:
        """As after a right try: it is as if it had not been counted."""
        ...

    def set_password(self, account_id: str, hashed: str) -> None:
        """Keep the hash of a password; "" and there is none."""
        ...

    def offer_factor(self, account_id: str, secret: str) -> None:
        """A second factor that counts once a code of it was typed; the one before counts until then."""
        ...

    def take_factor(self, account_id: str, step: int) -> None:
        """The offered second factor is the account's from now on, without the code just typed."""
        ...

    def void(self, account_id: str) -> None:
        """Nothing that was set opens the account any more."""
        ...

    def use_step(self, account_id: str, step: int) -> bool:
        """Use the code of this step up; False if it or a later one was used before."""
        ...

    def new_codes(self, account_id: str, once: str) -> Sequence[str]:
        """Recovery codes for those there were; the same form sent twice gets the same ones again."""
        ...

    def has_codes(self, account_id: str, once: str) -> bool:
        """Whether the account's recovery codes were made by this very form."""
        ...

    def use_code(self, account_id: str, code: str) -> bool:
        """Use a recovery code up; False if it is none, or used."""
        ...

    def codes_left(self, account_id: str) -> int:
        """How many recovery codes are not used."""
        ...

    def invite(self, account_id: str, expires_at: datetime, once: str) -> str:
        """The secret of a link by which somebody sets password and second factor; those before lead nowhere."""
        ...

    def invited(self, token: str, used: bool = False) -> str:
        """The account whose invite link has this secret, "" if it is over; `used` ones too if that is asked."""
        ...

    def end_invites(self, account_id: str) -> None:
        """The unused links of this account lead nowhere from now on."""
        ...

    def mark(self, kind: str, text: str) -> str:
        """128 bits that only who has the key ring can make of a text."""
        ...

    def marks(self, kind: str, text: str) -> Sequence[str]:
        """The same by every key that there is, the current one's first."""
        ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a session came to be: from which network address, with which browser; `mark` names the form that did it."""

    source: str = ""
    browser: str = ""
    mark: str = ""


class Seats(Protocol):
    """The open sessions of accounts."""

    def latest(self) -> Mapping[str, datetime]:
        """When each account was last logged in to, by its id, as far back as sessions are kept."""
        ...

    def end_account(self, account_id: str, but: str = "") -> int:
        """End every session of this account but the one with this id; how many."""
        ...
