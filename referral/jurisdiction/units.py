"""The units themselves: 3,321 communes and 34 provinces of today, 10,035 old communes and what became of them.

Source: the data files of the package vietnamadminunits 1.0.4 (MIT), read as files. Its code is never imported: it
sends addresses to an outside geocoder. Its "default" commune of a split one is a guess and is not used.

Known faults, left to the place data of a later issue: 37 of 10,033 old communes differ from the official table of
the statistics office (mostly a namesake's commune as well), two old communes carry another code, and 38 names lag:
22 wards are still called xã here, the rest is spelling.
"""

import json
import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from importlib.util import find_spec
from pathlib import Path

from referral.jurisdiction import Unit

KM_PER_DEGREE = 111.2
NEAR_KM = 60.0  # farther than this from every centroid is not Vietnam
WIDE_KM = {"20333": 200.0, "22736": 350.0}  # Hoàng Sa and Trường Sa are wide: their islands lie far from the centroid

CURRENT = "SELECT wardCode, ward, provinceCode, province, wardLat, wardLon, provinceKey, wardKey FROM admin_units"
OLD = (
    "SELECT wardCode, ward, district, province, provinceKey, districtKey, wardKey FROM admin_units_legacy"
    " ORDER BY provinceCode, districtCode, wardCode"
)

Row = tuple[str | None, ...]


class PlaceDataMissing(RuntimeError):
    """The place data is not installed: run `pip install vietnamadminunits==1.0.4` in this environment."""


@dataclass(frozen=True, slots=True)
class OldCommune:
    """A commune until 30 June 2025 and the communes that have its land now (several when it was split).

    Five island districts had no communes: there `name` and `code` are "".
    """

    code: str
    name: str  # with its type: "Xã Sơn Long"
    district: str  # "Huyện Sơn Tây"
    province: str  # "Tỉnh Quảng Ngãi", of the 63
    codes: tuple[str, ...]  # official codes of today, in order of code


@dataclass(frozen=True, slots=True)
class Units:
    """All units, read once. `merged` maps the name of each of the 63 provinces to the code of its province now."""

    current: Mapping[str, Unit]
    old: tuple[OldCommune, ...]
    provinces: Mapping[str, str]
    merged: Mapping[str, str]


def unit(code: str) -> Unit | None:
    """The commune of today with this official code."""
    return units().current.get(code)


def nearest(lat: float, lon: float, most: int = 4) -> tuple[str, ...]:
    """Codes of the communes whose centroids are nearest to a point (degrees, WGS 84), the nearest first."""
    if not (math.isfinite(lat) and math.isfinite(lon)):
        return ()
    found = nsmallest(most, units().current.values(), key=lambda u: away(u, lat, lon))
    return tuple(u.code for u in found)


def inside_vietnam(lat: float, lon: float) -> bool:
    """Whether a point may be in Vietnam: coarse and kind, it also says yes up to 60 km over the border or at sea."""
    closest = nearest(lat, lon, most=1) if abs(lat) <= 90 and abs(lon) <= 180 else ()
    wide = [*closest, *WIDE_KM] if closest else []
    return any(away(units().current[code], lat, lon) <= WIDE_KM.get(code, NEAR_KM) for code in wide)


def away(place: Unit, lat: float, lon: float) -> float:
    """Kilometres from a commune's centroid to a point, on a flat earth: good enough within a country."""
    across = (place.lon - lon) * math.cos(math.radians(place.lat))
    return math.hypot(place.lat - lat, across) * KM_PER_DEGREE


@cache
def units() -> Units:
    """All units, read from the package at the first call (about a fifth of a second)."""
    data = package_folder("vietnamadminunits") / "data"
    with closing(sqlite3.connect(f"{(data / 'dataset.db').as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        current: list[Row] = database.execute(CURRENT).fetchall()
        old: list[Row] = database.execute(OLD).fetchall()
    converter = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
    return build(current, old, converter)


def package_folder(name: str) -> Path:
    """Where a package lies, found without importing it. Raises PlaceDataMissing."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise PlaceDataMissing(PlaceDataMissing.__doc__)
    return Path(spec.origin).parent


def build(current: list[Row], old: list[Row], converter: Mapping[str, Mapping[str, Mapping[str, object]]]) -> Units:
    """The units from the package's rows and its conversion table."""
    code_of = {(str(row[6]), str(row[7])): str(row[0]) for row in current}
    province_of = {str(row[6]): str(row[2]) for row in current}
    became = successors(converter, code_of)
    merged = {key: province_of[new] for new, keys in converter["DICT_PROVINCE"].items() for key in as_texts(keys)}
    return Units(
        current={str(row[0]): read_unit(row) for row in current},
        old=tuple(read_old(row, became) for row in old),
        provinces={str(row[2]): str(row[3]) for row in current},
        merged={str(row[3]): merged[str(row[4])] for row in old},
    )


def successors(
    converter: Mapping[str, Mapping[str, Mapping[str, object]]], code_of: Mapping[tuple[str, str], str]
) -> Mapping[str, set[str]]:
    """The codes of today for every old key `province_district_commune`."""
    became: defaultdict[str, set[str]] = defaultdict(set)
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for new, old_keys in communes.items():
            for old in as_texts(old_keys):
                became[old].add(code_of[province, new])
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in divided.items():
            became[old].update(code_of[province, new] for new in part_keys(parts))
    return became


def as_texts(value: object) -> list[str]:
    """A list of keys in the conversion table."""
    return [str(item) for item in value] if isinstance(value, list) else []


def part_keys(parts: object) -> Iterable[str]:
    """The keys of the communes that an old one was split into."""
    return [str(part["newWardKey"]) for part in parts] if isinstance(parts, list) else []


def read_unit(row: Row) -> Unit:
    """A commune of today from a row of CURRENT."""
    code, name, province, province_name, lat, lon = row[:6]
    return Unit(str(code), str(name), str(province), str(province_name), float(lat or 0), float(lon or 0))


def read_old(row: Row, became: Mapping[str, set[str]]) -> OldCommune:
    """An old commune from a row of OLD."""
    code, name, district, province = row[:4]
    key = "_".join(part or "" for part in row[4:7])
    return OldCommune(code or "", name or "", str(district), str(province), tuple(sorted(became[key])))
