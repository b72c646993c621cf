"""A desk that only writes down what it stored: what a channel hands over can be seen, and made to fail."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.web.desk import NotKept
from handlers.events import Happening, IncomingEvent

PATIENCE = 20.0
Event = IncomingEvent | Happening


@dataclass
class DeskBook:
    """Stores each event once; `failing` says how often these words are not kept, `gated` which wait for the gate."""

    stored: list[Event] = field(default_factory=list)
    failing: dict[str, int] = field(default_factory=dict)  # words -> times
    asked: list[str] = field(default_factory=list)  # the ids in the order they came
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    gated: str = ""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def words(self) -> list[str]:
        return [event.text for event in self.stored if isinstance(event, IncomingEvent)]

    async def receive(self, event: IncomingEvent) -> None:
        self.asked.append(event.id)
        if event.text and event.text == self.gated:
            self.changed.set()
            await self.gate.wait()
        if self.failing.get(event.text, 0):
            self.failing[event.text] -= 1
            raise NotKept
        self._store(event)

    async def notice(self, happening: Happening) -> None:
        self._store(happening)

    async def until(self, happened: Callable[["DeskBook"], bool]) -> None:
        """Wait until this is so."""
        async with asyncio.timeout(PATIENCE):
            while not happened(self):
                self.changed.clear()
                await self.changed.wait()

    def _store(self, event: Event) -> None:
        if event.id not in {known.id for known in self.stored}:
            self.stored.append(event)
        self.changed.set()
