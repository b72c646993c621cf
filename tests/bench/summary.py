"""`make bench`: every bench in turn, and at the end one table of all goals; `--only NAME ...` runs some of them."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.goals import KEPT_IN, Goal, shown, told

BENCHES: Mapping[str, Sequence[str]] = {
    "step": ("tests.bench", "--only", "floor", "ptb", "ptb-aiohttp", "sqlite", "postgresql", "zalo"),
    "processes": ("tests.bench", "--only", "postgresql", "postgresql2", "postgresql4", "--rounds", "1"),
    "waiting": ("tests.bench.waiting", "--rounds", "2"),
    "syncs": ("tests.bench.syncs",),
    "caps": ("tests.bench.caps",),
    "mass": ("tests.bench.mass", "--rounds", "1"),
    "million": ("tests.bench.million",),
    "start": ("tests.bench.start",),
    "outbox": ("tests.bench.outbox",),
    "escalation": ("tests.bench.escalation",),
    "places": ("tests.bench.places",),
    "triage": ("tests.bench.triage",),
    "queue": ("tests.bench.queue",),
    "growth": ("tests.bench.growth",),
    "flood": ("tests.bench.flood",),
    "leaks": ("tests.bench.leaks",),
}  # name -> module and arguments


def run(name: str, file: Path) -> list[Goal]:
    """One bench in a process of its own, its words on our output; the goals it told. Raises CalledProcessError."""
    module, *args = BENCHES[name]
    before = len(told(file))
    print(f"\n=== {name}: python -m {module} {' '.join(args)}", flush=True)
    since = time.monotonic()
    subprocess.run([sys.executable, "-m", module, *args], check=True, env={**os.environ, KEPT_IN: str(file)})
    print(f"({time.monotonic() - since:.0f} s)", flush=True)
    return told(file)[before:]


def table(found: Mapping[str, Sequence[Goal] | None]) -> None:
    """A line for each goal, and one for each bench that ended badly."""
    print(f"\n{'bench':11} {'goal':62} {'figure':>14}  {'wanted':32} verdict")
    for bench, goals in found.items():
        if goals is None:
            print(f"{bench:11} ended with an error; its words are above")
        for goal in goals or ():
            print(f"{bench:11} {goal.name:62} {shown(goal.figure):>9} {goal.unit:4}  {goal.wanted:32} {goal.verdict}")


def main(names: Sequence[str]) -> int:
    """Run them, print the table; 1 if a bench ended with an error, for a goal that is missed is no error."""
    found: dict[str, Sequence[Goal] | None] = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "goals"
        file.touch()
        for name in names:
            try:
                found[name] = run(name, file)
            except subprocess.CalledProcessError:
                found[name] = None
    print(f"\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end")
    table(found)
    return int(None in found.values())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.bench.summary", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=BENCHES, default=list(BENCHES))
    sys.exit(main(parser.parse_args().only))
