"""How the house stands, for those who watch over it: counts and waiting times, never content."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import timedelta

from bot.channels import Channel, State
from bot.desk.heartbeat import Beats
from bot.store import Store
from bot.store.health import Standing, standing
from referral.records import dataclass

PATIENCE = 2.0  # seconds the database has for its answer


@dataclass(frozen=True, slots=True)
class Health:
    """`database` False: it did not answer, and what only it knows is None or 0. Ages are None if nothing waits."""

    database: bool
    oldest_urgent: timedelta | None  # the longest waiting urgent message that is not sent
    overdue_timers: int
    oldest_timer: timedelta | None
    inbox_waiting: int  # events that wait for their turn
    dead_letters: int
    channels: Mapping[str, State]
    heard: Mapping[str, timedelta] = field(default_factory=dict)  # how long ago, of channels that were heard at all
    sent: Mapping[str, timedelta] = field(default_factory=dict)
    moved_to: str = ""  # where the database was moved, if it was: nothing can be written here
    unreadable: int = 0  # messages whose bytes were changed
    problems: Mapping[str, Sequence[str]] = field(default_factory=dict)  # what will go wrong soon, by channel

    @classmethod
    def of(cls, found: Standing | None, beats: Beats) -> "Health":
        """What the database said, if it did, and how the channels stand."""
        known = found or Standing()
        return cls(
            database=found is not None,
            oldest_urgent=known.oldest_urgent,
            overdue_timers=known.overdue_timers,
            oldest_timer=known.oldest_timer,
            inbox_waiting=known.inbox_waiting,
            dead_letters=known.dead_letters,
            unreadable=known.unreadable,
            moved_to=known.moved_to,
            channels=beats.states,
            heard=beats.heard,
            sent=beats.sent,
            problems=beats.problems,
        )


class Pulse:
    """Asks one question at a time: a database that hangs holds one thread and no more."""

    def __init__(self, store: Store, channels: Mapping[str, Channel], patience: float = PATIENCE) -> None:
        self._store = store
        self._channels = channels  # those that this process delivers through
        self._patience = patience
        self._asked: asyncio.Future[tuple[Standing | BaseException]] | None = None

    async def feel(self) -> Standing | None:
        """How things stand; None without an answer in time."""
        asked = self._asked
        if asked is None or asked.done():
            asked = self._asked = asyncio.gather(asyncio.to_thread(self._read), return_exceptions=True)
        await asyncio.wait({asked}, timeout=self._patience)
        if not asked.done() or asked.cancelled():
            return None
        (found,) = asked.result()
        return found if isinstance(found, Standing) else None

    def _read(self) -> Standing:
        with self._store.connection() as connection:
            return standing(self._store.work(connection), tuple(self._channels))
