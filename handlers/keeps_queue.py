"""What a transaction keeps for the queue: cases as a list asks for them, saved views; each a Protocol."""

from collections.abc import Sequence
from typing import Protocol

from referral.case import Case
from referral.queue import Filter, Mark, Reach
from referral.records import dataclass


class Standing(Protocol):
    """One row of the queue before anything of it is opened."""

    @property
    def mark(self) -> Mark: ...
    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...


class Queue(Protocol):
    """Lists of cases: what a reach has and a filter wants, and never one that is in conflict with whoever looks."""

    def page(self, reach: Reach, wanted: Filter, after: Mark | None, most: int) -> Sequence[tuple[Mark, Case]]:
        """The cases behind the mark, at most so many, in the order of the queue. To read: nothing is locked."""
        ...

    def standings(self, reach: Reach, wanted: Filter, after: Mark | None, most: int) -> Sequence[Standing]:
        """The same, nothing opened."""
        ...

    def count(self, reach: Reach, wanted: Filter, most: int) -> int:
        """How many there are; at most so many are counted."""
        ...

    def find(self, reach: Reach, number: str) -> bool:
        """Whether the case with this number is one of those that this reach has, open or closed."""
        ...


@dataclass(frozen=True, slots=True)
class SavedView:
    """A filter that somebody wants to find again. `query` is as it stands in the address of the list."""

    id: str
    name: str
    query: str


class SavedViews(Protocol):
    """Each belongs to one account or, without one, to one officer's way in; names are content."""

    def of(self, owner: str) -> Sequence[SavedView]:
        """All of them, by name."""
        ...

    def save(self, owner: str, view: SavedView) -> None:
        """Keep it, new or renamed."""
        ...

    def drop(self, owner: str, view_id: str) -> None: ...
