"""What is wrong with the program itself: since when, whom it was told to, and what is to be told now."""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import Literal

from referral.records import dataclass

News = Literal["raised", "again", "over"]

STICKS = timedelta(seconds=75)  # longer than two looks: another process may be the one that sees it
CLAIM = timedelta(minutes=2)  # for whoever tells it; after a death or a way that failed it is told anew
HOURLY, DAILY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Trouble:
    """One thing that is wrong: its name in the table of alarms, and of which channel, desk or loop; "" of none."""

    name: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Vitals:
    """What was measured at one moment. Ages are None if nothing waits; what nobody measured is well."""

    database: bool = True
    measured: bool = True  # False: nothing else is known
    urgent: Mapping[str, timedelta] = field(default_factory=dict)  # the oldest unsent urgent message, by channel
    timers: timedelta | None = None  # for how long the oldest is overdue
    inbox: timedelta | None = None
    loops: Mapping[str, timedelta] = field(default_factory=dict)  # since each went round the last time
    channels: Mapping[str, str] = field(default_factory=dict)  # those that are ill, and how
    empty_desks: frozenset[str] = frozenset()
    free_leases: frozenset[str] = frozenset()  # that one of several processes must hold, and none does
    dead_urgent: int = 0  # urgent messages of the last day that will not be sent
    disk_free: int | None = None  # bytes
    ring_fits: bool = True
    audit_whole: bool = True
    backed_up: bool = True  # the key ring, as it is now
    copied: bool = True  # the database, lately
    proven: bool = True  # a copy of it, lately
    drilled: bool = True  # somebody of the intake desk answered lately
    clock_off: timedelta = timedelta()  # between this machine and the database
    failed_ways: frozenset[str] = frozenset()  # by which an alarm could not be told the last time


@dataclass(frozen=True, slots=True)
class Raised:
    """An alarm that stands, or has ended and that was not told yet."""

    trouble: Trouble
    since: datetime
    seen_at: datetime
    due_at: datetime  # when it is to be told next
    times: int = 0  # how often it was told
    over_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """What is to be told now of an alarm."""

    news: News
    raised: Raised


@dataclass(frozen=True, slots=True)
class Pace:
    """When an alarm is told for the first time, and how often while it stands."""

    patience: timedelta
    again: timedelta


def observed(before: Raised | None, trouble: Trouble, here: bool, pace: Pace, now: datetime) -> Raised | None:
    """How an alarm stands after one more look of one process; None: there is none."""
    if here:
        known = before or Raised(trouble, now, now, now + pace.patience)
        return replace(known, seen_at=now, over_at=None)
    if before is None or before.over_at or now - before.seen_at < STICKS:
        return before
    return replace(before, over_at=now, due_at=now) if before.times else None


def telling(raised: Raised, now: datetime) -> Telling | None:
    """What must be told of it now, if anything; not that it began by a look that does not see it."""
    if raised.due_at > now or not (raised.over_at or raised.seen_at == now):
        return None
    return Telling("over" if raised.over_at else "again" if raised.times else "raised", raised)


def claimed(raised: Raised, now: datetime) -> Raised:
    """The same while somebody tells it."""
    return replace(raised, due_at=now + CLAIM)


def after_telling(raised: Raised, told: Telling, again: timedelta, now: datetime) -> Raised | None:
    """The same, once it was told; None: that was its end. An end that came meanwhile is told at once."""
    if told.news == "over":
        return None if raised.over_at else raised
    return replace(raised, times=raised.times + 1, due_at=now if raised.over_at else now + again)


def troubles_in(raised: Iterable[Raised]) -> frozenset[Trouble]:
    """Those that stand."""
    return frozenset(one.trouble for one in raised if not one.over_at)
