"""Looks at the machine around the program: clock, room on the disk, memory, open files, the database's promises."""

import os
import resource
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from bot.checks import Finding, Site
from bot.opening import connected
from bot.store.tables import audit

BUILT = datetime(2026, 11, 1, tzinfo=UTC)  # no clock that is right says an earlier time to this version
ASTRAY = timedelta(seconds=5)  # several machines on one database may differ by less
UNUSED = timedelta(days=365)
MEGABYTE = 1_000_000
LITTLE_ROOM = 500 * MEGABYTE
LITTLE_MEMORY = 250 * MEGABYTE  # docs/deployment.md: 205 MB at rest
FEW_FILES = 1024
MEMORY_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
PROXIES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
IN_MEMORY = frozenset({"tmpfs", "ramfs", "overlay"})
MOUNTS = Path("/proc/self/mounts")
LATEST = select(func.max(audit.c.at))
PROMISES = ("fsync", "full_page_writes", "synchronous_commit")  # off: a power cut loses what was acknowledged
PROMISE = text("SELECT current_setting(:name)")
THEIR_CLOCK = text("SELECT now()")  # when this transaction began, as ours


def look_at_clock(site: Site) -> Iterator[Finding]:
    """Legal clocks, duty and quiet hours go by this machine's clock, on PostgreSQL by its (no time zone matters)."""
    connection, now = site.work.connection, site.work.now
    if now < BUILT:
        yield Finding("error", "The clock of this machine is wrong, it stands before this version was made: set it.")
    latest = connection.execute(LATEST).scalar_one()
    if latest is not None and latest > now + ASTRAY:
        yield Finding("error", "The clock of this machine stands before what is in the database: set it (NTP).")
    if latest is not None and latest < now - UNUSED:
        yield Finding("warning", "Nothing happened for a year by this machine's clock: is its date right?")
    if connection.dialect.name == "postgresql" and abs(connection.execute(THEIR_CLOCK).scalar_one() - now) > ASTRAY:
        yield Finding("error", "This machine's clock and PostgreSQL's differ by over 5 seconds: let NTP set both.")


def look_at_room(site: Site) -> Iterator[Finding]:
    """Whether the data folder has room left, and lasts."""
    folder = site.settings.data_dir.resolve()
    if shutil.disk_usage(folder).free < LITTLE_ROOM:
        yield Finding("warning", "Less than 500 MB are free where LANGNGHE_DATA_DIR is: make room.")
    if kind_of_disk(folder, MOUNTS.read_text("utf-8", "replace")) in IN_MEMORY:
        yield Finding("warning", "LANGNGHE_DATA_DIR is in memory or inside a container and ends with it: use a volume.")


def look_at_limits(_site: Site) -> Iterator[Finding]:
    """What the system lets one program have."""
    if memory_limit() < LITTLE_MEMORY:
        yield Finding("warning", "The program may have less than 256 MB of memory: it would be killed in a flood.")
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < FEW_FILES:
        yield Finding("warning", "Fewer than 1,024 files may be open: raise LimitNOFILE= or `ulimit -n`.")


def look_at_detours(site: Site) -> Iterator[Finding]:
    """A proxy that the environment names is not used: who needs it would wonder."""
    if connected(site.settings) and any(os.environ.get(name) for name in PROXIES):
        yield Finding("warning", "HTTPS_PROXY is set, and not used: the messengers are called directly.")


def look_at_promises(site: Site) -> Iterator[Finding]:
    """Whether PostgreSQL has on the disk what it says it has."""
    if site.work.connection.dialect.name != "postgresql":
        return
    for name in PROMISES:
        if site.work.connection.execute(PROMISE, {"name": name}).scalar_one() == "off":
            yield Finding("error", f"PostgreSQL has {name} off: a power cut loses reports: see deploy/postgresql.conf.")


def kind_of_disk(folder: Path, mounts: str) -> str:
    """What the folder is on, by the longest mount point above it."""
    rows = (line.split()[1:3] for line in mounts.splitlines())
    points: Mapping[str, str] = {point.replace("\\040", " "): kind for point, kind in rows}
    return next((points[str(p)] for p in (folder, *folder.parents) if str(p) in points), "")


def memory_limit() -> int:
    """How many bytes this program may have, by its control group and its own limit; without one, what there is."""
    limits = [int(read) for file in MEMORY_LIMITS if file.exists() and (read := file.read_text().strip()).isdecimal()]
    own = resource.getrlimit(resource.RLIMIT_AS)[0]
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([there, *limits, *([own] if own != resource.RLIM_INFINITY else [])])
