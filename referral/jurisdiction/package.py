"""The place data as the package vietnamadminunits 1.0.4 (MIT) ships it, read as files.

Its code is never imported: it sends addresses to an outside geocoder. Its "default" commune of a split one is a guess
and is not used. Where it differs from the official tables, `corrections` puts it right.
"""

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from referral.jurisdiction import Unit
from referral.jurisdiction.units import OldCommune, Units

VERSION = "vietnamadminunits 1.0.4"
CURRENT = (
    "SELECT wardCode, ward, provinceCode, province, wardLat, wardLon, wardAreaKm2, provinceKey, wardKey"
    " FROM admin_units"
)
OLD = (
    "SELECT wardCode, ward, district, province, provinceKey, districtKey, wardKey, wardAlias, districtAlias"
    " FROM admin_units_legacy ORDER BY provinceCode, districtCode, wardCode"
)

TYPED = re.compile("(?:thitran|phuong|xa|huyen|thixa|thanhpho|quan)(.+)")
NUMBERED = re.compile("(?:huyen|thixa|thanhpho|(?:quan|phuong)[1-9])")  # need no second form to be sure of

Row = tuple[str | None, ...]
Converter = Mapping[str, Mapping[str, Mapping[str, object]]]


class PlaceDataMissing(RuntimeError):
    """The place data is not installed: run `pip install vietnamadminunits==1.0.4` in this environment."""


def read_package() -> Units:
    """All units as shipped (about a fifth of a second). Raises PlaceDataMissing."""
    data = package_folder("vietnamadminunits") / "data"
    with closing(sqlite3.connect(f"{(data / 'dataset.db').as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        current: list[Row] = database.execute(CURRENT).fetchall()
        old: list[Row] = database.execute(OLD).fetchall()
    return build(current, old, json.loads((data / "converter_2025.json").read_text(encoding="utf-8")))


def package_folder(name: str) -> Path:
    """Where a package lies, found without importing it. Raises PlaceDataMissing."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise PlaceDataMissing(PlaceDataMissing.__doc__)
    return Path(spec.origin).parent


def build(current: list[Row], old: list[Row], converter: Converter) -> Units:
    """The units from the package's rows and its conversion table."""
    code_of = {(str(row[7]), str(row[8])): str(row[0]) for row in current}
    province_of = {str(row[7]): str(row[2]) for row in current}
    became = successors(converter, code_of)
    merged = {key: province_of[new] for new, keys in converter["DICT_PROVINCE"].items() for key in texts(keys)}
    districts = {(str(row[2]), str(row[3])): row for row in old if row[8]}
    return Units(
        version=VERSION,
        current={str(row[0]): read_unit(row) for row in current},
        old=tuple([read_old(row, became, names) for row, names in zip(old, listed(old, 7), strict=True)]),
        provinces={str(row[2]): str(row[3]) for row in current},
        merged={str(row[3]): merged[str(row[4])] for row in old},
        districts={of: typed_names(names) for of, names in zip(districts, listed(districts.values(), 8), strict=True)},
    )


def listed(rows: Iterable[Row], column: int) -> list[list[str]]:
    """A column of lists of names. (JSON is read once for all of them: a start waits for it.)"""
    found: list[list[str]] = json.loads(f"[{','.join([row[column] or '[]' for row in rows])}]")
    return found


def successors(converter: Converter, code_of: Mapping[tuple[str, str], str]) -> Mapping[str, set[str]]:
    """The codes of today for every old key `province_district_commune`."""
    became: defaultdict[str, set[str]] = defaultdict(set)
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for new, old_keys in communes.items():
            for old in texts(old_keys):
                became[old].add(code_of[province, new])
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in divided.items():
            became[old].update(code_of[province, new] for new in part_keys(parts))
    return became


def texts(value: object) -> list[str]:
    """A list of keys in the conversion table."""
    return [str(item) for item in value] if isinstance(value, list) else []


def part_keys(parts: object) -> Iterable[str]:
    """The keys of the communes that an old one was split into."""
    return [str(part["newWardKey"]) for part in parts] if isinstance(parts, list) else []


def read_unit(row: Row) -> Unit:
    """A commune of today from a row of CURRENT."""
    code, name, province, province_name, lat, lon, km2 = row[:7]
    where = float(lat or 0), float(lon or 0), float(km2 or 0)
    return Unit(str(code), str(name), str(province), str(province_name), *where)


def read_old(row: Row, became: Mapping[str, set[str]], names: Iterable[str]) -> OldCommune:
    """An old commune from a row of OLD, with what its column of aliases lists."""
    code, name, district, province = row[:4]
    codes = became[f"{row[4] or ''}_{row[5] or ''}_{row[6] or ''}"]
    return OldCommune(code or "", name or "", str(district), str(province), tuple(sorted(codes)), typed_names(names))


def typed_names(listed: Iterable[str]) -> tuple[str, ...]:
    """Of a list of aliases those that say their type: "xaduongha", not "duongha", "q9" or "quangtrung"."""
    names = dict.fromkeys(listed)
    return tuple(
        [name for name in names if (match := TYPED.match(name)) and (match[1] in names or NUMBERED.match(name))]
    )
