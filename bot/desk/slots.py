"""How many messages are under way at once: whatever else is being sent, an urgent one finds a slot."""

from collections.abc import Mapping

from handlers.events import Lane
from referral.records import dataclass

MOST = 64
CALM = 48  # replies, downloads and bulk together
SLOW = 16  # downloads and bulk together: a file server that hangs holds back no answer
WORTH = 8  # fewer are not worth a claim of their own: the next that ends makes room for more


@dataclass(frozen=True, slots=True)
class Room:
    """How many more may be claimed, of the lanes down to this one."""

    most: int
    last: Lane


def room(under_way: Mapping[Lane, int]) -> Room:
    """The room that is left beside what is under way, by lane."""
    slow = under_way.get("fetch", 0) + under_way.get("bulk", 0)
    calm = under_way.get("reply", 0) + slow
    free = MOST - under_way.get("urgent", 0) - calm
    free_calm = min(free, CALM - calm)
    free_slow = min(free_calm, SLOW - slow)
    if free_slow >= WORTH:
        return Room(free_slow, "bulk")
    return Room(free_calm, "reply") if free_calm >= WORTH else Room(free, "urgent")
