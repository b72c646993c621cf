"""Where the moments of a case lie on one line: minutes and days on it at once, both to be told apart."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import log1p
from typing import Literal

from referral.records import dataclass

MINUTE = timedelta(minutes=1)
SHORTEST = timedelta(minutes=10)  # a line is never shorter than this
BETWEEN = 4.5  # percent between two dots of a lane
NEAREST = 14.0  # percent between two ticks whose words must not run into each other
TICKS = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12),
    timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=30), timedelta(days=90),
)  # fmt: skip

# What a mark stands for: somebody was asked, said yes, said yes in the place of the body, said no, did something, is
# asked next; a share of a clock's time, its end; when it stopped.
Sign = Literal["asked", "accepted", "instead", "declined", "acted", "next", "share", "due", "stopped", "opened"]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened or is due, in words."""

    at: datetime
    sign: Sign
    words: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One body, or one legal clock, with its moments in order. `late`: what is due here is over."""

    name: str
    moments: tuple[Moment, ...]
    clock: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A moment on the line: percent of its length from the left."""

    x: float
    moment: Moment


@dataclass(frozen=True, slots=True)
class Bar:
    """A lane on the line: its dots, and from where to where time passed and is still to pass."""

    lane: Lane
    dots: tuple[Dot, ...]
    start: float
    passed: float  # until now, or until it was over
    end: float


@dataclass(frozen=True, slots=True)
class Line:
    """All lanes laid out. `ticks` say how long after the beginning a place on the line is."""

    bars: tuple[Bar, ...]
    now: float
    ticks: tuple[tuple[float, timedelta], ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """From when to when the line reaches. The first minutes take as much room as the first days: what decides
    whether a child is safe happens in both."""

    start: datetime
    end: datetime

    def x(self, at: datetime) -> float:
        """The place of a moment in percent; what lies outside is shown at the edge."""
        inside = min(max(at, self.start), self.end)
        share = log1p((inside - self.start) / MINUTE) / log1p((self.end - self.start) / MINUTE)
        return round(100 * share, 2)


def laid_out(lanes: Sequence[Lane], opened: datetime, now: datetime) -> Line:
    """The line of a case from its first message until now, or until what is due last."""
    scale = scale_of((moment.at for lane in lanes for moment in lane.moments), opened, now)
    return Line(tuple(bar(lane, scale, now) for lane in lanes), scale.x(now), tuple(ticks(scale)))


def scale_of(moments: Iterable[datetime], opened: datetime, now: datetime) -> Scale:
    """From the first message to the latest of now and all that is due."""
    return Scale(opened, max((*moments, now, opened + SHORTEST)))


def bar(lane: Lane, scale: Scale, now: datetime) -> Bar:
    """One lane."""
    dots = tuple(apart([Dot(scale.x(moment.at), moment) for moment in lane.moments]))
    over = next((dot.x for dot in dots if dot.moment.sign in ("accepted", "instead", "stopped")), None)
    first = min((dot.x for dot in dots), default=0.0)
    last = max((dot.x for dot in dots), default=0.0)
    return Bar(lane, dots, first, over if over is not None else max(first, scale.x(now)), last)


def apart(dots: Sequence[Dot]) -> list[Dot]:
    """Dots of one lane so far from each other that each can be seen; their order is true, the table has the hours."""
    between = min(BETWEEN, 100.0 / max(1, len(dots)))
    places: list[float] = []
    for dot in dots:
        places.append(max(dot.x, places[-1] + between if places else 0.0))
    most = 100.0
    for n in reversed(range(len(places))):  # what was pushed over the end comes back, and pushes what is before it
        places[n] = min(places[n], most)
        most = places[n] - between
    return [replace(dot, x=round(x, 2)) for dot, x in zip(dots, places, strict=True)]


def ticks(scale: Scale) -> list[tuple[float, timedelta]]:
    """Round lengths of time along the line, as many as can be read beside each other."""
    found: list[tuple[float, timedelta]] = []
    for length in TICKS:
        x = scale.x(scale.start + length)
        if scale.start + length < scale.end and NEAREST <= x <= 100 - NEAREST / 2:
            if found and x - found[-1][0] < NEAREST:
                continue
            found.append((x, length))
    return found
