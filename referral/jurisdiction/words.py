"""How places are said: "xã Sơn Tây, Quảng Ngãi", and button labels that tell several communes apart."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from referral.jurisdiction import Place
from referral.jurisdiction.names import bare_name as bare
from referral.jurisdiction.names import fold, low_type, split_type
from referral.jurisdiction.units import OldCommune, Units, unit, units

LONGEST = 60  # characters of a label
SAID = {"79": "TP.HCM"}  # provinces that people call otherwise


def spoken(code: str) -> str:
    """A commune as people say it, "" when there is none with this code."""
    known = unit(code)
    return f"{low_type(known.name)}, {spoken_province(known.province)}" if known else ""


def spoken_province(code: str) -> str:
    """A province as people say it: "Quảng Ngãi", "" when there is none with this code."""
    return SAID.get(code) or bare(units().provinces[code]) if code in units().provinces else ""


def listed(code: str) -> str:
    """A province, or a commune without its province, as a line of a list."""
    known = unit(code)
    return low_type(known.name) if known else spoken_province(code)


def choices(place: Place, most: int = 5) -> tuple[str, ...]:
    """Button labels for the first candidates, at most 60 characters each, all different.

    The old name stands first where it tells them apart: "Ba Đình cũ của Bỉm Sơn, Thanh Hóa".
    """
    old = dict(zip(place.codes, place.via, strict=False))
    codes = [code for code in dict.fromkeys(place.codes) if unit(code)][:most]
    differ = len({old.get(code, "") for code in codes}) > 1
    short = {code: label(code, old.get(code, "") if differ else "") for code in codes}
    count = Counter(short.values())
    return tuple(said if count[said] == 1 else longer(code, old.get(code, "")) for code, said in short.items())


def label(code: str, old: str) -> str:
    """One label: by the old name with the district it was in, where that is known and fits, else as it is today."""
    if not old or old.islower() or fold(old) in short_names(code):
        return spoken(code)
    province = spoken_province(province_of(code))
    district = old_district(code, old)
    was = district if district.endswith(province) else ", ".join(part for part in (district, province) if part)
    said = f"{old} cũ của {was}"
    return said if len(said) <= LONGEST else spoken(code)


def longer(code: str, old: str) -> str:
    """A label for a commune whose short one another has too: as it is today, with what it was."""
    was = old if old and not old.islower() else next((bare(o.district) for o in held(code)), "")
    said = f"{spoken(code)} ({was} cũ)"
    return said if was and len(said) <= LONGEST else spoken(code)


def old_district(code: str, old: str) -> str:
    """The district in which a commune of this old name lay, as people say it: "Bỉm Sơn", "TP Thanh Hóa", "quận 1"."""
    named = (was.district for was in held(code) if was.name and fold(bare(was.name)) == fold(old))
    kind, name = split_type(next(named, "huyện "))
    if kind == "thành phố":
        return f"TP {name}"
    return f"{kind} {name}" if name.isdigit() else name


def chosen(codes: Sequence[str], said: str) -> str:
    """The code of these that a commune's name stands for, with or without its type; "" if none or several."""
    tests: tuple[Callable[[str], bool], ...] = (
        lambda code: said.strip() == spoken(code),
        lambda code: said.strip().lower() in exact_names(code),
        lambda code: fold(said) == fold(spoken(code)),
        lambda code: fold(said) in short_names(code),
    )
    known = [code for code in dict.fromkeys(codes) if unit(code)]
    for test in tests:
        found = [code for code in known if test(code)]
        if len(found) == 1:
            return found[0]
    return ""


def short_names(code: str) -> Iterable[str]:
    """A commune's folded name with and without its type: "xasontay", "sontay"."""
    known = unit(code)
    return {fold(known.name), fold(bare(known.name))} if known else set()


def exact_names(code: str) -> Iterable[str]:
    """A commune's name in small letters with and without its type: "xã sơn hạ" is not "xã sơn hà"."""
    known = unit(code)
    return {known.name.lower(), bare(known.name).lower()} if known else set()


def province_of(code: str) -> str:
    """The code of a commune's province, "" when there is no such commune."""
    known = unit(code)
    return known.province if known else ""


def said_now(code: str) -> str:
    """A province or a commune as people say it."""
    return spoken(code) or spoken_province(code)


def old_names(code: str) -> tuple[str, ...]:
    """What people called the land of a commune or province until June 2025, each name once, without types."""
    named = [was.name for was in held(code) if was.name]
    named += [name for name, now in units().merged.items() if now == code]
    return tuple(dict.fromkeys(map(bare, named)))


def held(code: str) -> Sequence[OldCommune]:
    """The old communes that have land in a commune of today."""
    return holdings(units()).get(code, ())


@lru_cache(maxsize=1)
def holdings(known: Units) -> Mapping[str, Sequence[OldCommune]]:
    """The old communes by the communes of today."""
    found: defaultdict[str, list[OldCommune]] = defaultdict(list)
    for was in known.old:
        for code in was.codes:
            found[code].append(was)
    return dict(found)


def provinces() -> tuple[str, ...]:
    """The codes of all provinces, in the order of their names."""
    return tuple(sorted(units().provinces, key=lambda code: in_order(spoken_province(code))))


def in_order(name: str) -> list[str]:
    """What names are sorted by: word for word, without diacritics."""
    return [fold(word) for word in name.split()]


def communes_of(province: str) -> tuple[str, ...]:
    """The codes of a province's communes, in the order of their names."""
    return by_province(units()).get(province, ())


@lru_cache(maxsize=1)
def by_province(known: Units) -> Mapping[str, tuple[str, ...]]:
    """The codes of all communes by their province, in the order of their names."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code in sorted(known.current, key=lambda code: (in_order(bare(known.current[code].name)), code)):
        found[known.current[code].province].append(code)
    return {province: tuple(codes) for province, codes in found.items()}
