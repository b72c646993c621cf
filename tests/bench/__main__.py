"""`make bench`: durable conversation steps beside bare aiohttp and a python-telegram-bot bot, in one run."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from tests.bench.goals import Goal, tell
from tests.bench.load import Measured, Target
from tests.bench.processor import postmaster
from tests.bench.script import PEOPLE, STEPS
from tests.databases import empty_postgresql, server

FSYNC = ("ALTER SYSTEM RESET ALL", "SELECT pg_reload_conf()")  # the tests' server runs without; we must not
MODULES = {
    "floor": "tests.bench.floor",
    "ptb": "tests.bench.ptb",
    "ptb-aiohttp": "tests.bench.ptb",
    "sqlite": "tests.bench.ours",
    "postgresql": "tests.bench.ours",
    "postgresql2": "tests.bench.ours",
    "postgresql4": "tests.bench.ours",
    "zalo": "tests.bench.ours",
}
PROCESSES = {"postgresql2": 2, "postgresql4": 4}  # all others: one
WORDS = {
    "floor": "(a) bare aiohttp + one call",
    "ptb": "(b) PTB ConversationHandler, pickle",
    "ptb-aiohttp": "(b') the same over aiohttp",
    "sqlite": "ours, SQLite synchronous=FULL",
    "postgresql": "ours, PostgreSQL fsync=on",
    "postgresql2": "ours, PostgreSQL, 2 processes",
    "postgresql4": "ours, PostgreSQL, 4 processes",
    "zalo": "ours on Zalo OA, SQLite",
}
ON_SERVER = ("postgresql", "postgresql2", "postgresql4")
FOUR = 2.5  # times as much with four processes as with one
MUST, AIM = {"ptb": 1.5, "floor": 0.15}, {"ptb": 3.0, "floor": 0.35}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: names of MODULES, how often, seconds of warm-up and of measuring."""

    names: tuple[str, ...]
    rounds: int
    warm_up: float
    measure: float
    profile: str = ""


def arguments(name: str, folder: Path, profile: str) -> list[str]:
    """What a contender is told after the address of the Bot API."""
    if name.startswith("ptb"):
        return [str(folder / "ptb.pickle"), "aiohttp" if name == "ptb-aiohttp" else "httpx"]
    if name.startswith("postgresql"):
        server().do(*FSYNC)
        return ["telegram", str(folder), empty_postgresql(), profile]
    return ["zalo" if name == "zalo" else "telegram", str(folder), "", profile]


@contextmanager
def process(module: str, *args: str) -> Iterator[subprocess.Popen[str]]:
    """A Python process of ours with pipes; ended and waited for."""
    command = [sys.executable, "-m", module, *args]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        try:
            yield child
        finally:
            child.terminate()


def line(child: subprocess.Popen[str]) -> str:
    """The next line it prints; SystemExit if it died instead."""
    assert child.stdout
    found = child.stdout.readline()
    if not found:
        raise SystemExit(f"a process ended too early: {child.args!r}")
    return found.strip()


def run(name: str, plan: Plan, profile: str = "") -> Measured:
    """One contender in a process of its own, under load from another."""
    with tempfile.TemporaryDirectory() as folder, process("tests.bench.load") as load, ExitStack() as stack:
        told = [f"http://127.0.0.1:{line(load)}", *arguments(name, Path(folder), profile)]
        doors, pids = [], []
        for _ in range(PROCESSES.get(name, 1)):  # one after the other: the first one makes the tables
            contender = stack.enter_context(process(MODULES[name], *told))
            doors.append(json.loads(line(contender)))
            pids.append(contender.pid)
        platform, _, path, headers = doors[0]
        ports = tuple(door[1] for door in doors)
        target = Target(platform, ports, path, headers, tuple(pids), plan.warm_up, plan.measure, server=first(name))
        return measured_by(load, target)


def measured_by(load: subprocess.Popen[str], target: Target) -> Measured:
    """What the load generator saw of this target."""
    assert load.stdin
    print(json.dumps(asdict(target)), file=load.stdin, flush=True)
    row = json.loads(line(load))
    return Measured(**{**row, "cpu": tuple(row["cpu"])})


def first(name: str) -> int:
    """The first process of the database server; 0 if there is none."""
    return postmaster() if name in ON_SERVER else 0


def per_second(found: Sequence[Measured]) -> float:
    """Steps a second, the median of the rounds."""
    return median(m.steps / m.seconds for m in found)


