"""What stands at the door of the console: the hashing of passwords, and how wrong tries slow down who makes them."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta

from aiohttp import web

from bot.passwords import Hashing
from referral.credentials import Tries, one_less, one_more, still_to_wait
from referral.records import dataclass

AT_MOST = 20_000  # network addresses and names remembered; the ones longest not seen go first


class Slowing:
    """Wrong tries by network address and by names nobody has, and wrong codes by account; all of it in memory.

    Accounts keep their wrong tries in the database too.
    """

    def __init__(self) -> None:
        self._tries: OrderedDict[str, Tries] = OrderedDict()

    def wait(self, who: str, now: datetime) -> timedelta:
        """How long until the next try of this one is looked at."""
        return still_to_wait(self._tries.get(who, Tries()), now)

    def count(self, who: str, now: datetime) -> Tries:
        """One more, counted before it is looked at; how it was before."""
        before = self._tries.get(who, Tries())
        self.put(who, one_more(before, now))
        return before

    def count_all(self, everybody: Sequence[str], now: datetime) -> Mapping[str, Tries]:
        """Count each of them; how each was before."""
        return {who: self.count(who, now) for who in everybody}

    def forgive(self, counted: Mapping[str, Tries]) -> None:
        """These tries were not wrong; what others got wrong meanwhile stays."""
        for who, before in counted.items():
            self.put(who, one_less(self._tries.get(who, Tries()), before))

    def put(self, who: str, tries: Tries) -> None:
        """Keep the tries of this one."""
        self._tries[who] = tries
        self._tries.move_to_end(who)
        if len(self._tries) > AT_MOST:
            self._tries.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Door:
    """One for the whole program."""

    hashing: Hashing = field(default_factory=Hashing)
    slowing: Slowing = field(default_factory=Slowing)


DOOR = web.AppKey("door", Door)
