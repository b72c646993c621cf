"""Ask Telegram for what happened, again and again; nothing is confirmed before it is stored."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from telegram.error import TelegramError

from bot.channels.fields import fields, items
from bot.channels.hearing import Desk, Pauses, Stop
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.client import POLL_SECONDS
from bot.channels.telegram.reading import KINDS, Read, read_update
from bot.channels.telegram.receiving import Intake, asked_by, log
from bot.log import where
from handlers.events import Address

AT_ONCE = 100  # updates in one answer, the most there are
MOST_TRIES = 60  # of an update that alone cannot be stored while it keeps a full batch of others out


class Polling:
    """Receive by long polling. `start` returns at once; `stop` lets what is in hand be stored."""

    def __init__(self, telegram: Telegram, desk: Desk, pauses: Pauses | None = None) -> None:
        self._client = telegram.client
        self._intake = Intake(telegram, desk)
        self._stop = Stop()
        self._pauses = pauses or Pauses()
        self._offset = 0
        self._tries: dict[int, int] = {}  # update -> how often it could not be stored
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Receive from now on."""
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Ask for nothing more, and finish what was taken."""
        self._stop.say()
        if self._running:
            await self._running
        await self._intake.finish()

    async def _run(self) -> None:
        while not self._stop.said and await self._call("deleteWebhook", drop_pending_updates=False) is None:
            pass  # with a webhook there would be no polling
        self._intake.beside(self._intake.tell_commands())
        while not self._stop.said:
            (fault,) = await asyncio.gather(self._round(), return_exceptions=True)
            if fault:  # ours; whatever it is, we go on listening
                log.error("poll_failed", where=where(fault))
                await self._stop.pause(self._pauses.after(self._client.state))

    async def _round(self) -> None:
        """One poll and the storing of what it brought."""
        asked = {"offset": self._offset, "limit": AT_ONCE, "timeout": POLL_SECONDS, "allowed_updates": list(KINDS)}
        found = await self._call("getUpdates", **asked)
        batch = [read_update(fields(raw), self._client.number) for raw in items(found)]
        if found == []:
            self._pauses.reset()
        elif found is not None:
            await self._stop.pause(await self._take(batch))

    async def _call(self, method: str, **values: object) -> object:
        """The result, or None after a pause."""
        try:
            return await self._stop.unless(self._client.call(method, **values))
        except TelegramError as error:
            await self._stop.pause(self._pauses.after(self._client.state, asked_by(error)))
            return None

    async def _take(self, batch: Sequence[Read]) -> float:
        """Store a batch, people side by side, and move on past what is stored; seconds to wait before the rest."""
        lines = [self._line(line) for line in by_person(batch).values()]
        left = {number for numbers in await asyncio.gather(*lines) for number in numbers}
        known = [read.update for read in batch if read.update is not None]
        left -= self._hopeless(left, len(batch))
        self._tries = {number: self._tries.get(number, 0) for number in left}
        if known:
            self._offset = min(left, default=max(known) + 1)
        if len(left) < len(known):
            self._pauses.reset()  # the desk works: one person's trouble is not everybody's wait
        return self._pauses.after(self._client.state) if left or not known else 0.0

    async def _line(self, line: Sequence[Read]) -> list[int]:
        """Store one person's updates in their order; the numbers of those that must come again."""
        for place, read in enumerate(line):
            (fault,) = await asyncio.gather(self._intake.take(read), return_exceptions=True)
            if fault:
                log.warning("not_stored", update=read.update, where=where(fault))
                self._tries[read.update or 0] = self._tries.get(read.update or 0, 0) + 1
                return [later.update for later in line[place:] if later.update is not None]
        return []

    def _hopeless(self, left: Iterable[int], size: int) -> set[int]:
        """Updates given up: each has failed often while others were stored, and nobody behind a full batch is heard."""
        hopeless = {number for number in left if self._tries.get(number, 0) >= MOST_TRIES}
        if size < AT_ONCE or not hopeless or len(set(left)) == size:
            return set()
        log.error("given_up", updates=sorted(hopeless))
        return hopeless


def by_person(batch: Sequence[Read]) -> Mapping[Address | None, list[Read]]:
    """The updates of each person in the order of their numbers."""
    lines: dict[Address | None, list[Read]] = {}
    for read in sorted(batch, key=lambda read: read.update or 0):
        lines.setdefault(read.event.address if read.event else None, []).append(read)
    return lines
