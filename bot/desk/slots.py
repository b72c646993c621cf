"""How many messages are under way at once: whatever else is being sent, an urgent one finds a slot."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.events import Lane

MOST = 64
CALM = 48  # replies, downloads and bulk together
BULK = 16
WORTH = 8  # fewer are not worth a claim of their own: the next that ends makes room for more


@dataclass(frozen=True, slots=True)
class Room:
    """How many more may be claimed, of the lanes down to this one."""

    most: int
    last: Lane


def room(under_way: Mapping[Lane, int]) -> Room:
    """The room that is left beside what is under way, by lane."""
    bulk = under_way.get("bulk", 0)
    calm = under_way.get("reply", 0) + under_way.get("fetch", 0) + bulk
    free = MOST - under_way.get("urgent", 0) - calm
    free_calm = min(free, CALM - calm)
    free_bulk = min(free_calm, BULK - bulk)
    if free_bulk >= WORTH:
        return Room(free_bulk, "bulk")
    return Room(free_calm, "fetch") if free_calm >= WORTH else Room(free, "urgent")
