"""Wakes the pages that wait for mail; the truth is in the mailbox, so a lost wake only costs time."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Hub:
    """Bells of the pages that wait now, by the address they write from, which may be hidden by a keyed hash.

    `tell` hears whom we rang, hidden: the page may wait in another process, whose hub gets it by `ring`.
    """

    def __init__(
        self, hide: Callable[[str], str] = lambda name: name, tell: Callable[[str], None] = lambda hidden: None
    ) -> None:
        self._bells: dict[str, set[asyncio.Event]] = {}
        self._hide = hide
        self._tell = tell
        self.closed = False

    @contextmanager
    def listening(self, name: str) -> Iterator[asyncio.Event]:
        """A bell for the mail of this address; take it before looking, so that no mail slips between."""
        bell, hidden = asyncio.Event(), self._hide(name)
        self._bells.setdefault(hidden, set()).add(bell)
        try:
            yield bell
        finally:
            self._forget(hidden, bell)

    def wake(self, name: str) -> None:
        """Ring every page of this address."""
        hidden = self._hide(name)
        self.ring(hidden)
        self._tell(hidden)

    def ring(self, hidden: str) -> None:
        """Ring every page of an address that is hidden already."""
        for bell in self._bells.get(hidden, ()):
            bell.set()

    def close(self) -> None:
        """Let every waiting page go: the server stops."""
        self.closed = True
        self.ring_all()

    def ring_all(self) -> None:
        """Every page looks: nobody knows for whom something came."""
        for hidden in self._bells:
            self.ring(hidden)

    def _forget(self, hidden: str, bell: asyncio.Event) -> None:
        bells = self._bells[hidden]
        bells.discard(bell)
        if not bells:
            del self._bells[hidden]


async def rings(bell: asyncio.Event, seconds: float) -> bool:
    """Whether the bell rang within this time; it is quiet again afterwards."""
    try:
        await asyncio.wait_for(bell.wait(), seconds)
    except TimeoutError:
        return False
    bell.clear()
    return True
