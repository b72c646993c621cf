"""Words from process to process through PostgreSQL: "look now". A lost one costs a sweep's time and nothing else.

They are told after the commit, by a connection of their own: NOTIFY inside a transaction makes every commit of the
database wait for the one before, until that is on the disk.
"""

import asyncio
from collections.abc import Awaitable, Callable

import psycopg

from bot.desk.part import MISSED
from bot.log import log_of, where

CHANNEL = "langnghe"
TELL = f"SELECT pg_notify('{CHANNEL}', word) FROM unnest(%s::text[]) AS word"
AGAIN_SECONDS = 1.0

Connection = psycopg.AsyncConnection[tuple[object, ...]]
log = log_of("pokes")


class Pokes:
    """Tells the other processes, and hears them. A word is a kind, or a kind and a keyed hash; never an address."""

    def __init__(self, url: str, heard: Callable[[str], None]) -> None:
        self._url = url
        self._heard = heard
        self._untold: set[str] = set()
        self._some = asyncio.Event()
        self._ours = 0  # how the server names the connection that tells: what it says we know already
        self._tasks: list[asyncio.Task[None]] = []

    def tell(self, word: str) -> None:
        """Wake whoever waits for this in other processes; at most one telling is under way, the rest goes together."""
        self._untold.add(word)
        self._some.set()

    async def start(self) -> None:
        """Listen and tell from now on; without a connection again and again until there is one."""
        self._tasks = [asyncio.create_task(self._on(self._listen)), asyncio.create_task(self._on(self._say))]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _on(self, act: Callable[[Connection], Awaitable[None]]) -> None:
        """Keep a connection for this."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
                    await act(connection)
            except (psycopg.Error, OSError) as problem:
                log.warning("no_pokes", where=where(problem))
            await asyncio.sleep(AGAIN_SECONDS)

    async def _listen(self, connection: Connection) -> None:
        await connection.execute(f"LISTEN {CHANNEL}")
        self._heard(MISSED)
        async for poke in connection.notifies():
            if poke.pid != self._ours:
                self._heard(poke.payload)

    async def _say(self, connection: Connection) -> None:
        self._ours = connection.info.backend_pid
        while True:
            await self._some.wait()
            self._some.clear()
            words, self._untold = list(self._untold), set()
            try:
                await connection.execute(TELL, [words])
            except psycopg.Error:
                self._untold.update(words)  # by the next connection
                self._some.set()
                raise
