"""What every way of receiving does: store first, acknowledge afterwards; and the loop's patience."""

import asyncio
from collections.abc import Coroutine

from telegram.error import TelegramError

from bot.channels.hearing import Desk
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.client import Client
from bot.channels.telegram.commands import SHOWN
from bot.channels.telegram.reading import Read
from bot.channels.telegram.request import SlowDown
from bot.log import log_of
from bot.metrics import EVENTS
from handlers.events import IncomingEvent

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
FINISH_SECONDS = 3.0
TOKEN_PAUSE = 60.0  # a token that is refused may be given back

log = log_of("telegram")


class Pauses:
    """How long to wait after one failure more, in seconds: twice as long each time; `token` if it is refused."""

    def __init__(self, first: float = FIRST_PAUSE, longest: float = LONGEST_PAUSE, token: float = TOKEN_PAUSE) -> None:
        self._first = self._next = first
        self._longest = longest
        self._token = token

    def after(self, client: Client, error: TelegramError | None = None) -> float:
        """Seconds to wait now."""
        if client.state == "token_refused":
            return self._token
        now, self._next = self._next, min(self._next * 2, self._longest)
        return error.seconds if isinstance(error, SlowDown) else now

    def reset(self) -> None:
        """It works again."""
        self._next = self._first


class Intake:
    """Hands what was read to the desk, and acknowledges the press of a button once it is stored."""

    def __init__(self, telegram: Telegram, desk: Desk) -> None:
        self.client = telegram.client
        self._desk = desk
        self._side: set[asyncio.Task[None]] = set()

    async def take(self, read: Read) -> None:
        """Store one update; raises NotKept."""
        if isinstance(read.event, IncomingEvent):
            await self._desk.receive(read.event)
        elif read.event:
            await self._desk.notice(read.event)
        else:
            EVENTS.labels("telegram", "ignored").inc()
            log.info("ignored", kind=read.ignored, update=read.update)
        if read.press:
            self.beside(self.attempt("answerCallbackQuery", callback_query_id=read.press))

    async def tell_commands(self) -> None:
        """Put the commands into Telegram's menu, for what it is worth."""
        for language, shown in SHOWN.items():
            listed = [{"command": command, "description": words} for command, words in shown.items()]
            await self.attempt("setMyCommands", commands=listed, language_code=language)

    async def attempt(self, method: str, **values: object) -> None:
        """A call that may fail: nobody's safety depends on it."""
        try:
            await self.client.call(method, **values)
        except TelegramError:
            log.info("attempt_failed", method=method)

    def beside(self, work: Coroutine[None, None, None]) -> None:
        """Do this without waiting for it; `finish` does."""
        task = asyncio.create_task(work)
        self._side.add(task)
        task.add_done_callback(self._side.discard)

    async def finish(self) -> None:
        """Wait a moment for what was begun beside, then let it be."""
        if self._side:
            _, late = await asyncio.wait(self._side, timeout=FINISH_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
