"""What the package has wrong or lacks, put right from our own small tables of facts; each row names its source."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from referral.jurisdiction import Unit
from referral.jurisdiction.units import Alias, OldCommune, Units

DATA = Path(__file__).parent / "data"
VERSION = "2026-11"  # of our tables; a new one is a new version of the place data

Row = Mapping[str, str]


def table(name: str) -> tuple[Row, ...]:
    """The rows of one of our tables."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def corrected(shipped: Units) -> Units:
    """The units as the official tables have them: names, provinces, what old communes became, and older names."""
    names = {(row["period"], row["code"]): row["name"] for row in table("names")}
    became = {row["old_code"]: tuple(row["new_codes"].split()) for row in table("conversions")}
    provinces = {code: names.get(("province", code), name) for code, name in shipped.provinces.items()}
    old = tuple(correct_old(was, names, became) for was in shipped.old)
    return replace(
        shipped,
        version=f"{shipped.version} + {VERSION}",
        current={code: correct_unit(here, names, provinces) for code, here in shipped.current.items()},
        old=with_vanished(old, table("vanished")),
        provinces=provinces,
        aliases=tuple(
            Alias(row["alias"], row["level"], row["name"], row["district"], row["province"]) for row in table("aliases")
        ),
    )


def correct_unit(here: Unit, names: Mapping[tuple[str, str], str], provinces: Mapping[str, str]) -> Unit:
    """A commune of today under its official name."""
    name, province = names.get(("today", here.code), here.name), provinces[here.province]
    same = (name, province) == (here.name, here.province_name)
    return here if same else replace(here, name=name, province_name=province)


def correct_old(
    was: OldCommune, names: Mapping[tuple[str, str], str], became: Mapping[str, tuple[str, ...]]
) -> OldCommune:
    """An old commune under its official name, with what the official table says it became."""
    name = names.get(("2025-06", was.code))
    if name is None and was.code not in became:
        return was
    aliases = (*was.aliases, was.name) if name else was.aliases
    return replace(was, name=name or was.name, codes=became.get(was.code, was.codes), aliases=aliases)


def with_vanished(old: Iterable[OldCommune], vanished: Iterable[Row]) -> tuple[OldCommune, ...]:
    """Old communes with the names of those that had been merged into them before."""
    names: dict[str, list[str]] = {}
    for row in vanished:
        doubt = "" if row["sure"] == "yes" else "?"
        for code in row["became"].split():
            names.setdefault(code, []).append(f"{doubt}{row['name']}, {row['district']}")
    return tuple([replace(w, aliases=(*w.aliases, *names[w.code])) if w.code in names else w for w in old])


@cache
def code_aliases() -> Mapping[str, str]:
    """Codes that other data use for a commune of today: "06978" -> "06970"."""
    return {row["code"]: row["means"] for row in table("codes")}
