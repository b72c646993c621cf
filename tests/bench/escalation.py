"""Escalation with ten thousand open cases: how late the next rung is rung, beside a bare query for what is due.

`python -m tests.bench.escalation [--cases N] [--ringing N]`: so many cases are open, and of so many nobody answers.
"""

import argparse
import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import select

from bot.desk import Desk
from bot.log import start_log
from bot.store import Store, Surroundings
from bot.store.tables import alerts
from bot.wiring import REACTIONS, warm
from handlers.events import Address, IncomingEvent, OutgoingMessage
from tests.bench.goals import Goal, tell
from tests.bench.sink import Sink
from tests.fakes import UNLIMITED
from tests.kill.ringing import PLACES, move_in

SPREAD = 30.0  # seconds over which the first patience of the ringing cases ends
LEAD = 0.7  # of SPREAD: the cases are open before the first of them is due
PATIENCE = timedelta(minutes=2)
AT_ONCE = 64
BARE = "SELECT key, due_at, kind, subject FROM timers WHERE due_at <= ? ORDER BY due_at, key LIMIT 500"
EMERGENCY, QUIET = "có người đang đánh cháu bé dã man, {}", "ba em hay đánh em, {}"


@dataclass
class Clock:
    """The real time, moved by so much."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Ears:
    """When each message arrived for the first time."""

    clock: Clock
    heard: dict[str, datetime] = field(default_factory=dict)

    def hear(self, message: OutgoingMessage) -> None:
        self.heard.setdefault(message.key, self.clock())


async def open_cases(desk: Desk, words: str, numbers: Sequence[int]) -> None:
    """One case for each number."""
    for begin in range(0, len(numbers), AT_ONCE):
        batch = numbers[begin : begin + AT_ONCE]
        events = (
            IncomingEvent(f"r{n}", Address("webchat", f"p{n}"), None, words.format(PLACES[n % len(PLACES)]))
            for n in batch
        )
        await asyncio.gather(*(desk.receive(event) for event in events))


async def open_ringing(desk: Desk, clock: Clock, numbers: Sequence[int]) -> None:
    """Emergencies whose patience ends one after the other within SPREAD seconds from now."""
    real = clock.ahead
    for n, begin in enumerate(range(0, len(numbers), AT_ONCE)):
        share = n * AT_ONCE / len(numbers)
        clock.ahead = real - PATIENCE + timedelta(seconds=SPREAD * (LEAD + share))
        await open_cases(desk, EMERGENCY, numbers[begin : begin + AT_ONCE])
    clock.ahead = real


def lags(store: Store, ears: Ears) -> list[float]:
    """Seconds from the end of a patience to the arrival of the alert that followed it."""
    found = []
    with store.connection() as connection:
        rows = connection.execute(select(alerts).order_by(alerts.c.case_id, alerts.c.n)).all()
    due: dict[tuple[str, str], datetime] = {}
    for row in rows:
        before = due.get((row.case_id, row.body))
        arrived = ears.heard.get(f"alert:{row.case_id}:{row.n}:{row.officer}")
        if before and arrived:
            found.append((arrived - before).total_seconds())
        due[row.case_id, row.body] = row.due_at
    return found


def bare(file: Path) -> float:
    """Milliseconds of the bare query."""
    connection = sqlite3.connect(file)
    now = int(time.time() * 1e6)
    times = []
    for _ in range(200):
        began = time.perf_counter()
        connection.execute(BARE, (now,)).fetchall()
        times.append((time.perf_counter() - began) * 1000)
    connection.close()
    return median(times)


async def main(count: int, ringing: int) -> None:
    """Open the cases, let the patience of the ringing ones end, and print how late each next alert arrived."""
    start_log("critical")
    warm()
    with tempfile.TemporaryDirectory() as name:
        folder, clock = Path(name), Clock()
        store = Store.open(
            f"sqlite:///{folder}/b.db", folder / "keys.json", Surroundings(clock=clock, real_agencies=True)
        )
        desk, ears = Desk(store, REACTIONS, limits=UNLIMITED), Ears(clock)
        desk.add(Sink("officer_page", ears.hear))
        desk.add(Sink("webchat", lambda _: None))
        await desk.do(move_in)
        await open_cases(desk, QUIET, range(count - ringing))
        await desk.quiet()
        await open_ringing(desk, clock, range(count - ringing, count))
        await desk.start()
        await asyncio.sleep(SPREAD * (LEAD + 1.1))
        await desk.stop()
        report(lags(store, ears), bare(folder / "b.db"), count, ringing)
        store.close()


def report(found: Sequence[float], query: float, count: int, ringing: int) -> None:
    """One line of figures, and the ratio to the bare query."""
    cuts = quantiles(found, n=100)
    print(f"{count} open cases, {ringing} ringing, {len(found)} alerts of a next rung within {SPREAD:.0f} s")
    print(f"late by: median {cuts[49]:.3f} s, p99 {cuts[98]:.3f} s, most {max(found):.3f} s")
    print(f"bare timer query: {query:.3f} ms; median lateness is {cuts[49] * 1000 / query:.0f} times that")
    tell([Goal(f"next rung alerted late, p99, {count:,} open cases", cuts[98], 1.0, "s")])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--ringing", type=int, default=1_000)
    told = parser.parse_args()
    asyncio.run(main(told.cases, told.ringing))
