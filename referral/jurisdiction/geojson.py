"""Boundaries as a deployer has them: GeoJSON of whatever source, read feature by feature, every fault named."""

import json
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import field

import numpy
import shapely
from shapely.geometry import shape as as_shape
from shapely.geometry.base import BaseGeometry

from referral.jurisdiction.boundaries import Shape, surface
from referral.jurisdiction.corrections import code_aliases
from referral.jurisdiction.units import unit
from referral.records import dataclass

# How sources call the property with the official code, in bare letters; the first that fits counts.
CODE_NAMES = (
    "code",
    "maxa",
    "maphuongxa",
    "maxaphuong",
    "wardcode",
    "communecode",
    "gso",
    "gsocode",
    "gsoid",
    "xacode",
)
WGS84 = re.compile(r"(?:.*[:/])?(?:CRS84|4326|WGS ?84)", re.IGNORECASE)
LON, LAT = (100.0, 119.0), (5.0, 25.0)  # the country with its sea; the two do not overlap, so a swap shows
UNKNOWN_SHARE = 0.2


class NotGeoJson(ValueError):
    """This is no GeoJSON of communes: export the layer as a FeatureCollection of polygons (RFC 7946, UTF-8)."""


class OtherCoordinates(ValueError):
    """The coordinates are not WGS 84 degrees: convert them first, `ogr2ogr -t_srs EPSG:4326 NEW.geojson OLD`."""


class NoCodes(ValueError):
    """No feature bears the code of a commune of today: name the property with the official code `ma_xa` or `code`."""


class OldBoundaries(ValueError):
    """Too many codes are not of today: these look like communes before 1 July 2025. Take a newer file."""


@dataclass(slots=True)
class Reading:
    """What was read: shapes by official code, and one sentence for each thing that is wrong or was put right."""

    shapes: dict[str, Shape] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    features: int = 0
    unknown: int = 0  # features whose code is none of today


@dataclass(frozen=True, slots=True)
class Broken:
    """A geometry that could not be read."""


def read_features(text: str) -> Reading:
    """The shapes in a GeoJSON text. Raises NotGeoJson, OtherCoordinates, NoCodes, OldBoundaries."""
    found = Reading()
    for number, feature in enumerate(features_in(text), 1):
        found.features = number
        take(found, f"feature {number}", feature)
    if not found.shapes:
        raise NoCodes(NoCodes.__doc__)
    if found.unknown > UNKNOWN_SHARE * found.features:
        raise OldBoundaries(OldBoundaries.__doc__)
    return found


def features_in(text: str) -> list[Mapping[str, object]]:
    """The features of a collection, their geometries already shapes: the numbers would fill the memory."""
    try:
        whole = json.loads(text.removeprefix("\ufeff"), object_hook=with_shapes)
    except (ValueError, RecursionError):
        raise NotGeoJson(NotGeoJson.__doc__) from None
    features = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise NotGeoJson(NotGeoJson.__doc__)
    if not is_wgs84(whole.get("crs")):
        raise OtherCoordinates(OtherCoordinates.__doc__)
    return features


def with_shapes(found: dict[str, object]) -> object:
    """A part of the JSON as it is, a geometry as a shape."""
    if found.get("type") not in ("Polygon", "MultiPolygon"):
        return found
    try:
        with numpy.errstate(invalid="raise"):  # not a number, infinite
            return shapely.force_2d(as_shape(found))
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, shapely.errors.ShapelyError):
        return Broken()


def is_wgs84(crs: object) -> bool:
    """Whether what an older GeoJSON says about its coordinates means WGS 84; saying nothing does."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return crs is None or bool(WGS84.fullmatch(str(name)))


def take(found: Reading, where: str, feature: Mapping[str, object]) -> None:
    """Add one feature, or say what is wrong with it."""
    code = code_of(feature)
    if not code:
        found.unknown += bool(codes_in(feature))
        found.remarks.append(f"{where}: no code of a commune of today; left out.")
        return
    shape = shape_of(found, f"{where} ({code})", feature.get("geometry"))
    if shape and code in found.shapes:  # islands often come one by one
        found.remarks.append(f"{where} ({code}): the same code as before; joined.")
        shape = surface(shapely.union(found.shapes[code], shape))
    if shape:
        found.shapes[code] = shape


def code_of(feature: Mapping[str, object]) -> str:
    """The code of the commune of today that a feature is about, "" when it names none."""
    known = (code_aliases().get(code, code) for code in codes_in(feature))
    return next((code for code in known if unit(code)), "")


def codes_in(feature: Mapping[str, object]) -> tuple[str, ...]:
    """What may be a feature's code, the likeliest property first: 4, 4.0, "4" and "00004" are the same."""
    properties = feature.get("properties")
    named = properties if isinstance(properties, dict) else {}
    values = {bare(str(key)): value for key, value in {"id": feature.get("id"), **named}.items()}
    texts = (str(values[name]).strip().removesuffix(".0") for name in CODE_NAMES if values.get(name) is not None)
    return tuple(text.zfill(5) for text in texts if text.isdecimal() and text.isascii() and len(text) <= 5)


def bare(key: str) -> str:
    """A property's name in bare letters: "Mã_Xã" is "maxa"."""
    letters = unicodedata.normalize("NFD", key.lower())
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def shape_of(found: Reading, where: str, geometry: object) -> Shape | None:
    """A feature's shape in Vietnam, repaired when it can be. Raises OtherCoordinates."""
    if not isinstance(geometry, BaseGeometry) or not all(map(math.isfinite, geometry.bounds)):
        found.remarks.append(f"{where}: no polygon that can be read; left out.")
        return None
    if max(map(abs, geometry.bounds)) > 180:
        raise OtherCoordinates(OtherCoordinates.__doc__)
    valid = surface(geometry)
    if valid is None:
        found.remarks.append(f"{where}: its rings enclose nothing; left out.")
        return None
    if not geometry.is_valid:
        found.remarks.append(f"{where}: its rings were faulty; repaired.")
    return in_vietnam(found, where, valid)


def in_vietnam(found: Reading, where: str, shape: Shape) -> Shape | None:
    """The shape if it lies in Vietnam, also when latitude and longitude were swapped."""
    if within(shape, LON, LAT):
        return shape
    if within(shape, LAT, LON):
        found.remarks.append(f"{where}: latitude stood before longitude; put right.")
        return shapely.transform(shape, lambda pairs: pairs[:, ::-1])
    found.remarks.append(f"{where}: it does not lie in Vietnam; left out.")
    return None


def within(shape: Shape, across: tuple[float, float], up: tuple[float, float]) -> bool:
    """Whether a shape lies between two numbers in its first and two in its second coordinate."""
    left, low, right, high = shape.bounds
    return across[0] <= left and right <= across[1] and up[0] <= low and high <= up[1]
