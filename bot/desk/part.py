"""The part that this process takes among several on one database: its roles, what it does alone, whom it wakes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from bot.desk.leases import Held, Leases, OneProcess
from bot.roles import ALL, Role, Roles
from bot.store.work import SqlWork
from referral.records import dataclass

if TYPE_CHECKING:
    from bot.desk.pokes import Pokes  # with the driver of PostgreSQL

MISSED = "missed"  # a word as well: we could not listen for a while, anything may have been told meanwhile
OUTBOX, INBOX = "outbox", "inbox"  # words of a poke; a page's is BELL with the keyed hash of who is rung
BELL = "bell:"
FORGETS = "forget"  # a lease, as the two below


def nobody(_hidden: str = "") -> None:
    """There is no page here."""


@dataclass(frozen=True, slots=True)
class Part:
    """By default this process is alone and does everything."""

    roles: Roles = ALL
    leases: Leases | None = None
    pokes: "Pokes | None" = None

    @property
    def held(self) -> Held:
        return self.leases or ALONE

    def want(self, outside: Iterable[str]) -> None:
        """Take the leases of our roles, from the start on; `outside`: the platforms' channels."""
        if self.leases:
            for name in leases_of(self.roles, outside):
                self.leases.want(name)

    def free(self, work: SqlWork, outside: Iterable[str]) -> frozenset[str]:
        """The leases that one of all processes should hold and none does; of a role that nobody has only its own.

        While we are young a role that nobody ever held may be that of an older version, which took no such lease.
        """
        if not self.leases:
            return frozenset()
        held = frozenset(name for name, _ in work.leases.held())
        missing = frozenset(role for role in ALL if role_of(role) not in held)
        roles = frozenset(map(role_of, missing))
        roles &= work.leases.ever() if self.leases.young else roles
        return frozenset(leases_of(ALL - missing, outside)) - held | roles

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


def leases_of(roles: Roles, outside: Iterable[str]) -> Iterator[str]:
    """What one process of these roles does alone; that of each role only shows that somebody has it."""
    yield from map(role_of, roles)
    if "delivery" in roles:
        yield from map(sender_of, outside)
    if "scheduler" in roles:
        yield FORGETS


def role_of(role: Role) -> str:
    """The lease of one of those that have a role."""
    return f"role:{role}"


def sender_of(channel: str) -> str:
    """The lease of whoever sends on a channel."""
    return f"send:{channel}"


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
