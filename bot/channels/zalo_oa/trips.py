"""What of each message has gone: a second try goes on where the first one stopped, and says nothing twice."""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import field

from bot.channels.fields import Fields
from bot.channels.zalo_oa.sending import Body
from referral.records import dataclass

MOST = 2000  # messages remembered; of one that is forgotten a part may be said twice, and none is lost
Part = tuple[bytes, int]  # which body, and how many of its like went before it
Task = asyncio.Task[Fields]
Call = Callable[[], Coroutine[object, object, Fields]]


@dataclass(frozen=True, slots=True)
class To:
    """A person as one account knows them."""

    account: str
    user: str

    @classmethod
    def at(cls, address: str) -> "To":
        """`<oa_id>:<user_id>`."""
        account, _, user = address.partition(":")
        return cls(account, user)


@dataclass(frozen=True, slots=True)
class Trip:
    """One try to say one message to one person; `gone` are the parts of this try and those before."""

    to: To
    key: str
    gone: dict[Part, Task] = field(repr=False)
    met: Counter[bytes] = field(default_factory=Counter, repr=False)

    async def part(self, body: Body, call: Call) -> Fields:
        """What Zalo answers to this part, or answered before. The call goes on when whoever waits gives up."""
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).digest()
        part = digest, self.met[digest]
        if part not in self.gone:
            task = self.gone[part] = asyncio.create_task(call())
            task.add_done_callback(lambda done: self._ended(part, done))
        data = await asyncio.shield(self.gone[part])
        self.met[digest] += 1
        return data

    def _ended(self, part: Part, task: Task) -> None:
        """What went wrong has not gone."""
        if task.cancelled() or task.exception():
            del self.gone[part]


class Trips:
    """The messages that are under way, in this process."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._gone: dict[tuple[To, str], dict[Part, Task]] = {}

    def begin(self, to: To, key: str) -> Trip:
        """A try; it knows what went in those before."""
        gone = self._gone[to, key] = self._gone.pop((to, key), {})
        for oldest in list(self._gone)[: -self._most]:
            del self._gone[oldest]
        return Trip(to, key, gone)

    def end(self, trip: Trip) -> None:
        """All of it was said."""
        self._gone.pop((trip.to, trip.key), None)

    async def finish(self) -> None:
        """Wait for the calls that are under way."""
        under_way = [task for gone in self._gone.values() for task in gone.values()]
        await asyncio.gather(*under_way, return_exceptions=True)
