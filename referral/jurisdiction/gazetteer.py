"""Every name by its bare letters, with all it can mean: a commune of today, an old commune, a district, a province."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from itertools import groupby
from typing import Literal

from referral.jurisdiction import Unit
from referral.jurisdiction.names import bare_name as bare
from referral.jurisdiction.names import fold, low_type, maybe_type, spelled, split_alias, split_type
from referral.jurisdiction.units import Alias, OldCommune, Units, units
from referral.records import dataclass

Level = Literal["commune", "district", "province"]
Index = Mapping[str, tuple["Reading", ...]]
Around = tuple[str, Mapping[str, int], str]  # of a district: its province's code today, `fits` and `was_in` of Reading

# How well a name fits an area beside it.
IN_DISTRICT, NOW_IN_DISTRICT, IN_PROVINCE, NOW_IN_PROVINCE = 4, 3, 2, 2
MOST_CAPS, SMALL_TOO = 3, ("HN", "HCM", "SG")  # "bd", "qn" are words of chat, "hcm" is the city
FEWEST_THEN = 3  # communes of today: fewer and we may not know all that a vanished district held
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7"}  # old wards: "Phường IV"


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One thing a name can mean. Areas are ids of districts ("huyensontay/quangngai") and provinces ("quangngai")."""

    level: Level
    kind: str  # "xã", "thành phố" …
    name: str  # without its type, in bare letters when nothing else is known
    spelling: str  # "" when only the bare letters are known
    codes: tuple[str, ...]  # communes of today, none for a province
    province: str  # code of the province today
    fits: Mapping[str, int]  # how well each area fits that it is part of
    area: str = ""  # its own id when it is a district or province
    was_in: str = ""  # for an old unit: "huyện Sơn Tây, Quảng Ngãi"
    old: bool = False
    joined: str = ""  # for a name older than 2025: the old commune it had been merged into
    sure: bool = True
    caps: bool = False  # an abbreviation that counts only in capitals


def index() -> Index:
    """Readings by folded bare name, communes of today first, then old communes, districts, provinces."""
    return index_of(units())


@lru_cache(maxsize=1)
def index_of(known: Units) -> Index:
    """The index of these units; made once (about half a second)."""
    found: defaultdict[str, list[Reading]] = defaultdict(list)
    then = members_then(known.old)
    for reading in all_readings(known):
        for key, spelling in names_of(reading):
            found[key].append(reading if spelling == reading.spelling else replace(reading, spelling=spelling))
    for alias in known.aliases:
        add_alias(alias, found)
    return {
        key: tuple([as_it_was(one, then) if one.level == "district" else one for one in readings])
        for key, readings in found.items()
    }


def members_then(old: Iterable[OldCommune]) -> Mapping[str, set[str]]:
    """What became of the communes of districts that ended before 2025, by the district's id: "quan9/hochiminh"."""
    then: defaultdict[str, set[str]] = defaultdict(set)
    for was in old:
        for older in was.aliases:
            _, _, name = older.partition(", ")
            if name:
                then[district_key(name, was.province)].update(was.codes)
    return then


def as_it_was(reading: Reading, then: Mapping[str, set[str]]) -> Reading:
    """A district's older name means what that district held, where we know its communes: "Quận 9" is not Thủ Đức."""
    whole, _, province = reading.area.partition("/")
    if whole.endswith(fold(reading.name)):
        return reading
    codes = then.get(f"{fold(reading.kind)}{fold(reading.name)}/{province}", set())
    return replace(reading, codes=tuple(sorted(codes))) if len(codes) >= FEWEST_THEN else reading


def add_alias(alias: Alias, found: dict[str, list[Reading]]) -> None:
    """Let another name stand for the units it means: "Quận 9" for the city of Thủ Đức, "BMT" for Buôn Ma Thuột."""
    kind, name = maybe_type(alias.alias)
    caps = alias.alias.isupper() and len(alias.alias) <= MOST_CAPS and alias.alias not in SMALL_TOO
    for meant in tuple(found.get(fold(bare(alias.name)), ())):
        if meant.level == alias.level and meant.kind == split_type(alias.name)[0] and lies_in(meant, alias):
            other = replace(meant, kind=kind or meant.kind, name=name, spelling=spelled(name), caps=caps, old=True)
            found.setdefault(fold(name), []).append(other)


def lies_in(meant: Reading, alias: Alias) -> bool:
    """Whether a unit is the one that an alias means: of that name there may be others elsewhere."""
    if alias.level == "province":
        return True
    inside = district_key(alias.district, alias.province) if alias.district else province_id(alias.province)
    return meant.fits.get(inside, 0) in (IN_DISTRICT, IN_PROVINCE)


