"""Processor time of a process, or of a database server with all its processes."""

from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.databases import server


def processor_seconds(pid: int) -> float:
    """What all threads of a process have used so far; nothing if it has ended."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(map(nanoseconds, tasks)) / 1e9


def nanoseconds(task: Path) -> int:
    """What a thread has used."""
    try:
        return int(task.read_text().split()[0])
    except OSError:  # it has just ended
        return 0


def family_seconds(pid: int) -> float:
    """What a process and its children that still live have used; 0 for no process."""
    return sum(map(processor_seconds, (pid, *children(pid)))) if pid else 0.0


def children(pid: int) -> Iterator[int]:
    """The processes that this one started."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        yield from map(int, task.read_text().split())


def postmaster() -> int:
    """The first process of our PostgreSQL server."""
    with psycopg.connect(server().url("postgres")) as connection:
        (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    return int((Path(folder) / "postmaster.pid").read_text().split("\n", 1)[0])
