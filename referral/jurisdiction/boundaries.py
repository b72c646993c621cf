"""Boundaries of communes that a deployer brought along: which commune contains a point."""

from collections.abc import Iterable, Mapping
from dataclasses import field

import numpy
import shapely
from shapely import MultiPolygon, Point, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from referral.jurisdiction.outline import KM_PER_DEGREE
from referral.records import dataclass

Shape = Polygon | MultiPolygon

METRES_PER_DEGREE = KM_PER_DEGREE * 1000
DIGITS = 1e-5  # degrees that are kept: about a metre


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The shapes of communes by official code, in degrees (WGS 84), longitude first as shapely has it."""

    shapes: Mapping[str, Shape]
    codes: tuple[str, ...] = field(init=False, repr=False)
    tree: STRtree = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", tuple(self.shapes))
        object.__setattr__(self, "tree", STRtree(list(self.shapes.values())))

    def containing(self, lat: float, lon: float) -> tuple[str, ...]:
        """The communes that contain a point: one, several where the boundaries overlap, or none."""
        return tuple(code for code, metres in self.around(lat, lon, 0.0) if not metres)

    def around(self, lat: float, lon: float, metres: float) -> tuple[tuple[str, float], ...]:
        """The communes that contain a point or are at most so many metres off, and how far, the nearest first."""
        point = Point(lon, lat)
        found = self.tree.query(point, predicate="dwithin", distance=metres / METRES_PER_DEGREE)
        off = shapely.distance(self.tree.geometries.take(found), point) * METRES_PER_DEGREE
        return tuple(sorted(zip((self.codes[at] for at in found), off.tolist(), strict=True), key=lambda pair: pair[1]))


def simplify(shapes: Mapping[str, Shape], metres: float = 25.0) -> dict[str, Shape]:
    """The shapes with fewer corners, borders moved by about so many metres; shared borders stay shared."""
    tolerance = 2 * metres / METRES_PER_DEGREE  # the side of a square: bumps with less area than it go
    coarse = shapely.coverage_simplify(list(shapes.values()), tolerance)
    rounded = shapely.set_precision(coarse, DIGITS)
    return {code: surface(shape) or before for (code, before), shape in zip(shapes.items(), rounded, strict=True)}


def surface(shape: BaseGeometry) -> Shape | None:
    """What of a geometry is land, made valid: lines and points fall away. None when nothing is left."""
    valid = shape if shape.is_valid else shapely.make_valid(shape)
    parts = [part for part in shapely.get_parts(shapely.get_parts(valid)) if isinstance(part, Polygon) and part.area]
    return (parts[0] if len(parts) == 1 else MultiPolygon(parts)) if parts else None


def area_km2(shapes: Iterable[BaseGeometry]) -> list[float]:
    """Areas in square kilometres."""
    every = list(shapes)
    middle = numpy.radians(shapely.get_y(shapely.centroid(every)))
    return [float(km2) for km2 in shapely.area(every) * numpy.cos(middle) * (METRES_PER_DEGREE / 1000) ** 2]
