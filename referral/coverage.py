"""How far the directory reaches: for each role the places with an agency, an officer, a linked way, a number."""

from collections import Counter
from collections.abc import Iterable, Mapping

from referral.agencies import COMMUNE_ROLES, PROVINCE_ROLES, ROLES, Agency, Directory
from referral.jurisdiction.units import Units
from referral.records import dataclass
from referral.roles import WANTED

# What a place needs of a role. A sample agency is none; a way reaches an officer, a number was called by somebody.
NEEDS = ("agency", "officer", "way", "number")
COUNTRY = ""  # the place of the intake desk

Key = tuple[str, str]  # role, and code of a commune, of a province, or COUNTRY
Level = tuple[tuple[str, ...], tuple[str, ...]]  # roles, and the codes of all their places


@dataclass(frozen=True, slots=True)
class Gap:
    """What a role lacks in one place: some of NEEDS."""

    role: str
    code: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Of how many places of a role there are, how many have each of NEEDS; `shared` have several agencies."""

    role: str
    places: int
    have: Mapping[str, int]
    shared: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """A row for each of ROLES, and every gap of a wanted one: first the desk, then provinces, then communes."""

    rows: tuple[Row, ...]
    gaps: tuple[Gap, ...]


def coverage(directory: Directory, units: Units, province: str = "") -> Coverage:
    """Count, in the whole country or in the province with this code, what the directory has and lacks."""
    found = {
        (role, code): lacks(agency_at(directory, role, code), directory)
        for roles, codes in levels(directory, units, province)
        for code in codes
        for role in roles
    }
    shared = Counter(role for role, code in several(directory) if (role, code) in found)
    rows = (row(role, [lack for key, lack in found.items() if key[0] == role], shared[role]) for role in ROLES)
    return Coverage(tuple(rows), tuple(Gap(*key, lack) for key, lack in found.items() if lack and key[0] in WANTED))


def levels(directory: Directory, units: Units, province: str) -> tuple[Level, ...]:
    """Which roles there may be where; those that are wanted everywhere are in referral.roles.WANTED."""
    served = provinces_served(directory, units)
    communes = [here for here in units.current.values() if province in ("", here.province)]
    communes.sort(key=lambda here: (here.province not in served, here.code))
    return (
        (("intake_desk",), (COUNTRY,)),
        (PROVINCE_ROLES, (province,) if province else tuple(sorted(served))),
        (COMMUNE_ROLES, tuple(here.code for here in communes)),
    )


def provinces_served(directory: Directory, units: Units) -> set[str]:
    """The provinces in which a real agency serves anything."""
    real = [agency for agency in directory.agencies.values() if not agency.sample]
    around = {here.province for a in real for code in a.communes if (here := units.current.get(code))}
    return around | {agency.province for agency in real if agency.province}


def agency_at(directory: Directory, role: str, code: str) -> Agency | None:
    """The agency that would be alerted."""
    if role in COMMUNE_ROLES:
        return directory.for_commune(role, code)
    return directory.for_province(role, code) if role in PROVINCE_ROLES else directory.intake_desk()


def lacks(agency: Agency | None, directory: Directory) -> tuple[str, ...]:
    """What is missing of an agency, all of NEEDS if it is not there."""
    if agency is None or agency.sample:
        return NEEDS
    officers = directory.officers_of(agency.id)
    there = {
        "agency": True,
        "officer": bool(officers),
        "way": any(officer.ways for officer in officers),
        "number": bool(agency.phone) and agency.phone_confirmed,
    }
    return tuple(need for need in NEEDS if not there[need])


def several(directory: Directory) -> Iterable[Key]:
    """Places that more than one agency of a role serves: the one with the smallest id is alerted."""
    many = Counter((a.role, code) for a in directory.agencies.values() for code in places_of(a))
    return (key for key, count in many.items() if count > 1)


def places_of(agency: Agency) -> tuple[str, ...]:
    """The codes of the places an agency serves."""
    return agency.communes or (agency.province,)


def row(role: str, lacking: list[tuple[str, ...]], shared: int) -> Row:
    """The numbers of one role from what each of its places lacks."""
    have = {need: sum(need not in lack for lack in lacking) for need in NEEDS}
    return Row(role, len(lacking), have, shared)
