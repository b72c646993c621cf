"""The place cell of an agency: codes or names, of today or old, become the communes or the province it serves."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from referral.agencies import COMMUNE_ROLES, PROVINCE_ROLES
from referral.jurisdiction import Place
from referral.jurisdiction.corrections import code_aliases
from referral.jurisdiction.gazetteer import province_id
from referral.jurisdiction.mentions import read
from referral.jurisdiction.names import fold, spelled
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import Units, units
from referral.records import dataclass

WIDE = ("health_station", "school", "youth_union")  # may serve a whole former district or a province
COUNTRY, OLD = fold("toàn quốc"), "old:"
Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Served:
    """What an agency serves: codes of communes, or of one province; the intake desk neither."""

    communes: Codes = ()
    province: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """What is wrong with a cell, what to write instead, how it was read, which communes it may mean (codes)."""

    words: str
    remedy: str
    reading: tuple[str, ...] = ()
    candidates: Codes = ()


@lru_cache(maxsize=32_768)  # a large table asks several times of each line
def place_served(cell: str, role: str) -> tuple[Served, tuple[Unclear, ...]]:
    """What the cell of an agency with this role says; total. Several places stand apart by semicolons."""
    parts = [part.strip() for part in cell.split(";") if part.strip()]
    if not parts:
        return Served(), (Unclear("no place", f"write {WANTED[level_of(role)]}"),)
    if role in COMMUNE_ROLES:
        return of_communes(parts, role)
    if len(parts) > 1:
        return Served(), (Unclear("several places", f"write {WANTED[level_of(role)]}, another agency on its own line"),)
    return of_province(parts[0]) if role in PROVINCE_ROLES else of_country(parts[0])


WANTED = {
    "commune": "communes by name or code, as “Xã Sơn Tây, Quảng Ngãi” or 21340",
    "province": "one province of today by name or code, as “tỉnh Quảng Ngãi” or 51",
    "country": "“toàn quốc”",
}


def level_of(role: str) -> str:
    """What agencies of a role serve: a key of WANTED."""
    return "commune" if role in COMMUNE_ROLES else "province" if role in PROVINCE_ROLES else "country"


def of_country(part: str) -> tuple[Served, tuple[Unclear, ...]]:
    """The intake desk answers for everybody."""
    return Served(), () if fold(part) == COUNTRY else (Unclear("the intake desk answers for all", "write “toàn quốc”"),)


def of_province(part: str) -> tuple[Served, tuple[Unclear, ...]]:
    """One province."""
    found = province_in(part)
    return (Served(), (found,)) if isinstance(found, Unclear) else (Served(province=found), ())


def of_communes(parts: Sequence[str], role: str) -> tuple[Served, tuple[Unclear, ...]]:
    """The communes of all parts, each once."""
    found = [communes_in(part, role) for part in parts]
    codes = dict.fromkeys(code for one in found if not isinstance(one, Unclear) for code in one)
    return Served(tuple(codes)), tuple(one for one in found if isinstance(one, Unclear))


def communes_in(part: str, role: str) -> Codes | Unclear:
    """The communes that one part of a cell says."""
    if part.lower().startswith(OLD):
        return of_old_code(part[len(OLD) :].strip())
    if part.isdecimal():
        return of_code(part, role)
    if fold(part) == COUNTRY:
        return Unclear("the whole country is served by the intake desk only", f"write {WANTED['commune']}")
    return of_name(part, role)


def of_code(code: str, role: str) -> Codes | Unclear:
    """A code of today; those that were used before July 2025 mean other land and are refused."""
    now = code if code in units().current else code_aliases().get(code, "")
    if now in units().current:
        return (now,)
    if code in units().provinces:
        return whole(units().provinces[code], of_whole_province(code), role)
    if heirs := heirs_of(code):
        return Unclear(f"{code} is a code of before July 2025", f"write {OLD}{code}, or a code of today", (), heirs)
    return Unclear(f"no place has the code {code}", "a commune's code has five digits, leading zeros too")


def of_old_code(code: str) -> Codes | Unclear:
    """A code of the conversion table of 2025: good when all of the commune went into one of today."""
    heirs = heirs_of(code)
    if len(heirs) == 1:
        return heirs
    if heirs:
        return Unclear(f"the old commune {code} was split", "write which one it is today", (), heirs)
    return Unclear(f"no commune had the code “{code}” in June 2025", f"write {WANTED['commune']}")


def heirs_of(code: str) -> Codes:
    """What the commune that had a code in June 2025 became."""
    return next((was.codes for was in units().old if code and was.code == code and was.district), ())


def of_name(part: str, role: str) -> Codes | Unclear:
    """A name: one commune, or for some roles a whole former district or province."""
    if code := official(units()).get(spelled(part)):
        return (code,)
    place = resolve(part)
    if place.others or several_named(part):
        return Unclear(f"“{part}” names several places", "put a semicolon between them", place.reading, place.codes)
    if place.codes and (more := leftover(part, place.codes)):
        what = f"in “{part}” these words are no part of a place: {' '.join(more)}"
        return Unclear(what, "take them out, or write the code", place.reading, place.codes)
    if place.status == "commune":
        return place.codes
    if place.status == "province" and only_province(part):
        found = province_in(part)
        return found if isinstance(found, Unclear) else whole(f"“{part}”", of_whole_province(found), role)
    if place.rule == "district" and frozenset(place.codes) in districts(units()):
        return whole(f"“{part}”", place.codes, role)
    return not_one(part, place)


def leftover(part: str, codes: Sequence[str]) -> tuple[str, ...]:
    """The words that no place is named by, nor by its code: "không phải", "gần", the "12" of a street."""
    said = read(part)
    taken = {at for mention in said.mentions for at in range(mention.start, mention.end)}
    return tuple(word.raw for at, word in enumerate(said.words) if at not in taken and word.raw not in codes)


@lru_cache(maxsize=1)
def official(known: Units) -> Mapping[str, str]:
    """Communes of today by their full official name and province: a directory is of today, no old namesake is meant."""
    return {spelled(f"{here.name} {here.province_name}"): code for code, here in known.current.items()}


def several_named(part: str) -> bool:
    """Whether a text marks two communes, or two districts: one of them would be left out silently."""
    marked = [mention.level for mention in read(part).mentions if not mention.provinces]
    return marked.count("commune") > 1 or marked.count("district") > 1


def not_one(part: str, place: Place) -> Unclear:
    """A name that is no commune, or several, or only nearly one."""
    if not place.codes:
        return Unclear(f"no commune is recognised in “{part}”", f"write {WANTED['commune']}", place.reading)
    said = "may be several communes" if len(place.codes) > 1 else "is spelled unlike any commune"
    return Unclear(f"“{part}” {said}", "write one of them, or its code", place.reading, place.codes)


def whole(said: str, codes: Codes, role: str) -> Codes | Unclear:
    """All communes of an area, if agencies of this role may serve so many."""
    if role in WIDE:
        return codes
    return Unclear(f"{said} has several communes", f"a {role} names each commune it serves", (), codes)


def of_whole_province(province: str) -> Codes:
    """The communes of a province."""
    return tuple(sorted(code for code, here in units().current.items() if here.province == province))


@lru_cache(maxsize=1)
def districts(known: Units) -> frozenset[frozenset[str]]:
    """The communes of today of every former district."""
    members: dict[tuple[str, str], set[str]] = {}
    for was in known.old:
        members.setdefault((was.province, was.district), set()).update(was.codes)
    return frozenset(map(frozenset, members.values()))


def province_in(part: str) -> str | Unclear:
    """The code of the province of today that a text names."""
    if part in units().provinces:
        return part
    place = resolve(part)
    if part.isdecimal() or place.status != "province" or not only_province(part):
        return Unclear(f"“{part}” is no province", f"write {WANTED['province']}", place.reading, place.codes)
    if not of_today(part, place.province, units().merged):
        name = units().provinces[place.province]
        return Unclear(f"“{part}” is only a part of {name}", f"write “{name}” if it serves all of it", place.reading)
    return place.province


def only_province(part: str) -> bool:
    """Whether a text is a province's name and nothing else: "Quảng Ngãi và Tây Ninh" are two."""
    named = read(part).mentions
    return len(named) == 1 and bool(named[0].provinces) and not leftover(part, ())


def of_today(part: str, code: str, merged: Mapping[str, str]) -> bool:
    """Whether a province is named as it is today, or as it was when it had the same land."""
    named = {r.area for mention in read(part).mentions for r in mention.provinces if r.province == code}
    before = {province_id(name) for name, now in merged.items() if now == code}
    return province_id(units().provinces[code]) in named or len(before) == 1
