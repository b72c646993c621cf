"""What a transaction keeps of the platforms: each a Protocol that the store fulfils."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from handlers.events import Mark
from referral.ledger import Allowance


class Ledger(Protocol):
    """What may still be sent to whom on a platform that counts."""

    def interacted(self, person_id: str, at: datetime) -> None:
        """The person did something that opens the platform's window."""
        ...

    def of(self, person_id: str, account: str) -> Allowance:
        """What is known of this person and of the account (`account_of`) that writes to them."""
        ...


class Receipts(Protocol):
    """What became of a message after it was sent."""

    def mark(self, person_id: str, message_ids: Sequence[str], mark: Mark) -> None:
        """Keep that these messages arrived or were seen."""
        ...

    def of(self, key: str) -> Mark | None:
        """What the platform told of the message with this key; None if nothing, or if it is not sent."""
        ...
