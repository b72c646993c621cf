"""Campaigns beside a bare aiohttp loop and PTB in one run: how fast, and how late an alert is meanwhile.

`python -m tests.bench.mass [--messages 20000] [--rounds 3]`
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from subprocess import Popen, run

from tests.bench.__main__ import FSYNC, line, process
from tests.bench.goals import Goal, tell
from tests.databases import empty_postgresql, server

NAMES = {
    "floor": "(a) bare aiohttp, 50 connections",
    "ptb": "(b) PTB send_message, httpx",
    "sqlite": "ours, SQLite synchronous=FULL",
    "postgresql": "ours, PostgreSQL fsync=on",
}
GOALS = {"floor": 0.5, "ptb": 3.0}
LATE = 200.0  # milliseconds
Row = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Result:
    """What a sender says it took, and what the platform saw."""

    took: Row
    people: int
    doubled: int
    waits: tuple[float, ...]  # milliseconds from writing an alert to its arrival


def seeded(name: str, folder: Path, people: int) -> str:
    """The address of a database with so many subscribers."""
    url = ""
    if name == "postgresql":
        server().do(*FSYNC)
        url = empty_postgresql()
    run([sys.executable, "-m", "tests.bench.seeding", str(folder), url, str(people)], check=True)
    return url


def command(name: str, api: str, folder: Path, counts: tuple[int, int]) -> list[str]:
    """The module and arguments of a sender; counts: subscribers, copies to send."""
    people, messages = counts
    if name in ("floor", "ptb"):
        return ["tests.bench.mass_others", name, api, str(messages)]
    return ["tests.bench.mass_ours", api, str(folder), seeded(name, folder, people), str(messages)]


def told(child: Popen[str]) -> str:
    """Its next line, after one to it."""
    assert child.stdin
    print("go", file=child.stdin, flush=True)
    return line(child)


def measured(name: str, counts: tuple[int, int], *more: str) -> Result:
    """One sender against a fresh platform."""
    with tempfile.TemporaryDirectory() as folder, process("tests.bench.mass_api") as api:
        address = f"http://127.0.0.1:{line(api)}"
        module, *args = command(name, address, Path(folder), counts)
        with process(module, *args, *more) as sender:
            line(sender)
            told(api)  # forget the message that warmed it up
            took = json.loads(told(sender))
            seen = json.loads(told(api))
    return Result(took, seen["people"], seen["doubled"], tuple(seen["waits"]))


def speeds(plan: argparse.Namespace) -> None:
    """Messages a second and processor time of a message, with ratios."""
    counts = (plan.messages, plan.messages)
    found: dict[str, list[Result]] = {name: [] for name in plan.only}
    for _ in range(plan.rounds):
        for name in plan.only:
            found[name].append(measured(name, counts))
    print(f"{plan.messages} messages, {plan.rounds} rounds, {os.cpu_count()} cores")
    print(f"{'':34} {'messages/s':>11} {'cpu ms':>8} {'lost':>6} {'double':>7}")
    rates = {}
    for name, results in found.items():
        rates[name] = median(plan.messages / r.took["seconds"] for r in results)
        cpu = median(1000 * r.took["cpu"] / plan.messages for r in results)
        lost, double = plan.messages - min(r.people for r in results), max(r.doubled for r in results)
        print(f"{NAMES[name]:34} {rates[name]:11.0f} {cpu:8.3f} {lost:6} {double:7}")
    for ours in (name for name in ("sqlite", "postgresql") if name in rates):
        for other in (name for name in GOALS if name in rates):
            name = f"campaign, messages a second, {ours} / {other}"
            tell([Goal(name, rates[ours] / rates[other], GOALS[other], most=False)])


def alerts(plan: argparse.Namespace) -> None:
    """How late an alert is that is written while a campaign is sent."""
    for name in (name for name in ("sqlite", "postgresql") if name in plan.only):
        result = measured(name, (plan.messages, plan.messages), "urgent")
        waits = sorted(result.waits)
        p50, p99 = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
        late = f"p50 {p50:.0f} ms, p99 {p99:.0f} ms, longest {waits[-1]:.0f} ms"
        print(f"{name}: {len(waits)} alerts meanwhile, {late}")
        tell([Goal(f"alert to send p99 beside a campaign of {plan.messages:,}, {name}", p99, LATE, "ms")])


def main() -> None:
    """Both, one after another."""
    parser = argparse.ArgumentParser(prog="tests.bench.mass", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--messages", type=int, default=20_000)
    plan = parser.parse_args()
    speeds(plan)
    alerts(plan)


if __name__ == "__main__":
    main()
