"""A pin becomes a place: by boundaries when a deployer brought them, else the likeliest communes as a question."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import cos, hypot, pi, radians, sqrt
from typing import TYPE_CHECKING, Literal

import numpy
from numpy.typing import NDArray

from referral.jurisdiction import Place
from referral.jurisdiction.outline import KM_PER_DEGREE, outline, real
from referral.jurisdiction.units import Units, unit, units
from referral.records import dataclass

if TYPE_CHECKING:
    from referral.jurisdiction.boundaries import Boundaries

Side = Literal["inside", "abroad", "sea", "nowhere"]
Found = tuple[str, str]  # the code of a commune and why it is in the list, in words

MOST = 5
EDGE_METRES = 50.0  # nearer to another commune's edge a pin does not say which: phones and boundaries are off by that
BESIDE_METRES = 2_000.0  # what a commune looks after may lie a little beyond its boundary
SHORE_METRES = 300.0  # a pier or a mud flat just outside every boundary
OFF_COAST_KM = 10.0  # nearer than this to the centre of any commune is never abroad or at sea
SIZE_WEIGHT = 0.5  # km / size ** 0.5: of 9,500 old communes the first is right for 83.9 %, by km alone for 82.5 %
REACH, LEAST_REACH_KM = 1.5, 3.0  # in sizes; farther off than this were 4 of 9,500 old communes
UNKNOWN_SIZE_KM = 8.5  # the median
CONFIDENCE = {  # of the first; for centres as measured on 16,605 points
    "pin: boundary": 0.99,
    "pin: edge": 0.6,
    "pin: beside boundaries": 0.8,
    "pin: centres": 0.76,
}
NONE: dict[Side, str] = {
    "abroad": "ngoài Việt Nam",
    "sea": "ngoài biển, cách bờ xa",
    "nowhere": "không phải toạ độ có thật",
}


@dataclass(frozen=True, slots=True)
class Centres:
    """The centres of all communes as columns: degrees, and sizes (the square root of the area) in km."""

    units: Units
    codes: tuple[str, ...]
    points: NDArray[numpy.float64]  # latitude and longitude, one row a commune
    sizes: NDArray[numpy.float64]

    def away(self, lat: float, lon: float) -> NDArray[numpy.float64]:
        """Kilometres from every centre to a point, on a flat earth."""
        off = (self.points - (lat, lon)) * (1.0, numpy.cos(numpy.radians(lat)))
        return numpy.hypot(off[:, 0], off[:, 1]) * KM_PER_DEGREE

    def any_within(self, km: float, lat: float, lon: float) -> bool:
        """Whether the centre of any commune is that near."""
        return bool((self.away(lat, lon) < km).any())


@dataclass(slots=True)
class InUse:
    """What this process works with."""

    boundaries: "Boundaries | None" = None
    centres: Centres | None = None


IN_USE = InUse()


def use(boundaries: "Boundaries | None") -> None:
    """From now on pins are placed by these boundaries, or by none."""
    IN_USE.boundaries = boundaries


def side(lat: float, lon: float) -> Side:
    """Whether a point (degrees, WGS 84) is in Vietnam; "inside" also near the border, near the shore, in doubt.

    "sea" is the sea off Vietnam; every other sea is abroad. "nowhere" are numbers that are no place on earth.
    """
    if not real(lat, lon):
        return "nowhere"
    coarse = outline()
    if coarse.on_land(lat, lon) or coarse.island(lat, lon) or centres().any_within(OFF_COAST_KM, lat, lon):
        return "inside"
    return "sea" if coarse.at_sea(lat, lon) else "abroad"


def inside_vietnam(lat: float, lon: float) -> bool:
    """Whether a point may be in Vietnam: see `side`."""
    return side(lat, lon) == "inside"


def may_be_in(lat: float, lon: float, code: str) -> bool:
    """Whether a point may belong to a commune: by its boundary, else by centre and size, generously."""
    known, there = IN_USE.boundaries, unit(code)
    if known and code in known.shapes:
        return code in dict(known.around(lat, lon, BESIDE_METRES))
    if there is None or any(island == code for island, _ in on_island(lat, lon)):
        return there is not None
    north, east = lat - there.lat, (lon - there.lon) * cos(radians(lat))
    return hypot(north, east) * KM_PER_DEGREE <= 3 * sqrt(there.km2 / pi) + OFF_COAST_KM


def locate(lat: float, lon: float) -> Place:
    """The commune a point (degrees, WGS 84) is in, or up to five that it may be in as a question. Total, pure, silent.

    One commune only by boundaries and 50 m away from any other; "none" when the point is not in Vietnam.
    """
    near = by_boundaries(lat, lon)
    if near and not near[0][1]:
        return by_edges([(code, metres) for code, metres in near if metres < EDGE_METRES])
    where = side(lat, lon)
    if not near and where != "inside":
        return Place("none", reading=(NONE[where],), rule="pin: outside")
    beside = [(code, edge_words(code, metres)) for code, metres in near]
    more = by_centres(lat, lon) if where == "inside" and not (near and all_covered()) else []
    return asked([*beside, *more], "pin: beside boundaries" if near else "pin: centres")


def by_boundaries(lat: float, lon: float) -> list[tuple[str, float]]:
    """The communes of today at a point by the boundaries in use, and how many metres off, the nearest first."""
    known = IN_USE.boundaries
    found = known.around(lat, lon, SHORE_METRES) if known and real(lat, lon) else ()
    return [(code, metres) for code, metres in found if unit(code)]


def all_covered() -> bool:
    """Whether no commune of today lacks a boundary."""
    return bool(IN_USE.boundaries and units().current.keys() <= IN_USE.boundaries.shapes.keys())


def by_edges(near: Sequence[tuple[str, float]]) -> Place:
    """One commune, or a question when an edge is too near to tell."""
    place = asked([(code, edge_words(code, metres)) for code, metres in near], "pin: edge")
    if len(near) > 1:
        return place
    return replace(place, status="commune", rule="pin: boundary", confidence=CONFIDENCE["pin: boundary"])


def by_centres(lat: float, lon: float) -> list[Found]:
    """Up to five communes by the distance to their centres and their size, an island's own before all."""
    known = centres()
    away = known.away(lat, lon)
    best = numpy.argsort(away / known.sizes**SIZE_WEIGHT)[:MOST].tolist()
    likely = [at for at in best if away[at] <= REACH * known.sizes[at] + LEAST_REACH_KM]
    own = on_island(lat, lon)
    shown = likely if likely or own else best
    return [*own, *((known.codes[at], centre_words(known.codes[at], float(away[at]))) for at in shown)]


