"""Wakes the pages that wait for mail; the truth is in the mailbox, so a lost wake only costs time."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Hub:
    """Bells of the pages that wait now, by person."""

    def __init__(self) -> None:
        self._bells: dict[str, set[asyncio.Event]] = {}
        self.closed = False

    @contextmanager
    def listening(self, person_id: str) -> Iterator[asyncio.Event]:
        """A bell for this person's mail. Take it before looking into the mailbox, so that no mail slips between."""
        bell = asyncio.Event()
        self._bells.setdefault(person_id, set()).add(bell)
        try:
            yield bell
        finally:
            self._forget(person_id, bell)

    def wake(self, person_id: str) -> None:
        """Ring every page of this person."""
        for bell in self._bells.get(person_id, ()):
            bell.set()

    def close(self) -> None:
        """Let every waiting page go: the server stops."""
        self.closed = True
        for person_id in self._bells:
            self.wake(person_id)

    def _forget(self, person_id: str, bell: asyncio.Event) -> None:
        bells = self._bells[person_id]
        bells.discard(bell)
        if not bells:
            del self._bells[person_id]


async def rings(bell: asyncio.Event, seconds: float) -> bool:
    """Whether the bell rang within this time; it is quiet again afterwards."""
    try:
        await asyncio.wait_for(bell.wait(), seconds)
    except TimeoutError:
        return False
    bell.clear()
    return True
