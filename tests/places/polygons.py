"""Stand-in boundaries, for nobody may ship the real ones: the land nearest to each commune's centre."""

import json
from collections.abc import Mapping
from functools import cache

import numpy
import shapely
from numpy.typing import NDArray
from shapely import MultiPoint
from shapely.geometry import mapping

from referral.jurisdiction.boundaries import Shape, surface
from referral.jurisdiction.survey import Report, read_geojson
from referral.jurisdiction.units import units

STEP = 0.002  # degrees between two corners of a winding border
WAVES = ((0.003, 0.06), (0.0005, 0.01))  # height and length in degrees; flat enough that no border meets itself
ROOM = 0.3  # degrees around the outermost centres


@cache
def cells() -> Mapping[str, Shape]:
    """A polygon with straight borders for every commune, by code."""
    known = units().current
    centres = MultiPoint([(here.lon, here.lat) for here in known.values()])
    country = shapely.buffer(shapely.convex_hull(centres), ROOM)
    drawn = shapely.get_parts(shapely.voronoi_polygons(centres, extend_to=country, ordered=True))
    shapes = (surface(shape) for shape in shapely.intersection(drawn, country))
    return {code: shape for code, shape in zip(known, shapes, strict=True) if shape}


def winding(straight: Mapping[str, Shape]) -> dict[str, Shape]:
    """The same polygons with winding borders of many corners; neighbours keep the very same corners."""
    dense = shapely.segmentize(list(straight.values()), STEP)
    shapes = (surface(shape) for shape in shapely.transform(dense, bent))
    return {code: shape for code, shape in zip(straight, shapes, strict=True) if shape}


def bent(pairs: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
    """Points moved a little, near ones alike."""
    moved = pairs.copy()
    for height, length in WAVES:
        moved += height * numpy.sin(pairs[:, ::-1] * (2 * numpy.pi / length))
    return numpy.round(moved, 6)


def around(code: str, degrees: float = 0.005) -> Shape:
    """A square around a commune's centre, small enough to hold no other's."""
    here = units().current[code]
    return shapely.box(here.lon - degrees, here.lat - degrees, here.lon + degrees, here.lat + degrees)


def feature(code: object, shape: Shape, name: str = "ma_xa") -> dict[str, object]:
    """A GeoJSON feature with the code in a property."""
    return {"type": "Feature", "properties": {name: code}, "geometry": mapping(shape)}


def collection(*features: object, **more: object) -> str:
    """A GeoJSON text."""
    return json.dumps({"type": "FeatureCollection", **more, "features": features})


def report_of(*features: object, **more: object) -> Report:
    """What reading these features found."""
    return read_geojson(collection(*features, **more))[1]


def geojson(shapes: Mapping[str, Shape]) -> str:
    """A GeoJSON text with these shapes."""
    return collection(*(feature(code, shape) for code, shape in shapes.items()))
