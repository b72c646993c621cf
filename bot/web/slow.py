"""What takes long is computed once however many ask, kept for a while, and asked for again by the page that waits."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar, cast

from bot.web.desk import Unanswered
from referral.records import dataclass

T = TypeVar("T")
PATIENCE = 1.0  # seconds a page is held back: most answers are there by then


@dataclass(slots=True)
class Asked:
    """One question under way, or answered until then."""

    task: asyncio.Task[object]
    lasts: timedelta
    until: datetime | None = None

    def found(self, now: datetime) -> None:
        """Somebody sees that it is answered: from the first time on it lasts so long."""
        self.until = self.until or now + self.lasts


class Slow:
    """The slow questions of one process, each under a key that says all it depends on."""

    def __init__(self) -> None:
        self._asked: dict[str, Asked] = {}

    async def answer(self, key: str, job: Callable[[], Awaitable[T]], now: datetime, lasts: timedelta) -> T | None:
        """The answer, None if it is not there yet: ask again. Raises Unanswered."""
        self._forget(now)
        asked = self._asked.get(key)
        if asked is None:
            asked = self._asked[key] = Asked(asyncio.ensure_future(cast(Awaitable[object], kept(job))), lasts)
        await asyncio.wait([asked.task], timeout=PATIENCE)
        if not asked.task.done():
            return None
        if asked.task.result() is Unanswered:
            if self._asked.get(key) is asked:  # whoever waited with us may have been here first
                del self._asked[key]
            raise Unanswered
        asked.found(now)
        return cast(T, asked.task.result())

    def _forget(self, now: datetime) -> None:
        """Also the answers that nobody came back for."""
        for key, asked in list(self._asked.items()):
            if asked.task.done():
                asked.found(now)
            if asked.until and asked.until < now:
                del self._asked[key]


async def kept(job: Callable[[], Awaitable[object]]) -> object:
    """The answer, or that there is none: nobody may be there any more to take an error."""
    try:
        return await job()
    except Unanswered:
        return Unanswered
