"""What a transaction keeps of the platforms: each a Protocol that the store fulfils."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from handlers.events import Copy, Mark
from referral.channel_health import Standing
from referral.ledger import Allowance, Quota


class Ledger(Protocol):
    """What may still be sent to whom on a platform that counts."""

    def interacted(self, person_id: str, at: datetime) -> None:
        """The person did something that opens the platform's window: what waited for that may go now."""
        ...

    def of(self, person_id: str, account: str) -> Allowance:
        """What is known of this person and of the account (`account_of`) that writes to them."""
        ...

    def quotas(self) -> Mapping[str, Mapping[str, Quota]]:
        """What is known of the quotas of every account. To read: not locked."""
        ...


class Receipts(Protocol):
    """What became of a message after it was sent."""

    def mark(self, person_id: str, message_ids: Sequence[str], mark: Mark) -> None:
        """Keep that these messages of this person arrived or were seen, once; unknown ones are let go."""
        ...

    def too_early(self, person_id: str, message_ids: Sequence[str]) -> bool:
        """Whether one of these is unknown and may be the id of what is being sent to this person at this moment."""
        ...

    def of(self, key: str) -> Mark | None:
        """What the platform told of the message with this key; None if nothing, or if it is not sent."""
        ...

    def of_alert(self, case_id: str, officer_id: str, since: datetime) -> Mark | None:
        """The most that is known, on any of an officer's ways, of what they were sent of a case since an alert."""
        ...

    def is_ours(self, person_id: str, message_id: str) -> bool:
        """Whether we sent this message, or are sending something to this person at this moment."""
        ...

    def held_up(self, person_id: str) -> bool:
        """Whether something urgent is tried again later here, and whatever comes after it waits with it."""
        ...

    def copies(self, keys: Sequence[str]) -> Sequence[Copy]:
        """What became of the messages with these keys, of those that were written at all."""
        ...


class Channels(Protocol):
    """How the channels stand, as all processes see them together."""

    def all(self) -> Sequence[Standing]:
        """Every channel that was ever looked at. To read: not locked."""
        ...

    def of(self, channel: str) -> Standing | None:
        """How this one stands, locked; None if nobody has looked yet."""
        ...

    def save(self, changed: Standing) -> None: ...
    def bad(self) -> frozenset[str]:
        """The channels that are known to be ill now; what is urgent should go another way first."""
        ...

    def used_by(self, person_ids: Sequence[str]) -> Mapping[str, str]:
        """On which channel each of these persons is; cheap, nothing sealed is opened."""
        ...
