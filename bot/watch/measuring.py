"""Measure how the program is: in its tables, on its disk, in its loops."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from bot.store.backups import is_backed_up
from bot.store.copies import is_old
from bot.store.store import utc_now
from bot.store.vitals import (
    clock_off,
    dead_urgent,
    drilled,
    empty_desks,
    ill_channels,
    oldest_timer,
    oldest_turn,
    oldest_urgent,
)
from bot.store.work import SqlWork
from referral.alarms import Vitals
from referral.records import dataclass

SLOW_SECONDS = 600.0  # between two looks at what changes by the day


def none_free(_work: SqlWork) -> frozenset[str]:
    """One process alone has no leases."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class Around:
    """What is looked at beside the tables."""

    folder: Path  # where the data are
    ring: Path
    ring_problem: Callable[[], str]
    channels: Callable[[], tuple[str, ...]]  # those that this process delivers through
    loops: Callable[[], Mapping[str, timedelta]]
    free: Callable[[SqlWork], frozenset[str]] = none_free  # leases that one of all processes should hold
    clock: Callable[[], datetime] = utc_now  # this machine's own


@dataclass(frozen=True, slots=True)
class Slow:
    """What changes by the day."""

    at: float
    audit_whole: bool
    backed_up: bool
    copied: bool
    proven: bool
    drilled: bool


class Measuring:
    """Keeps what is slow to look at for a while. One call at a time."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._slow: Slow | None = None

    def __call__(self, work: SqlWork) -> Vitals:
        """The vitals of this moment; reads only, and on no writer's thread."""
        around, live = self._around, work.directory.live
        found = Vitals(
            urgent=oldest_urgent(work, around.channels()),
            timers=oldest_timer(work),
            inbox=oldest_turn(work),
            loops=around.loops(),
            channels=ill_channels(work),
            empty_desks=frozenset(empty_desks(work)) if live else frozenset(),
            dead_urgent=dead_urgent(work),
            disk_free=disk_free(around.folder),
            ring_fits=not around.ring_problem(),
            clock_off=clock_off(work, around.clock()),
            free_leases=around.free(work),
        )
        slow = self._slow_of(work)
        found = replace(found, audit_whole=slow.audit_whole, backed_up=slow.backed_up, drilled=slow.drilled)
        return replace(found, copied=slow.copied, proven=slow.proven)

    def _slow_of(self, work: SqlWork) -> Slow:
        known = self._slow
        if known is None or monotonic() - known.at > SLOW_SECONDS:
            known = self._slow = slow_now(work, self._around.ring)
        return known


def slow_now(work: SqlWork, ring: Path) -> Slow:
    """What changes by the day. A trial needs neither backups nor drills."""
    checked, trial = work.log.checked(), not work.directory.live
    return Slow(
        at=monotonic(),
        audit_whole=checked is None or not checked.how,
        backed_up=trial or ring_backed_up(work, ring),
        copied=trial or not is_old(work.connection, "backup", work.now),
        proven=trial or not is_old(work.connection, "drill", work.now),
        drilled=trial or drilled(work),
    )


def ring_backed_up(work: SqlWork, ring: Path) -> bool:
    """Whether the ring has a copy; one that is gone, or cannot be read, is told apart (`ring_changed`)."""
    try:
        return is_backed_up(work.connection, ring)
    except OSError:
        return True


def disk_free(folder: Path) -> int | None:
    """Bytes that are free where the data are; None if there is no such folder."""
    return shutil.disk_usage(folder).free if folder.exists() else None
