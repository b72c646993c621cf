"""Wakes the pages that wait for mail; the truth is in the mailbox, so a lost wake only costs time."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Hub:
    """Bells of the pages that wait now, by the address they write from."""

    def __init__(self) -> None:
        self._bells: dict[str, set[asyncio.Event]] = {}
        self.closed = False

    @contextmanager
    def listening(self, name: str) -> Iterator[asyncio.Event]:
        """A bell for the mail of this address; take it before looking, so that no mail slips between."""
        bell = asyncio.Event()
        self._bells.setdefault(name, set()).add(bell)
        try:
            yield bell
        finally:
            self._forget(name, bell)

    def wake(self, name: str) -> None:
        """Ring every page of this address."""
        for bell in self._bells.get(name, ()):
            bell.set()

    def close(self) -> None:
        """Let every waiting page go: the server stops."""
        self.closed = True
        for name in self._bells:
            self.wake(name)

    def _forget(self, name: str, bell: asyncio.Event) -> None:
        bells = self._bells[name]
        bells.discard(bell)
        if not bells:
            del self._bells[name]


async def rings(bell: asyncio.Event, seconds: float) -> bool:
    """Whether the bell rang within this time; it is quiet again afterwards."""
    try:
        await asyncio.wait_for(bell.wait(), seconds)
    except TimeoutError:
        return False
    bell.clear()
    return True
