"""Looks at the place data in force, else at those shipped: against the official counts and the official tables."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot import places
from bot.checks import Finding, Site
from bot.place_consent import FEW
from bot.store.places import Edition, in_force
from bot.store.places import read as read_edition
from referral.clock import local
from referral.jurisdiction.names import fold
from referral.jurisdiction.units import Units

COUNTS = {
    "communes": 3321, "phường": 709, "xã": 2599, "đặc khu": 13, "provinces": 34,
    "old communes": 10035, "pairs of old and new": 10565,
}  # fmt: skip
# The official table has 10,571 lines, six of them of land that had no commune (five island districts, a mud flat), and
# 10,033 old codes, of which it gives two to two communes each.
COMMUNES, CONVERSION = "nso_communes_2026-10.csv", "nso_conversion_2025-07.csv"
MOST = 10  # differences named one by one
BESIDE = Path(__file__).parents[3] / "shared" / "data"  # where a developer may have the official tables


def look_at_places(site: Site) -> Iterator[Finding]:
    """Whether the place data that this deployment works with are the official ones, and which they are."""
    connection = site.work.connection
    edition = in_force(connection, local(site.work.now).date().isoformat())
    if edition is None or edition.version == places.SHIPPED:
        base = places.shipped()
        yield counted(base)
    else:
        base = read_edition(connection, edition)
        yield updated(base, places.shipped(), edition)
    folder = site.tables or BESIDE
    if (folder / COMMUNES).exists() and (folder / CONVERSION).exists():
        yield from compared(base, folder)
    elif site.tables:
        yield Finding("error", f"--tables: there must be {COMMUNES} and {CONVERSION} in this folder.")


def counted(base: Units) -> Finding:
    """Whether there are as many of everything as there must be."""
    wrong = [f"{found:,} {what} instead of {COUNTS[what]:,}" for what, found in counts(base) if found != COUNTS[what]]
    if wrong:
        return Finding("error", f"The place data differ from the official counts: {'; '.join(wrong)}.")
    known = f"{base.version}, 3,321 communes, 34 provinces, 10,035 old communes"
    return Finding("ok", f"Place data that this program ships (no others are in force): {known}.")


def updated(base: Units, before: Units, edition: Edition) -> Finding:
    """What a newer catalogue made of the place data; more changes than a merger makes are doubted."""
    both = [(here, before.current[code]) for code, here in base.current.items() if code in before.current]
    others = sum(here.name != was.name for here, was in both) + len(base.current.keys() ^ before.current.keys())
    words = (
        f"Place data in force since {edition.valid_from}, from {edition.source}: {edition.version},"
        f" {len(base.current):,} communes, {len(base.provinces)} provinces, {others:,} other than shipped."
    )
    if others <= FEW * len(before.current):
        return Finding("ok", words)
    return Finding("warning", f"{words} If that is a mistake: langnghe places withdraw “{edition.version}”.")


def counts(base: Units) -> Iterator[tuple[str, int]]:
    """How many there are of what COUNTS names."""
    kinds = Counter(here.name.lower().partition(" ")[0] for here in base.current.values())
    old = {was.code: was.codes for was in base.old if was.code}
    yield "communes", len(base.current)
    yield "phường", kinds["phường"]
    yield "xã", kinds["xã"]
    yield "đặc khu", kinds["đặc"]
    yield "provinces", len(base.provinces)
    yield "old communes", len(old)
    yield "pairs of old and new", sum(map(len, old.values()))


def compared(base: Units, folder: Path) -> Iterator[Finding]:
    """Every line of the official tables against the place data."""
    wrong = [*wrong_names(base, folder / COMMUNES), *wrong_heirs(base, folder / CONVERSION)]
    for words in wrong[:MOST]:
        yield Finding("error", words)
    if len(wrong) > MOST:
        yield Finding("error", f"… and {len(wrong) - MOST} more lines of the official tables differ.")
    if not wrong:
        yield Finding("ok", "Every line of the official tables agrees with the place data.")


def wrong_names(base: Units, file: Path) -> Iterator[str]:
    """Communes of today whose name or province is another in the official list."""
    rows = {row["code"]: row for row in read(file)}
    for code in sorted(rows.keys() | base.current.keys()):
        row, here = rows.get(code), base.current.get(code)
        ours = (here.name, here.province, here.province_name) if here else None
        official = (row["name"], row["province_code"], row["province"]) if row else None
        if ours != official:
            yield f"Commune {code} is not as in {file.name}."


def wrong_heirs(base: Units, file: Path) -> Iterator[str]:
    """Pairs of old and new communes that only one side has, whether found by code or by name and district."""
    official = [(r["old_code"], r["old_name"], r["old_district"], r["new_code"]) for r in read(file) if r["old_code"]]
    ours = [(was.code, was.name, was.district, code) for was in base.old if was.code for code in was.codes]
    for pairs, others in ((official, ours), (ours, official)):
        known = {key for pair in others for key in keys(*pair)}
        for old, name, district, new in pairs:
            if known.isdisjoint(keys(old, name, district, new)):
                yield f"Old commune {old} and {new}: only {'the table' if pairs is official else 'our data'} has this."


def keys(old: str, name: str, district: str, new: str) -> Iterator[tuple[str, str]]:
    """What a pair may be found by: the table has the same code for two communes here and there."""
    yield old, new
    yield f"{fold(name)}/{fold(district)}", new


def read(file: Path) -> Iterator[Mapping[str, str]]:
    """The rows of a table."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        yield from csv.DictReader(opened)
