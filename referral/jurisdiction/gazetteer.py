"""Every name by its bare letters, with all it can mean: a commune of today, an old commune, a district, a province."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Literal

from referral.jurisdiction import Unit
from referral.jurisdiction.names import fold, spelled, split_type
from referral.jurisdiction.units import OldCommune, Units, units

Level = Literal["commune", "district", "province"]
Index = Mapping[str, tuple["Reading", ...]]

PROVINCE_ALIASES = {
    "HN": "Hà Nội", "HCM": "Hồ Chí Minh", "TPHCM": "Hồ Chí Minh", "Sài Gòn": "Hồ Chí Minh",
    "Bà Rịa": "Bà Rịa - Vũng Tàu", "BRVT": "Bà Rịa - Vũng Tàu", "Thừa Thiên Huế": "Huế",
    "Đắc Lắc": "Đắk Lắk", "Đắc Nông": "Đắk Nông",
}  # fmt: skip
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7"}  # old wards: "Phường IV"


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing a name can mean. Areas are ids of districts ("huyensontay/quangngai") and provinces ("quangngai")."""

    level: Level
    kind: str  # "xã", "thành phố" …
    name: str  # without its type
    spelling: str
    codes: tuple[str, ...]  # communes of today, none for a province
    province: str  # code of the province today
    area: str = ""  # its own id when it is a district or province
    inside: frozenset[str] = frozenset()  # areas that it is part of
    touches: frozenset[str] = frozenset()  # areas that fit when nothing fits better
    was_in: str = ""  # for an old unit: "huyện Sơn Tây, Quảng Ngãi"
    old: bool = False


@cache
def index() -> Index:
    """Readings by folded bare name, communes of today first, then old communes, districts, provinces."""
    found: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in all_readings(units()):
        for key in keys(reading):
            found[key].append(reading)
    for alias, name in PROVINCE_ALIASES.items():
        meant = [r for r in found[fold(name)] if r.level == "province"]
        found[fold(alias)] += [replace(r, spelling=spelled(alias)) for r in meant]
    return {key: tuple(readings) for key, readings in found.items()}


def keys(reading: Reading) -> Iterable[str]:
    """The folded names a unit is found by: "Xuân Hương - Đà Lạt" also by its first half, "IV" also by 4."""
    whole = fold(reading.name)
    halves = [fold(reading.name.split(" - ")[0])] if reading.level == "commune" else []
    return {whole, *halves, ROMAN.get(whole, whole)}


def all_readings(known: Units) -> Iterable[Reading]:
    """Everything that has a name."""
    held = held_by(known.old)
    for here in known.current.values():
        yield current_commune(here, held[here.code])
    for was in known.old:
        if was.name:
            yield old_commune(was, known)
    for _, members in groupby(known.old, key=lambda was: (was.province, was.district)):
        yield district(tuple(members), known)
    for code, name in known.provinces.items():
        yield province(name, code, old=False)
    for name, code in known.merged.items():
        if name not in known.provinces.values():
            yield province(name, code, old=True)


def held_by(old: tuple[OldCommune, ...]) -> Mapping[str, list[OldCommune]]:
    """The old communes in every commune of today."""
    held: defaultdict[str, list[OldCommune]] = defaultdict(list)
    for was in old:
        for code in was.codes:
            held[code].append(was)
    return held


def current_commune(here: Unit, held: Iterable[OldCommune]) -> Reading:
    """A commune of today; people also write it with the province or district that used to hold it."""
    kind, name = split_type(here.name)
    provinces = {province_id(here.province_name), *(province_id(was.province) for was in held)}
    return Reading(
        "commune", kind, name, spelled(name), (here.code,), here.province,
        inside=frozenset(provinces), touches=frozenset(district_id(was) for was in held),
    )  # fmt: skip


def old_commune(was: OldCommune, known: Units) -> Reading:
    """An old commune; people also write it with the province of today."""
    kind, name = split_type(was.name)
    now = known.merged[was.province]
    return Reading(
        "commune", kind, name, spelled(name), was.codes, now,
        inside=frozenset({district_id(was), province_id(was.province)}),
        touches=frozenset({province_id(known.provinces[now])}),
        was_in=f"{low_type(was.district)}, {bare(was.province)}", old=True,
    )  # fmt: skip


def district(members: tuple[OldCommune, ...], known: Units) -> Reading:
    """An old district: all communes that have some of its land now."""
    first = members[0]
    kind, name = split_type(first.district)
    now = known.merged[first.province]
    return Reading(
        "district", kind, name, spelled(name), tuple(sorted({code for was in members for code in was.codes})), now,
        area=district_id(first), inside=frozenset({province_id(first.province)}),
        touches=frozenset({province_id(known.provinces[now])}), was_in=bare(first.province), old=True,
    )  # fmt: skip


def province(name: str, code: str, *, old: bool) -> Reading:
    """A province of today, or one of the 63 that was merged."""
    kind, short = split_type(name)
    return Reading("province", kind, short, spelled(short), (), code, area=province_id(name), old=old)


@cache
def province_id(name: str) -> str:
    """The id of a province by its full name, the same before and after the merger."""
    return fold(bare(name))


def district_id(was: OldCommune) -> str:
    """The id of an old commune's district: two of one province may differ in their type only."""
    return district_key(was.district, was.province)


@cache
def district_key(name: str, of: str) -> str:
    """The id of a district by its full name and its province's."""
    return f"{fold(name)}/{province_id(of)}"


def bare(name: str) -> str:
    """A name without its type."""
    return split_type(name)[1]


def low_type(name: str) -> str:
    """A name as it stands within a sentence: "huyện Sơn Tây"."""
    kind, rest = split_type(name)
    return f"{kind} {rest}"
