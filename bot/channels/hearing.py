"""What every way of hearing a messenger needs: a desk that stores what happened, and the word to stop."""

import asyncio
from collections.abc import Coroutine
from typing import Protocol, TypeVar

from bot.channels import State
from handlers.events import Happening, IncomingEvent

T = TypeVar("T")

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
TOKEN_PAUSE = 60.0  # a token that is refused may be given back


class Desk(Protocol):
    """Where what happened is stored. Both return after the commit and raise NotKept if nothing was stored."""

    async def receive(self, event: IncomingEvent) -> None: ...
    async def notice(self, happening: Happening) -> None: ...


class Stop:
    """The word to stop, which cuts every wait short."""

    def __init__(self) -> None:
        self._said = asyncio.Event()

    @property
    def said(self) -> bool:
        return self._said.is_set()

    def say(self) -> None:
        self._said.set()

    async def pause(self, seconds: float) -> None:
        """Sleep, or until it is said."""
        await asyncio.wait({waiting := asyncio.ensure_future(self._said.wait())}, timeout=seconds)
        waiting.cancel()

    async def unless(self, work: Coroutine[object, object, T]) -> T | None:
        """The result of this work; None if the word was said first, which cancels it."""
        task, stop = asyncio.ensure_future(work), asyncio.ensure_future(self._said.wait())
        await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if task.done():
            return task.result()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return None


class Pauses:
    """How long to wait after one failure more, in seconds: twice as long each time; `token` if it is refused."""

    def __init__(self, first: float = FIRST_PAUSE, longest: float = LONGEST_PAUSE, token: float = TOKEN_PAUSE) -> None:
        self._first = self._next = first
        self.longest = longest
        self._token = token

    def after(self, state: State, asked: float = 0.0) -> float:
        """Seconds to wait now; `asked`: as the platform says."""
        if state == "token_refused":
            return self._token
        now, self._next = self._next, min(self._next * 2, self.longest)
        return asked or now

    def reset(self) -> None:
        """It works again."""
        self._next = self._first
