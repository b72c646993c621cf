"""The coarse shape of the country: the mainland with a wide margin, its islands, and the sea off its coast.

The library for shapes is loaded with the first shape: a start and whoever never sends a pin do without.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from referral.jurisdiction.corrections import table
from referral.records import dataclass

if TYPE_CHECKING:
    from shapely import Polygon

KM_PER_DEGREE = 111.2  # of latitude; of longitude 2 to 8 % less in Vietnam, which is near enough here


@dataclass(frozen=True, slots=True)
class Island:
    """An island off the coast; whoever is within `km` of it is on it or at its shore. `code` is "" when unsure."""

    name: str
    lat: float
    lon: float
    km: float
    code: str


@dataclass(frozen=True, slots=True)
class Outline:
    """`land` reaches 5 to 11 km beyond border and shore; `sea` is where 112 is the number to call."""

    land: "Polygon"
    sea: "Polygon"
    islands: tuple[Island, ...]

    def on_land(self, lat: float, lon: float) -> bool:
        """Whether a point is on the mainland or right beside it."""
        return within(self.land, lat, lon)

    def at_sea(self, lat: float, lon: float) -> bool:
        """Whether a point is in the waters off Vietnam; islands and a strip of land are in them too, so ask last."""
        return within(self.sea, lat, lon)

    def island(self, lat: float, lon: float) -> Island | None:
        """The nearest of the islands that a point may be on."""
        reached = [(kilometres((lat, lon), (i.lat, i.lon)), i) for i in self.islands]
        return min(((km, i) for km, i in reached if km <= i.km), default=(0.0, None), key=lambda pair: pair[0])[1]


def real(lat: float, lon: float) -> bool:
    """Whether two numbers are a place on earth at all, in degrees (WGS 84)."""
    return math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180


def kilometres(here: Sequence[float], there: Sequence[float]) -> float:
    """Between two points (latitude, longitude in degrees), on a flat earth: good enough within a country."""
    across = (here[1] - there[1]) * math.cos(math.radians(here[0]))
    return math.hypot(here[0] - there[0], across) * KM_PER_DEGREE


@cache
def outline() -> Outline:
    """The outline from our tables `outline` and `islands`."""
    islands = tuple(
        Island(row["name"], float(row["lat"]), float(row["lon"]), float(row["km"]), row["code"])
        for row in table("islands")
    )
    return Outline(ring("land"), ring("sea"), islands)


def within(shape: "Polygon", lat: float, lon: float) -> bool:
    """Whether a shape contains a point."""
    from shapely import contains_xy

    return bool(contains_xy(shape, lon, lat))


def ring(name: str) -> "Polygon":
    """A ring of the table as a polygon that answers quickly."""
    from shapely import Polygon, prepare

    points = [(float(row["lon"]), float(row["lat"])) for row in table("outline") if row["ring"] == name]
    shape = Polygon(points)
    prepare(shape)
    return shape
