"""The sample directory: localities, agencies and officers to try the program with; nobody in it is real."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from referral.agencies import COMMUNE_ROLES, PROVINCE_ROLES, Agency, Directory, Officer
from referral.records import dataclass

POSTS = ((1, False), (2, True))  # number of the officer in the agency, whether a deputy


@dataclass(frozen=True, slots=True)
class Locality:
    """A commune or a province as the file has it: official code, name with its type, the agencies' names by role."""

    code: str
    name: str
    roles: Mapping[str, str]


@cache
def sample_directory() -> Directory:
    """The directory that comes with the program, for an empty database."""
    return parse_sample((files("referral") / "data" / "sample_directory.toml").read_text("utf-8"))


def parse_sample(text: str) -> Directory:
    """Read a sample file; every agency in it is marked as a sample, no number as confirmed."""
    agencies = {agency.id: agency for agency in agencies_in(tomllib.loads(text))}
    officers = {officer.id: officer for agency in agencies for officer in officers_for(agency)}
    return Directory(agencies, officers)


def agencies_in(raw: Mapping[str, Any]) -> Iterator[Agency]:
    """The agencies of every locality, then the desk that answers for all."""
    for province in raw["province"]:
        yield from agencies_of(Locality(province["code"], province["name"], raw["province_roles"]))
        for commune in province["commune"]:
            yield from agencies_of(Locality(commune["code"], commune["name"], raw["commune_roles"]))
    yield Agency(id="intake_desk", name=raw["intake_desk"], role="intake_desk", sample=True, phone=phone("0"))


def agencies_of(place: Locality) -> Iterator[Agency]:
    """One agency for each role of a commune or a province."""
    for role, name in place.roles.items():
        yield Agency(
            id=f"{role}-{place.code}",
            name=name.format(place=place.name),
            role=role,
            communes=(place.code,) if role in COMMUNE_ROLES else (),
            province=place.code if role in PROVINCE_ROLES else "",
            sample=True,
            phone=phone(place.code),
        )


def officers_for(agency: str) -> Iterator[Officer]:
    """The holder of the post and a deputy."""
    for number, deputy in POSTS:
        yield Officer(id=f"{agency}-{number}", agency=agency, name=f"Cán bộ mẫu {number}", deputy=deputy)


def phone(code: str) -> str:
    """A number that cannot be dialled."""
    return f"000 00{code:0>5}"
