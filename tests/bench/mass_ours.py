"""The same message to many subscribers by this program: real store, run, desk and Telegram channel.

`python -m tests.bench.mass_ours API FOLDER URL COUNT [urgent]`; says "ready", waits for a line, then prints what it
took to send COUNT copies. `urgent`: an alert every 50 ms meanwhile.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, func, select

from bot.channels.telegram.channel import Telegram
from bot.desk import Desk
from bot.log import start_log
from bot.store import Store
from bot.store.campaign_tables import campaign_copies
from bot.store.work import SqlWork
from bot.wiring import REACTIONS, warm
from handlers.events import Address, OutgoingMessage
from tests.bench.ours import Unpaced
from tests.bench.platforms import TOKEN
from tests.bench.seeding import open_store
from tests.fakes import UNLIMITED

EVERY = 0.05
ON_CALL = "7999999"  # whose chat the alerts go to
SENT = select(func.count()).where(campaign_copies.c.state == "sent")


class Longest:
    """How long the longest transaction of a store that writes has lasted, in seconds."""

    def __init__(self, store: Store) -> None:
        self.seconds = 0.0
        self._begin = store.begin
        setattr(store, "begin", self.begin)  # noqa: B010

    @contextmanager
    def begin(self, *, durable: bool = True) -> Iterator[Connection]:
        """The same, timed from the moment at which it has the database."""
        with self._begin(durable=durable) as connection:
            since = time.perf_counter()
            yield connection
        self.seconds = max(self.seconds, time.perf_counter() - since)


async def alerts(desk: Desk, stop: asyncio.Event) -> None:
    """Write an urgent message again and again, its moment in its words."""
    person = await desk.do(lambda work: work.people.at(Address("telegram", ON_CALL)))
    while not stop.is_set():
        now = time.monotonic_ns()
        alert = OutgoingMessage(f"alert:{now}", person.id, f"URGENT {now}", lane="urgent")
        await desk.do(partial(ring, alert), first=True)
        await asyncio.sleep(EVERY)


def ring(message: OutgoingMessage, work: SqlWork) -> None:
    work.send(message)


def sent_of(store: Store) -> int:
    with store.connection() as connection:
        return int(connection.execute(SENT).scalar_one())


async def main(api: str, folder: Path, url: str, count: int, urgent: bool) -> None:
    """Send, and print seconds, processor seconds, memory in MB, the longest transaction in ms."""
    start_log("critical")
    warm()
    store = open_store(folder, url)
    longest = Longest(store)
    desk = Desk(store, REACTIONS, limits=UNLIMITED)
    channel = Telegram(TOKEN, api, Unpaced())
    desk.add(channel)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, used, stop = time.perf_counter(), time.process_time(), asyncio.Event()
    await desk.start()
    writing = asyncio.create_task(alerts(desk, stop)) if urgent else None
    first = 0.0
    while (sent := await asyncio.to_thread(sent_of, store)) < count:
        first = first or (time.perf_counter() - began if sent else 0.0)
        await asyncio.sleep(0.05)
    took = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - used, "first": first}
    stop.set()
    if writing:
        await writing
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps({**took, "before": before / 1024, "peak": peak / 1024, "longest": 1000 * longest.seconds}),
        flush=True,
    )
    await desk.stop()
    await channel.close()
    store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), "urgent" in sys.argv[5:]))
