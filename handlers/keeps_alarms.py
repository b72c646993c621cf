"""What a transaction keeps of alarms: a Protocol that the store fulfils."""

from collections.abc import Sequence
from typing import Protocol

from referral.alarms import Raised, Trouble


class Alarms(Protocol):
    """The alarms that stand, as all processes see them together."""

    def all(self) -> Sequence[Raised]:
        """Every one. To read: not locked."""
        ...

    def locked(self) -> Sequence[Raised]:
        """Every one, until the end of the transaction for us alone."""
        ...

    def save(self, raised: Raised) -> None: ...
    def drop(self, trouble: Trouble) -> None: ...