def on_island(lat: float, lon: float) -> list[Found]:
    """The commune of the island that a point is on."""
    here = outline().island(lat, lon)
    return [(here.code, f"gần đảo {here.name}")] if here and unit(here.code) else []


def asked(found: Iterable[Found], rule: str) -> Place:
    """A question with at most five communes, each once."""
    words: dict[str, str] = {}
    for code, why in found:
        words.setdefault(code, why)
    codes = tuple(words)[:MOST]
    provinces = {known.province for code in codes if (known := unit(code))}
    province = provinces.pop() if len(provinces) == 1 else ""
    reading = tuple(words[code] for code in codes)
    return Place("ambiguous", codes, province, reading, CONFIDENCE[rule], ("",) * len(codes), rule)


def edge_words(code: str, metres: float) -> str:
    """Where a point is by a boundary: "trong ranh giới Xã Sơn Tây"."""
    return f"cách ranh giới {name(code)} {distance(metres)}" if metres else f"trong ranh giới {name(code)}"


def centre_words(code: str, km: float) -> str:
    """Where a point is by a centre: "cách trung tâm Xã Sơn Tây 2,1 km"."""
    return f"cách trung tâm {name(code)} {distance(km * 1000)}"


def distance(metres: float) -> str:
    """A distance as people write it: "32 m", "2,1 km"."""
    return f"{metres:.0f} m" if metres < 1000 else f"{metres / 1000:.1f} km".replace(".", ",")


def name(code: str) -> str:
    """The name of a commune with its type."""
    known = unit(code)
    return known.name if known else code


def centres() -> Centres:
    """The centres of the units in use, made anew when those were replaced."""
    known = IN_USE.centres
    if known is None or known.units is not units():
        known = IN_USE.centres = columns(units())
    return known


def columns(known: Units) -> Centres:
    """The centres of all communes in columns."""
    every = list(known.current.values())
    areas = numpy.array([here.km2 for here in every])
    sizes = numpy.where(areas > 0, numpy.sqrt(areas), UNKNOWN_SIZE_KM)
    points = numpy.array([(here.lat, here.lon) for here in every]).reshape(-1, 2)
    return Centres(known, tuple(here.code for here in every), points, sizes)
