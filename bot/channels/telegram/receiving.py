"""What every way of receiving does: store first, acknowledge afterwards."""

import asyncio
from collections.abc import Coroutine

from telegram.error import TelegramError

from bot.channels.hearing import Desk
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.commands import SHOWN
from bot.channels.telegram.reading import Read
from bot.channels.telegram.request import SlowDown
from bot.log import log_of
from bot.metrics import EVENTS
from handlers.events import IncomingEvent

FINISH_SECONDS = 3.0

log = log_of("telegram")


def asked_by(error: TelegramError) -> float:
    """For how many seconds Telegram wants us to wait; 0 if it does not say."""
    return error.seconds if isinstance(error, SlowDown) else 0.0


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
