"""A million subscribers: memory beside that of ten thousand, and how late an alert is while their messages are pending.

`python -m tests.bench.million [--people 10000 1000000] [--seconds 20]`: the first 20,000 copies go out as fast as they
can; then, on the same database, at Telegram's pace with an alert every 50 ms. With the fewer people nothing is pending.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench.__main__ import line, process
from tests.bench.goals import Goal, tell
from tests.bench.mass import seeded, told

SENT = 20_000  # copies, at most, before memory is read
GROWTH, LATENESS = 100.0, 1.2
UNDER_WAY = 3.0  # seconds until the first alerts count


@dataclass(frozen=True, slots=True)
class Found:
    """Megabytes at most; milliseconds from an alert's commit to the platform."""

    peak: float
    waits: Sequence[float]

    def late(self, percent: int) -> float:
        """A percentile."""
        return sorted(self.waits)[len(self.waits) * percent // 100]


def measured(people: int, seconds: float) -> Found:
    """Both, on one database of so many."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        since = time.monotonic()
        url = seeded("sqlite", folder, people)
        print(f"{people:,} subscribers seeded in {time.monotonic() - since:.0f} s", flush=True)
        peak = memory(folder, url, min(people, SENT))
        waits = alerts(folder, url, seconds)
    return Found(peak, waits)


def memory(folder: Path, url: str, copies: int) -> float:
    """Resident megabytes at most while so many copies are sent."""
    with ExitStack() as stack:
        api = stack.enter_context(process("tests.bench.mass_api"))
        args = f"http://127.0.0.1:{line(api)}", str(folder), url, str(copies)
        ours = stack.enter_context(process("tests.bench.mass_ours", *args))
        line(ours)
        took = json.loads(told(ours))
    print(
        f"  {copies:,} sent: {took['before']:.0f} MB before, {took['peak']:.0f} MB at most; "
        f"first copy after {took['first']:.1f} s, longest transaction {took['longest']:.0f} ms",
        flush=True,
    )
    return float(took["peak"])


def alerts(folder: Path, url: str, seconds: float) -> Sequence[float]:
    """How late alerts are at Telegram's pace, with whatever of the run is pending."""
    with ExitStack() as stack:
        api = stack.enter_context(process("tests.bench.mass_api"))
        args = f"http://127.0.0.1:{line(api)}", str(folder), url
        line(stack.enter_context(process("tests.bench.paced", *args)))
        time.sleep(UNDER_WAY)
        told(api)
        time.sleep(seconds)
        seen = json.loads(told(api))
    print(f"  {len(seen['waits'])} alerts beside {seen['people']} copies in {seconds:.0f} s", flush=True)
    return list(seen["waits"])


def main(people: Sequence[int], seconds: float) -> None:
    """The fewest and the most, side by side."""
    found = {size: measured(size, seconds) for size in people}
    few, many = found[min(people)], found[max(people)]
    print(f"{'subscribers':>12} {'MB':>6} {'alert p50 ms':>13} {'p99 ms':>8}")
    for size, row in found.items():
        print(f"{size:12,} {row.peak:6.0f} {row.late(50):13.1f} {row.late(99):8.1f}")
    name = f"{max(people):,}"
    tell(
        [
            Goal(f"memory with {name} recipients, beyond {min(people):,}", many.peak - few.peak, GROWTH, "MB"),
            Goal(f"alert with {name} pending / with none, p50", many.late(50) / few.late(50), LATENESS),
            Goal(f"alert with {name} pending / with none, p99", many.late(99) / few.late(99), LATENESS),
        ]
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.bench.million", description=__doc__)
    parser.add_argument("--people", nargs="+", type=int, default=[10_000, 1_000_000])
    parser.add_argument("--seconds", type=float, default=20.0)
    given = parser.parse_args()
    main(given.people, given.seconds)
