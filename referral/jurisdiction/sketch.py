"""A small drawing of where a case is: its point or commune among the middles of the communes around, without tiles."""

from collections.abc import Iterable
from math import cos, pi, radians, sqrt

from referral.jurisdiction import Unit
from referral.jurisdiction.outline import KM_PER_DEGREE
from referral.records import dataclass

WIDTH, HEIGHT = 320.0, 220.0
MOST_NAMES = 5
SMALLEST_KM = 2.0  # half the height of the smallest drawing
APART = 16.0  # two names nearer than this would run into each other
EDGE = 14.0
RULERS = (1, 2, 5, 10, 20, 50)  # lengths that the scale may show, in kilometres


@dataclass(frozen=True, slots=True)
class Mark:
    """The middle of a commune on the drawing."""

    x: float
    y: float
    name: str
    own: bool = False  # the commune of the case


@dataclass(frozen=True, slots=True)
class Sketch:
    """The drawing: the case in its middle, communes around, how far a length is. `radius` is what the commune of the
    case would be if it were round."""

    x: float
    y: float
    marks: tuple[Mark, ...]
    radius: float
    km: int
    ruler: float


@dataclass(frozen=True, slots=True)
class View:
    """Which part of the land is drawn, and how large."""

    lat: float
    lon: float
    scale: float  # units of the drawing for each kilometre

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """The place of a point on the drawing, north up."""
        east = (lon - self.lon) * KM_PER_DEGREE * cos(radians(self.lat))
        north = (lat - self.lat) * KM_PER_DEGREE
        return round(WIDTH / 2 + east * self.scale, 1), round(HEIGHT / 2 - north * self.scale, 1)


def sketch(lat: float, lon: float, own: Unit | None, units: Iterable[Unit]) -> Sketch:
    """The drawing around a point; `own` is the commune of the case, if that is known."""
    radius = sqrt(own.km2 / pi) if own else 0.0
    view = View(lat, lon, HEIGHT / 2 / max(2.2 * radius, SMALLEST_KM))
    x, y = view.at(lat, lon)
    own_code = own.code if own else ""
    inside = ((unit, view.at(unit.lat, unit.lon)) for unit in units)
    near = [(unit, place) for unit, place in inside if drawn(place)]
    near.sort(key=lambda found: (found[0].code != own_code, (found[1][0] - x) ** 2 + (found[1][1] - y) ** 2))
    km = next((km for km in reversed(RULERS) if km * view.scale <= WIDTH / 3), RULERS[0])
    return Sketch(x, y, readable(near, own_code), round(radius * view.scale, 1), km, round(km * view.scale, 1))


def drawn(place: tuple[float, float]) -> bool:
    """Whether a place is on the drawing, and not at its very edge."""
    return EDGE < place[0] < WIDTH - EDGE and EDGE < place[1] < HEIGHT - 2 * EDGE


def readable(near: Iterable[tuple[Unit, tuple[float, float]]], own: str) -> tuple[Mark, ...]:
    """The nearest communes whose names do not run into each other."""
    kept: list[Mark] = []
    for unit, (x, y) in near:
        if len(kept) < MOST_NAMES and all(abs(y - mark.y) > APART for mark in kept):
            kept.append(Mark(x, y, unit.name, unit.code == own))
    return tuple(kept)
