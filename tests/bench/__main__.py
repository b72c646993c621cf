"""`make bench`: how many durable conversation steps one process takes, beside the floor of bare durable commits."""

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bot.chance import SeededChance
from bot.desk import Desk
from bot.log import start_log
from bot.store import Store
from bot.store.store import Surroundings
from bot.wiring import OWN_CHANNELS, REACTIONS, fill, warm
from handlers.events import Address, House, IncomingEvent
from tests.fakes import FakeClock

PEOPLE = 40  # at once
STEPS = ("xin chào", "1", "Không rõ", "Không có", "xã Sơn Tây, Quảng Ngãi", "bỏ qua", "9", "không")


def bare_commits(folder: Path, count: int) -> float:
    """Seconds for this many single inserts into SQLite, each committed with synchronous=FULL: the floor."""
    connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
    connection.executescript("pragma journal_mode=wal; pragma synchronous=full; create table t (id integer, x text)")
    began = time.perf_counter()
    for n in range(count):
        connection.execute("insert into t values (?, ?)", (n, "x" * 200))
    took = time.perf_counter() - began
    connection.close()
    return took


async def conversations(store: Store, clock: FakeClock) -> None:
    """Forty people go through the same conversation side by side."""
    desk = Desk(store, REACTIONS)
    for step, text in enumerate(STEPS):
        clock.forward(timedelta(seconds=1))
        events = [
            IncomingEvent(f"bench-{step}-{n}", Address("webchat", f"person-{n}"), clock(), text) for n in range(PEOPLE)
        ]
        await asyncio.gather(*(desk.receive(event) for event in events))
    await desk.stop()


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """Wall and processor seconds of a piece of work."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def main() -> None:
    """Run both and print the ratio."""
    start_log("critical")
    warm()
    with tempfile.TemporaryDirectory() as name:
        folder, clock = Path(name), FakeClock()
        around = Surroundings(House(own_channels=OWN_CHANNELS), clock=clock, chance=SeededChance(1))
        store = Store.open(f"sqlite:///{folder}/bench.db", folder / "keys.json", around)
        with store.begin() as connection:
            fill(store.work(connection))
        count = PEOPLE * len(STEPS)
        wall, cpu = timed(lambda: asyncio.run(conversations(store, clock)))
        store.close()
        floor = bare_commits(folder, count)
    steps, bare = count / wall, count / floor
    sys.stdout.write(
        f"durable conversation steps  {steps:8.0f} /s   {1000 * cpu / count:6.2f} ms of processor each\n"
        f"bare durable commits        {bare:8.0f} /s\n"
        f"ratio                       {steps / bare:8.2f}\n"
    )


if __name__ == "__main__":
    main()
