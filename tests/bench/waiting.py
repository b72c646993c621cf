"""A platform that takes its time, and people who do not: throughput with 50 ms an answer, replies at an even rate.

`python -m tests.bench.waiting [--rounds 3] [--measure 5]`: forty people against a platform that answers after 50 ms;
then 100 updates a second whoever waits (an open loop). The floor and PTB stand beside in the same run.
"""

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from tests.bench.__main__ import MODULES, WORDS, arguments, line, measured_by, per_second, process
from tests.bench.goals import Goal, tell
from tests.bench.load import Measured, Target

DELAY = 0.05
RATE = 100.0
NAMES = ("floor", "ptb", "sqlite")
Results = Mapping[str, Sequence[Measured]]


@dataclass(frozen=True, slots=True)
class Manner:
    """How the platform and its people behave, and for how many seconds; see Target."""

    measure: float
    delay: float = 0.0
    rate: float = 0.0
    warm_up: float = 2.0


def run(name: str, manner: Manner) -> Measured:
    """One contender in a process of its own, under load from another."""
    with tempfile.TemporaryDirectory() as folder, process("tests.bench.load") as load:
        api = f"http://127.0.0.1:{line(load)}"
        with process(MODULES[name], api, *arguments(name, Path(folder), "")) as contender:
            platform, port, path, headers = json.loads(line(contender))
            target = Target(platform, (port,), path, headers, (contender.pid,), **asdict(manner))
            return measured_by(load, target)


def rounds(count: int, manner: Manner) -> Results:
    """All in turn, so often."""
    found: dict[str, list[Measured]] = {name: [] for name in NAMES}
    for _ in range(count):
        for name in NAMES:
            found[name].append(run(name, manner))
    return found


def table(found: Results) -> None:
    """A line for each."""
    print(f"{'':36} {'steps/s':>8} {'msg/s':>8} {'core %':>7} {'p50 ms':>8} {'p99 ms':>8} {'crossed':>8} {'astray':>7}")
    for name, all_ in found.items():
        messages, core = per_second(all_) * all_[0].messages, median(100 * m.cpu[0] / m.seconds for m in all_)
        late = f"{median(m.p50 for m in all_):8.1f} {median(m.p99 for m in all_):8.1f}"
        order = f"{max(m.crossed for m in all_):8} {max(m.astray for m in all_):7}"
        unsaid = sum(m.unsaid for m in all_)
        lost = f"  {unsaid} words nobody was free to say" if unsaid else ""
        print(f"{WORDS[name]:36} {per_second(all_):8.0f} {messages:8.0f} {core:7.0f} {late} {order}{lost}")


def slow_platform(found: Results) -> None:
    """The goals of the platform that answers after 50 ms."""
    ours, floor = found["sqlite"], found["floor"]
    messages = (per_second(ours) * ours[0].messages) / (per_second(floor) * floor[0].messages)
    wrong = max(m.crossed + m.astray for m in ours)
    tell(
        [
            Goal(
                "50 ms platform, 40 people: updates a second / floor",
                per_second(ours) / per_second(floor),
                0.9,
                most=False,
            ),
            Goal("50 ms platform, 40 people: messages a second / floor", messages, 0.9, most=False),
            Goal("50 ms platform, 40 people: messages out of their chat's order", wrong, 0, ""),
        ]
    )


def even_rate(found: Results) -> None:
    """The goals of the open loop."""
    ours, floor = found["sqlite"], found["floor"]
    p50 = median(m.p50 for m in ours) / median(m.p50 for m in floor)
    p99 = median(m.p99 for m in ours) / median(m.p99 for m in floor)
    tell([Goal("100 updates a second: p50 / floor", p50, 2.0), Goal("100 updates a second: p99 / floor", p99, 3.0)])


def main(count: int, measure: float) -> None:
    """Both."""
    print(f"the platform answers after {1000 * DELAY:.0f} ms, {count} rounds")
    found = rounds(count, Manner(measure, delay=DELAY))
    table(found)
    slow_platform(found)
    print(f"\n{RATE:.0f} updates a second, evenly, the platform answers at once")
    found = rounds(count, Manner(measure, rate=RATE))
    table(found)
    even_rate(found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.bench.waiting", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--measure", type=float, default=5.0)
    told = parser.parse_args()
    main(told.rounds, told.measure)