def cpu(found: list[Measured]) -> float:
    """Milliseconds of processor a step, the median of the rounds."""
    return median(1000 * sum(m.cpu) / m.steps for m in found)


def table(results: dict[str, list[Measured]]) -> None:
    """A line for each contender."""
    print(f"{'':36} {'steps/s':>9} {'cpu ms':>8} {'p50 ms':>8} {'p99 ms':>8} {'messages':>9}")
    for name, found in results.items():
        p50, p99 = median(m.p50 for m in found), median(m.p99 for m in found)
        figures = f"{per_second(found):9.0f} {cpu(found):8.2f} {p50:8.1f} {p99:8.1f} {found[0].messages:9.2f}"
        print(f"{WORDS[name]:36} {figures}")


def parts(found: list[Measured]) -> list[float]:
    """Milliseconds of processor a step: ours, the database server's, those of people and platform."""
    spent = [(sum(m.cpu), m.server, m.load) for m in found]
    return [median(1000 * one[n] / m.steps for one, m in zip(spent, found, strict=True)) for n in range(3)]


def shares(results: dict[str, list[Measured]]) -> None:
    """Who used the processor, and how many steps a second these cores had room for if nobody else used them."""
    cores = os.cpu_count() or 1
    known = {name: parts(found) for name, found in results.items() if name in ON_SERVER}
    for name, (ours, base, load) in known.items():
        said = f"ours {ours:.2f}, PostgreSQL {base:.2f}, people and platform {load:.2f} ms of processor a step"
        print(f"{WORDS[name]}: {said}; {cores} cores have room for {1000 * cores / (ours + base + load):.0f} steps/s")
    if {"postgresql", "postgresql4"} <= known.keys():  # one process and its backend take turns: together one core
        most = cores * sum(known["postgresql"][:2]) / sum(known["postgresql4"])
        print(f"four processes / one: by processor {cores} cores have room for {most:.2f} times")


def verdicts(results: dict[str, list[Measured]]) -> None:
    """How far each database is from what must be and what is aimed at."""
    for ours in (name for name in ("sqlite", "postgresql", "zalo") if name in results):
        for other in (name for name in MUST if name in results):
            cpus = cpu(results[other]) / cpu(results[ours])
            ratio = per_second(results[ours]) / per_second(results[other])
            print(f"{ours:10} / {other:5} {ratio:6.2f} (processor {cpus:5.2f})")
            tell([Goal(f"steps a second, {ours} / {other}", ratio, AIM[other], most=False, must=MUST[other])])
    if {"postgresql", "postgresql4"} <= results.keys():
        ratio = per_second(results["postgresql4"]) / per_second(results["postgresql"])
        tell([Goal("steps a second, four processes on PostgreSQL / one", ratio, FOUR, most=False)])


def breakdown(plan: Plan) -> None:
    """Where the processor time of a step goes; the stopwatches themselves cost time, so the sum is too high."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "profile.json"
        run(plan.profile, plan, str(file))
        row = json.loads(file.read_text())
    count = row["calls"]["handlers"]
    parts = sorted(row["seconds"].items(), key=lambda part: -part[1])
    rest = row["all"] - sum(row["seconds"].values())
    print(f"{'phase':40} {'ms a step':>10} {'calls':>7}")
    for name, seconds in [*parts, ("event loop, client, threads", rest), ("all", row["all"])]:
        print(f"{name:40} {1000 * seconds / count:10.3f} {row['calls'].get(name, 0) / count:7.2f}")


def planned() -> Plan:
    """The plan of the command line."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=MODULES, default=list(MODULES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--warm-up", type=float, default=1.0)
    parser.add_argument("--measure", type=float, default=4.0)
    parser.add_argument(
        "--profile", choices=("sqlite", "postgresql", "zalo"), help="only say where the time of a step goes"
    )
    given = parser.parse_args()
    return Plan(tuple(given.only), given.rounds, given.warm_up, given.measure, given.profile or "")


def main() -> None:
    """Run all contenders in turn, several rounds, and print medians and ratios."""
    plan = planned()
    if plan.profile:
        breakdown(plan)
        return
    results: dict[str, list[Measured]] = {name: [] for name in plan.names}
    for _ in range(plan.rounds):
        for name in plan.names:
            results[name].append(run(name, plan))
    print(f"{PEOPLE} people at once, {len(STEPS)} steps each, {plan.rounds} rounds, {os.cpu_count()} cores")
    table(results)
    shares(results)
    verdicts(results)


if __name__ == "__main__":
    main()
