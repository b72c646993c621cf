"""When the next thing about a run is to be done, and how many of its copies may start by now."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Literal

from bot.store.campaigns import parsed
from bot.store.work import SqlWork
from referral.campaigns import Rules
from referral.campaigns.hours import fitting, goes_at, share
from referral.campaigns.runs import Run
from referral.records import dataclass

GRID = timedelta(seconds=0.5)  # starts are spread in steps, so that a page is worth its transaction

Kind = Literal["count", "send", "settle"]


@dataclass(frozen=True, slots=True)
class Chore:
    """What is to be done of a run, and when."""

    run_id: str
    kind: Kind
    at: datetime


@dataclass(frozen=True, slots=True)
class Served:
    """The channels this process sends on, and until when each of them rests."""

    names: frozenset[str]
    rests: Mapping[str, datetime]


def chores(work: SqlWork, served: Served) -> list[Chore]:
    """The next chore of each run that is not over."""
    left = [Chore(run_id, "settle", work.now) for run_id in work.progress.left_behind()]
    return left + [NEXT[run.state](work, run, served) for run in work.campaigns.open_runs()]


def to_count(work: SqlWork, run: Run, _served: Served) -> Chore:
    """What the calendar planned is counted at once, for a second person; everything at its hour."""
    ahead = run.created_by == "calendar" and run.begun_at is None
    return Chore(run.id, "count", min(work.now, run.starts_at) if ahead else run.starts_at)


def to_end(_work: SqlWork, run: Run, _served: Served) -> Chore:
    """It waits for somebody's word, until its time is over."""
    return Chore(run.id, "settle", run.ends_at)


def to_send(work: SqlWork, run: Run, served: Served) -> Chore:
    """When the next copy may start; or it is over."""
    lines, waiting = work.progress.gone_through(run.id), work.progress.waiting(run.id)
    if is_over(work, run) or work.now >= run.ends_at:
        return Chore(run.id, "settle", work.now)
    room_at = has_room_at(run, spread_of(run, work.house.campaigns), work.now)
    fresh = {channel: work.now for channel, done in lines.items() if not done}
    first = [max(at, room_at, served.rests.get(channel, at)) for channel, at in {**waiting, **fresh}.items()
             if channel in served.names]  # fmt: skip
    if not first:
        return Chore(run.id, "settle", run.ends_at)
    at = goes_at(max(min(first), run.starts_at), work.house.campaigns)
    return Chore(run.id, "send", at) if at < run.ends_at else Chore(run.id, "settle", run.ends_at)


NEXT: Mapping[str, Callable[[SqlWork, Run, Served], Chore]] = {
    "planning": to_count,
    "approval": to_end,
    "paused": to_end,
    "running": to_send,
}


def is_over(work: SqlWork, run: Run) -> bool:
    """Whether everybody on a channel that is connected was looked at, nothing waits and nothing is under way."""
    lines = work.progress.gone_through(run.id)
    open_lines = [channel for channel, done in lines.items() if not done and is_connected(work, channel)]
    return not (open_lines or work.progress.waiting(run.id) or work.copies.sending(run.id))


def is_connected(work: SqlWork, channel: str) -> bool:
    """Whether some process of this house sends there; for the others nobody waits."""
    channels = work.house.channels
    return channels is None or channel in channels


def spread_of(run: Run, rules: Rules) -> timedelta:
    """Over which its starts are spread, so that the last ones do not fall into the night."""
    return fitting(parsed(run).spread, run.begun_at or run.starts_at, run.ends_at, rules)


def room(run: Run, spread: timedelta, now: datetime) -> int | None:
    """How many more may start by now; None: as many as there are."""
    elapsed = (now - (run.begun_at or now)) // GRID * GRID
    if elapsed >= spread:
        return None
    return max(0, share(run.planned, elapsed, spread) - run.claimed)


def has_room_at(run: Run, spread: timedelta, now: datetime) -> datetime:
    """When at least one more may start."""
    left = room(run, spread, now)
    if left is None or left > 0 or run.begun_at is None:
        return now
    until = spread * (run.claimed + 1) / max(run.planned, 1)
    steps = -(-min(until, spread) // GRID)
    return run.begun_at + steps * GRID
