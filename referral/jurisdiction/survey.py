"""Whether imported boundaries can be relied on: wrong codes are left out, what is missing or overlaps is named."""

from collections.abc import Mapping

import shapely
from shapely import Point

from referral.jurisdiction import Unit
from referral.jurisdiction.boundaries import METRES_PER_DEGREE, Boundaries, Shape, area_km2, simplify
from referral.jurisdiction.geojson import read_features
from referral.jurisdiction.units import unit, units
from referral.records import dataclass

FAR_METRES = 5_000.0  # a centre that far outside its shape belongs to another one
SWALLOWED = 1.3  # times the official area: more than a difference between two measurements
LEAST_OVERLAP_KM2 = 0.05
FIRST = 20  # of a list that may be long


class WrongCodes(ValueError):
    """Every shape lies away from the commune whose code it bears: look which property holds the official code."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Land that two communes both have, by code."""

    one: str
    other: str
    km2: float


@dataclass(frozen=True, slots=True)
class Report:
    """What an import found. Codes are official; remarks are sentences about features and codes."""

    features: int
    covered: tuple[str, ...]
    missing: tuple[str, ...]
    overlaps: tuple[Overlap, ...]  # the largest first
    remarks: tuple[str, ...]

    def lines(self) -> tuple[str, ...]:
        """The report for a person, one sentence a line; long lists are cut."""
        return (
            f"{len(self.covered):,} of {len(self.covered) + len(self.missing):,} communes have a boundary now.",
            *first([f"Missing: {named(code)}." for code in self.missing]),
            *first([f"{named(o.one)} and {named(o.other)} overlap by {o.km2:.2f} km2." for o in self.overlaps]),
            *first(self.remarks),
        )


def read_geojson(text: str) -> tuple[Boundaries, Report]:
    """Boundaries from GeoJSON, simplified, with a report. Raises WrongCodes and what `read_features` raises."""
    found = read_features(text)
    wrong = wrong_codes(found.shapes)
    kept = {code: shape for code, shape in sorted(found.shapes.items()) if code not in wrong}
    if not kept:
        raise WrongCodes(WrongCodes.__doc__)
    boundaries = Boundaries(simplify(kept))
    missing = tuple(sorted(units().current.keys() - kept.keys()))
    remarks = (*found.remarks, *wrong.values())
    return boundaries, Report(found.features, tuple(kept), missing, overlaps(boundaries), remarks)


def wrong_codes(shapes: Mapping[str, Shape]) -> dict[str, str]:
    """The codes whose shape seems to be another commune's, each with a remark."""
    drawn = Boundaries(shapes)
    wrong: dict[str, str] = {}
    for here in units().current.values():
        own = shapes.get(here.code)
        if own is None:
            wrong |= {code: swallowed(code, here) for code in swallowing(drawn, here)}
        elif not own.convex_hull.covers(Point(here.lon, here.lat)) and elsewhere(drawn, here):
            wrong[here.code] = f"{named(here.code)}: its shape lies elsewhere than its centre, a wrong code; left out."
    return wrong


def swallowing(drawn: Boundaries, here: Unit) -> tuple[str, ...]:
    """The codes whose shapes are too large and hold the centre of a commune that has none itself."""
    found = drawn.containing(here.lat, here.lon)
    areas = area_km2([drawn.shapes[code] for code in found])
    return tuple(code for code, km2 in zip(found, areas, strict=True) if km2 > SWALLOWED * official_km2(code))


def swallowed(code: str, here: Unit) -> str:
    """The remark about a shape that holds another commune."""
    return f"{named(code)}: its shape is too large and holds {named(here.code)} as well; left out."


def elsewhere(drawn: Boundaries, here: Unit) -> bool:
    """Whether a centre outside its own shape lies in another's or far from its own."""
    if drawn.containing(here.lat, here.lon):
        return True
    off = shapely.distance(drawn.shapes[here.code], Point(here.lon, here.lat))
    return float(off) * METRES_PER_DEGREE > FAR_METRES


def overlaps(drawn: Boundaries) -> tuple[Overlap, ...]:
    """The pairs of shapes that share more land than careless drawing explains."""
    one, other = drawn.tree.query(drawn.tree.geometries, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = area_km2(shapely.intersection(drawn.tree.geometries[one], drawn.tree.geometries[other]))
    pairs = zip(one.tolist(), other.tolist(), shared, strict=True)
    found = [Overlap(drawn.codes[a], drawn.codes[b], km2) for a, b, km2 in pairs if km2 > LEAST_OVERLAP_KM2]
    return tuple(sorted(found, key=lambda pair: -pair.km2))


def official_km2(code: str) -> float:
    """The area of a commune of today, 0 when nobody says."""
    known = unit(code)
    return known.km2 if known else 0.0


def named(code: str) -> str:
    """A commune by code, name and province."""
    known = unit(code)
    return f"{code} {known.name}, {known.province_name}" if known else code


def first(lines: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """The first lines of a list, and how many more there are."""
    more = len(lines) - FIRST
    return (*lines[:FIRST], *([f"... and {more:,} more of this kind."] if more > 0 else []))
