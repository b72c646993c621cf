"""The part that this process takes among several on one database: its roles, what it does alone, whom it wakes."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.desk.leases import Held, Leases, OneProcess
from bot.desk.pokes import MISSED, Pokes
from bot.roles import ALL, Roles

OUTBOX, INBOX = "outbox", "inbox"  # words of a poke; a page's is BELL with the keyed hash of who is rung
BELL = "bell:"


def nobody(_hidden: str = "") -> None:
    """There is no page here."""


@dataclass(frozen=True, slots=True)
class Part:
    """By default this process is alone and does everything."""

    roles: Roles = ALL
    leases: Leases | None = None
    pokes: Pokes | None = None

    @property
    def held(self) -> Held:
        return self.leases or ALONE

    def tell(self, word: str) -> None:
        """Wake the other processes."""
        if self.pokes:
            self.pokes.tell(word)

    async def start(self) -> None:
        if self.leases:
            await self.leases.start()
        if self.pokes:
            await self.pokes.start()

    async def stop(self) -> None:
        """When nothing is under way any more."""
        if self.pokes:
            await self.pokes.stop()
        if self.leases:
            await self.leases.stop()


ALONE = OneProcess()


@dataclass(slots=True)
class Ears:
    """Who looks at once when another process tells a word."""

    by_word: dict[str, Callable[[], None]] = field(default_factory=dict)
    bell: Callable[[str], None] = nobody
    every_bell: Callable[[], None] = nobody

    def hear(self, word: str) -> None:
        """Pass it on; a word that nobody waits for is no harm."""
        if word == MISSED:
            for look in (*self.by_word.values(), self.every_bell):
                look()
        elif word.startswith(BELL):
            self.bell(word.removeprefix(BELL))
        elif act := self.by_word.get(word):
            act()
