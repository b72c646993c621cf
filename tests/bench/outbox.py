"""The outbox as a queue, beside bare inserts and marks in raw sqlite3 and psycopg: messages a second, durable.

`python -m tests.bench.outbox [--messages 2000]`. One by one: a commit for each; in groups: as the writer does it.
"""

import argparse
import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

import psycopg

from bot.desk import Desk
from bot.log import start_log
from bot.store import Store, Surroundings
from bot.store.work import SqlWork
from bot.wiring import REACTIONS
from handlers.events import Address, OutgoingMessage
from tests.bench.__main__ import FSYNC
from tests.bench.sink import Sink
from tests.databases import KINDS, empty_postgresql, server
from tests.fakes import UNLIMITED

MAKE = "CREATE TABLE q (id bigint PRIMARY KEY, body text NOT NULL, state text NOT NULL)"
WORDS = "Chúng tôi đã nhận được tin của bạn và đang tìm người giúp."
GROUP = 32
Times = dict[str, float]  # messages a second by what was done


class Cursor(Protocol):
    """What both bare drivers can do."""

    def execute(self, statement: str, values: Sequence[object] = ..., /) -> object: ...


def bare(kind: str, folder: Path, count: int) -> Times:
    """The floor: a row, a commit; then a mark for each in groups."""
    mark = "?" if kind == "sqlite" else "%s"
    if kind == "sqlite":
        connection: sqlite3.Connection | psycopg.Connection = sqlite3.connect(folder / "bare.db")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
    else:
        server().do(*FSYNC)
        connection = psycopg.connect(empty_postgresql())
    cursor: Cursor = connection.cursor()
    cursor.execute(MAKE)
    connection.commit()
    insert = f"INSERT INTO q VALUES ({mark}, {mark}, 'waiting')"
    done = f"UPDATE q SET state = 'sent' WHERE id = {mark}"
    found = {
        "one by one": timed(count, lambda n: cursor.execute(insert, (n, WORDS)), connection.commit, 1),
        "in groups": timed(count, lambda n: cursor.execute(insert, (count + n, WORDS)), connection.commit, GROUP),
        "sent": timed(count, lambda n: cursor.execute(done, (n,)), connection.commit, GROUP),
    }
    connection.close()
    return found


def timed(count: int, do: Callable[[int], object], commit: Callable[[], None], group: int) -> float:
    """So many, a commit for each group; how many a second."""
    began = time.perf_counter()
    for n in range(count):
        do(n)
        if n % group == group - 1:
            commit()
    commit()
    return count / (time.perf_counter() - began)


async def ours(kind: str, folder: Path, count: int) -> Times:
    """The same through writer, sealing, claim and marks."""
    url = f"sqlite:///{folder}/ours.db" if kind == "sqlite" else empty_postgresql()
    store = Store.open(url, folder / f"{kind}.json", Surroundings(real_agencies=True))
    desk, over, left = Desk(store, REACTIONS, limits=UNLIMITED), asyncio.Event(), iter(range(2 * count - 1, -1, -1))

    def took(_message: OutgoingMessage) -> None:
        if not next(left):
            over.set()

    desk.add(Sink("webchat", took))
    people = [await desk.do(partial(somebody, number=n)) for n in range(GROUP)]
    found = {"one by one": await enqueued(desk, people, range(count), 1)}
    found["in groups"] = await enqueued(desk, people, range(count, 2 * count), GROUP)
    began = time.perf_counter()
    await desk.start()
    await over.wait()
    found["sent"] = 2 * count / (time.perf_counter() - began)
    await desk.stop()
    store.close()
    return found


def somebody(work: SqlWork, number: int) -> str:
    """Who gets messages."""
    return work.people.at(Address("webchat", f"p{number}")).id


async def enqueued(desk: Desk, people: Sequence[str], numbers: Sequence[int], at_once: int) -> float:
    """Messages staged, so many jobs in flight; how many a second."""
    began = time.perf_counter()
    for begin in range(0, len(numbers), at_once):
        messages = (OutgoingMessage(f"m{n}", people[n % len(people)], WORDS) for n in numbers[begin : begin + at_once])
        await asyncio.gather(*(desk.do(partial(stage, message=message)) for message in messages))
    return len(numbers) / (time.perf_counter() - began)


def stage(work: SqlWork, message: OutgoingMessage) -> None:
    """One message into the outbox."""
    work.send(message)


def main(count: int) -> None:
    """Both databases, ours beside the floor."""
    start_log("critical")
    print(f"{count} messages; a second, and the share of the floor")
    with tempfile.TemporaryDirectory() as name:
        for kind in KINDS:
            floor = bare(kind, Path(name), count)
            found = asyncio.run(ours(kind, Path(name), count))
            for what, rate in found.items():
                print(f"{kind:11} {what:11} {rate:8.0f}  bare {floor[what]:8.0f}  {rate / floor[what]:5.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.bench.outbox", description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    main(parser.parse_args().messages)
