"""Real fsyncs for each update with forty people at once: SQLite's seen by strace, PostgreSQL's by its own pg_stat_io.

`python -m tests.bench.syncs [--measure 6]`. The tracer stops only at fsync and fdatasync (seccomp), all else runs free.
"""

import argparse
import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Event, Thread

import psycopg

from tests.bench.__main__ import MODULES, arguments, line, measured_by, process
from tests.bench.goals import Goal, tell
from tests.bench.load import Measured, Target
from tests.databases import server

GOAL = 0.15
TRACE = ("strace", "-D", "-f", "--seccomp-bpf", "-ttt", "-e", "trace=fsync,fdatasync", "-o")
BEGUN = re.compile(r"^\d+ +(\d+\.\d+) f(?:data)?sync\(", re.MULTILINE)  # an unfinished call once, not its resumption
LOOK_SECONDS = 0.2
Samples = list[tuple[float, int]]


@contextmanager
def traced(file: Path, module: str, *args: str) -> Iterator[Popen[str]]:
    """A Python process of ours whose fsyncs are written down with their moments."""
    command = [*TRACE, str(file), sys.executable, "-m", module, *args]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as child:
        try:
            yield child
        finally:
            child.terminate()


def measured(load: Popen[str], contender: Popen[str], seconds: float) -> tuple[Measured, float]:
    """What the load saw, and the moment at which its measuring ended, in seconds since 1970."""
    platform, port, path, headers = json.loads(line(contender))
    target = Target(platform, (port,), path, headers, (contender.pid,), 2.0, seconds)
    return measured_by(load, target), time.time()


def sqlite(seconds: float) -> tuple[Measured, int]:
    """Steps and fsyncs of SQLite."""
    with tempfile.TemporaryDirectory() as name, process("tests.bench.load") as load:
        folder, api = Path(name), f"http://127.0.0.1:{line(load)}"
        with traced(folder / "trace", MODULES["sqlite"], api, *arguments("sqlite", folder, "")) as contender:
            found, ended = measured(load, contender, seconds)
        moments = [float(at) for at in BEGUN.findall((folder / "trace").read_text())]
    return found, sum(ended - found.seconds <= at <= ended for at in moments)


def postgresql(seconds: float) -> tuple[Measured, int]:
    """Steps and fsyncs of PostgreSQL's log; its checkpoints, a few a minute, are not in them."""
    with tempfile.TemporaryDirectory() as folder, process("tests.bench.load") as load, samples() as seen:
        api = f"http://127.0.0.1:{line(load)}"
        with process(MODULES["postgresql"], api, *arguments("postgresql", Path(folder), "")) as contender:
            found, ended = measured(load, contender, seconds)
            time.sleep(2 * LOOK_SECONDS)
    return found, count_at(seen, ended) - count_at(seen, ended - found.seconds)


@contextmanager
def samples() -> Iterator[Samples]:
    """The counter of the server again and again; backends tell it what they did about once a second."""
    seen: Samples = []
    over, url = Event(), server().url("postgres")

    def look() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while not over.wait(LOOK_SECONDS):
                row = connection.execute("SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal'").fetchone()
                seen.append((time.time(), int(row[0]) if row else 0))

    thread = Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def count_at(seen: Samples, moment: float) -> int:
    """The counter at the look nearest to a moment."""
    return min(seen, key=lambda look: abs(look[0] - moment))[1]


def report(name: str, how: str, found: Measured, syncs: int) -> Sequence[Goal]:
    """A line, and the goal."""
    print(f"{name}: {syncs} fsyncs for {found.steps} updates in {found.seconds:.1f} s, {how}", flush=True)
    return [Goal(f"fsyncs an update, 40 people at once, {name}", syncs / found.steps, GOAL, "")]


def main(seconds: float) -> None:
    """Both databases."""
    if shutil.which("strace"):
        tell(report("SQLite", "seen by strace", *sqlite(seconds)))
    else:
        print("SQLite: not counted, strace is missing: apt-get install strace")
    tell(report("PostgreSQL", "by pg_stat_io (its log)", *postgresql(seconds)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.bench.syncs", description=__doc__)
    parser.add_argument("--measure", type=float, default=6.0)
    main(parser.parse_args().measure)
