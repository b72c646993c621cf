"""The small map of a case page, drawn by us: no tiles, no request to anybody."""

from handlers.views import Spot
from referral.jurisdiction.sketch import Sketch, sketch
from referral.jurisdiction.units import unit, units
from referral.records import dataclass

NEAR = 1.0  # degrees: farther than any drawing reaches


@dataclass(frozen=True, slots=True)
class Drawing:
    """The sketch, and the point as a map program takes it."""

    sketch: Sketch
    exact: bool
    point: str
    commune: str


def drawing_of(spot: Spot | None) -> Drawing | None:
    """The drawing of where a case is; None while nothing is known of it."""
    if spot is None:
        return None
    own = unit(spot.commune) if spot.commune else None
    near = (
        one for one in units().current.values() if abs(one.lat - spot.lat) < NEAR and abs(one.lon - spot.lon) < NEAR
    )
    point = f"{spot.lat:.5f},{spot.lon:.5f}"
    return Drawing(sketch(spot.lat, spot.lon, own, near), spot.exact, point, own.name if own else "")
