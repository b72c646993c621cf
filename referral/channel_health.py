"""How a messenger stands over time: when it is ill, when people must be told of it, and when it is well again."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from referral.records import dataclass

News = Literal["", "ill", "well"]

ILL = frozenset({"down", "conflict", "token_refused", "quota_gone", "needs_human", "silent"})
PATIENCE = timedelta(minutes=2)  # who stumbles for a minute is no news, nor who stands for a minute
STICKS = timedelta(seconds=75)  # longer than two looks: another process may be the one that cannot reach it
STALE = timedelta(minutes=5)  # nobody looks at this channel any more
AGAIN = timedelta(days=1)
RENAMED = timedelta(minutes=10)  # an illness that turns into another one is told anew, but not at every turn
ECHO_WAIT = timedelta(minutes=10)  # for what we send to come back, where a platform echoes it


@dataclass(frozen=True, slots=True)
class Seen:
    """How one process sees a channel at this moment, and when it last heard from it and sent to it."""

    channel: str
    state: str
    heard_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What people were told of an illness: its name, since when it lasted, and when they were told."""

    state: str
    since: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How a channel stands by what all processes saw. `since`: ill, or well, whatever the illness was called."""

    channel: str
    state: str
    since: datetime
    seen_at: datetime  # when it was last seen so
    heard_at: datetime | None = None
    sent_at: datetime | None = None
    told: Told | None = None  # until people were told that it is well

    @property
    def ill(self) -> bool:
        return self.state in ILL


def is_watched(standing: Standing, now: datetime) -> bool:
    """Whether anybody still looks at it; a channel that was taken out of the settings is neither ill nor well."""
    return now - standing.seen_at < STALE


def is_bad(standing: Standing, now: datetime) -> bool:
    """Whether it is ill by a look that is not too old."""
    return standing.ill and is_watched(standing, now)


def observed(before: Standing | None, seen: Seen, now: datetime) -> Standing:
    """How it stands after one more look."""
    known = before or Standing(seen.channel, seen.state, now, now)
    heard = replace(known, heard_at=latest(known.heard_at, seen.heard_at), sent_at=latest(known.sent_at, seen.sent_at))
    if hides_illness(known, seen, now):
        return heard
    return replace(heard, state=seen.state, since=since(known, seen.state, now), seen_at=now)


def hides_illness(known: Standing, seen: Seen, now: datetime) -> bool:
    """Whether this look proves nothing against an illness: it is only starting, or another look is too fresh."""
    if not known.ill or seen.state in ILL:
        return False
    return seen.state == "starting" or now - known.seen_at < STICKS


def since(known: Standing, state: str, now: datetime) -> datetime:
    """Since when it is ill, or well; who falls ill again before that was told was never well."""
    if known.ill == (state in ILL):
        return known.since
    return known.told.since if known.told and state in ILL else now


def latest(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later of two moments."""
    return max(filter(None, (one, other)), default=None)


def news(standing: Standing, now: datetime) -> News:
    """What people must be told now."""
    told = standing.told
    if now - standing.since < PATIENCE:
        return ""
    if not standing.ill:
        return "well" if told else ""
    if told is None:
        return "ill"
    return "ill" if now - told.at >= (AGAIN if told.state == standing.state else RENAMED) else ""


def after_telling(standing: Standing, told: News, now: datetime) -> Standing:
    """The same, once people were told."""
    known = Told(standing.state, standing.since, now) if told == "ill" else None
    return replace(standing, told=known) if told else standing


def is_silent(unanswered_since: datetime | None, now: datetime) -> bool:
    """Whether what we sent should long have come back from a platform that echoes it."""
    return unanswered_since is not None and now - unanswered_since >= ECHO_WAIT