@lru_cache(maxsize=1)
def communes_of(known: Units) -> Mapping[str, tuple[tuple[str, ...], tuple[Reading, ...]]]:
    """The communes, of today and old, in every district and province by its id: folded names, and their readings."""
    found: defaultdict[str, dict[Reading, str]] = defaultdict(dict)
    for name, readings in index_of(known).items():
        for reading in readings:
            for area in reading.fits if reading.level == "commune" else ():
                found[area][reading] = name
    return {area: (tuple(names.values()), tuple(names)) for area, names in found.items()}


def names_of(reading: Reading) -> Iterable[tuple[str, str]]:
    """The folded names and spellings a unit is found by.

    "Xuân Hương - Đà Lạt" also by each half, "Phường IV" also by 4.
    """
    whole = fold(reading.name)
    halves = reading.name.split(" - ") if reading.level == "commune" and " - " in reading.name else []
    numbers = [ROMAN[whole]] if whole in ROMAN else []
    if not halves and not numbers:
        return ((whole, reading.spelling),)
    names = {fold(half): spelled(half) for half in halves} | {whole: reading.spelling}
    return (names | {number: number for number in numbers}).items()


def all_readings(known: Units) -> Iterator[Reading]:
    """Everything that has a name."""
    held = held_by(known.old)
    districts = {(was.district, was.province): was for was in known.old}
    around = {name: around_of(was, known) for name, was in districts.items()}
    for here in known.current.values():
        yield current_commune(here, held[here.code])
    for was in known.old:
        if was.name:
            yield from old_commune(was, around[was.district, was.province])
    for _, members in groupby((w for w in known.old if w.district), key=lambda was: (was.province, was.district)):
        yield from district(tuple(members), known)
    for code, name in known.provinces.items():
        yield province(name, code, old=False)
    for name, code in known.merged.items():
        if fold(name) not in map(fold, known.provinces.values()):
            yield province(name, code, old=True)


def held_by(old: Iterable[OldCommune]) -> Mapping[str, list[OldCommune]]:
    """The old communes in every commune of today."""
    held: defaultdict[str, list[OldCommune]] = defaultdict(list)
    for was in old:
        for code in was.codes:
            held[code].append(was)
    return held


def current_commune(here: Unit, held: Iterable[OldCommune]) -> Reading:
    """A commune of today; people also write it with the province or district that used to hold it."""
    kind, name = split_type(here.name)
    fits = {district_id(was): NOW_IN_DISTRICT for was in held} | {
        province_id(was.province): IN_PROVINCE for was in held
    }
    fits[province_id(here.province_name)] = IN_PROVINCE
    return Reading("commune", kind, name, spelled(name), (here.code,), here.province, fits)


def around_of(was: OldCommune, known: Units) -> Around:
    """What an old commune shares with all others of its district."""
    now = known.merged[was.province]
    fits = {
        province_id(known.provinces[now]): NOW_IN_PROVINCE,
        province_id(was.province): IN_PROVINCE,
        district_id(was): IN_DISTRICT,
    }
    return now, fits, ", ".join([*([low_type(was.district)] if was.district else []), bare(was.province)])


def old_commune(was: OldCommune, around: Around) -> Iterator[Reading]:
    """An old commune, by its last name and by those of the communes merged into it before."""
    now, fits, was_in = around
    kind, name = split_type(was.name)
    yield Reading("commune", kind, name, spelled(name), was.codes, now, fits, was_in=was_in, old=True)
    for older in was.aliases:
        typed, _, then = older.removeprefix("?").partition(", ")
        kind, name, spelling = split_alias(typed)
        fits_then = {**fits, district_key(then, was.province): IN_DISTRICT} if then else fits
        sure = not older.startswith("?")
        yield Reading(
            "commune", kind, name, spelling, was.codes, now, fits_then,
            was_in=was_in, old=True, joined=was.name, sure=sure,
        )  # fmt: skip


def district(members: tuple[OldCommune, ...], known: Units) -> Iterator[Reading]:
    """An old district, by its last name and older ones: all communes that have some of its land now."""
    first = members[0]
    kind, name = split_type(first.district)
    now = known.merged[first.province]
    fits = {province_id(known.provinces[now]): NOW_IN_PROVINCE, province_id(first.province): IN_PROVINCE}
    codes = tuple(sorted({code for was in members for code in was.codes}))
    last = Reading(
        "district", kind, name, spelled(name), codes, now, fits,
        area=district_id(first), was_in=bare(first.province), old=True,
    )  # fmt: skip
    yield last
    for kind, name, spelling in map(split_alias, known.districts.get((first.district, first.province), ())):
        yield replace(last, kind=kind, name=name, spelling=spelling)


def province(name: str, code: str, *, old: bool) -> Reading:
    """A province of today, or one of the 63 that was merged."""
    kind, short = split_type(name)
    return Reading("province", kind, short, spelled(short), (), code, {}, area=province_id(name), old=old)


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
