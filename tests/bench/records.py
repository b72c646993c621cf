"""How long it takes to verify a long audit log, to append to it, and to forget ten thousand cases in a night.

Run: `python -m tests.bench.records [rows] [cases]`.
"""

import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.store import Store, Surroundings
from bot.store.audit import append
from bot.store.audit_chain import verify
from handlers.events import Entry
from handlers.retention import forget_slice
from tests.databases import KINDS, drop, fresh_url
from tests.fakes import FakeClock
from tests.store_cast import CASE

AT_ONCE = 10_000


def main(rows: int = 1_000_000, cases: int = 10_000) -> None:
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            clock = FakeClock()
            url = fresh_url(kind, Path(folder))
            store = Store.open(url, Path(folder) / "keys.json", Surroundings(clock=clock))
            forgetting(store, clock, cases, kind)
            chain(store, rows, kind)
            store.close()
            drop(url)


def chain(store: Store, rows: int, kind: str) -> None:
    """Write a long log, verify it, append to it one by one."""
    row = (store.now(), "officer-1", "read", "case-1", "")
    for _ in range(0, rows, AT_ONCE):
        with store.begin() as connection:
            append(connection, store.vault.ring, [row] * AT_ONCE)
    began = time.perf_counter()
    with store.connection() as connection:
        found = verify(store.work(connection).log.rows(), store.vault.ring)
    took = time.perf_counter() - began
    print(f"{kind}: verified {found.rows} rows in {took:.1f} s, broken: {found.broken}")
    for audited in (0, 1):
        print(f"{kind}: a transaction with {audited} audit rows takes {one(store, audited):.2f} ms (median of 300)")


def one(store: Store, audited: int) -> float:
    """A transaction that writes, with so many rows of the log."""
    times = []
    for n in range(300):
        began = time.perf_counter()
        with store.begin() as connection:
            work = store.work(connection)
            work.first_time(f"{audited}:{n}")
            for _ in range(audited):
                work.audit("officer-1", "read", "case-1")
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def forgetting(store: Store, clock: FakeClock, cases: int, kind: str) -> None:
    """A night in which so many cases go."""
    with store.begin() as connection:
        work = store.work(connection)
        for n in range(cases):
            case = replace(CASE, id=f"c{n}", number=f"LN-{n:07}", status="closed")
            work.cases.add(case, f"{n:016}")
            work.history.record(case.id, Entry("said", work.now, "reporter", "lời kể"))
    clock.forward(timedelta(days=800))
    slices, gone = [], 1
    while gone:
        began = time.perf_counter()
        with store.begin() as connection:
            gone = forget_slice(store.work(connection), "case")
        slices.append(time.perf_counter() - began)
    longest, total = max(slices) * 1000, sum(slices)
    print(f"{kind}: {cases} cases forgotten in {total:.1f} s, {len(slices)} slices, the longest {longest:.0f} ms")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
