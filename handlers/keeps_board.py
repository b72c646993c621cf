"""What a transaction counts for the board; a Protocol that the store fulfils."""

from collections.abc import Sequence
from typing import Protocol

from referral.board import Places, Tally, View
from referral.records import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dangerous places a list shows; "" and False are any. `state` "waiting": open or not yet confirmed."""

    kind: str = ""
    state: str = "waiting"
    commune: str = ""
    overdue: bool = False


class Board(Protocol):
    """Counts and lists for the board. What is hidden from whoever looks is left out unopened; nothing is locked."""

    def cases(self, view: View) -> Sequence[Tally]:
        """How many open cases each commune has, of those whose line the view may see."""
        ...

    def places(self, view: View) -> Sequence[Places]:
        """How many dangerous places each commune of the view has that are not made safe."""
        ...

    def listed(self, view: View, wanted: Wanted, most: int, after: int = 0) -> Sequence[str]:
        """The ids of the places of the view that are wanted, the first due first; so many of them, after so many."""
        ...

    def reports(self, view: View, hazard_ids: Sequence[str]) -> dict[str, int]:
        """How many reports of these places the view may know of, by the place's id."""
        ...

    def rescues(self, view: View, most: int) -> Sequence[str]:
        """The numbers of open rescues whose line the view may see, the most urgent first."""
        ...
