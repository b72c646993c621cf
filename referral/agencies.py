"""Who can act: agencies, their officers, and the directory that finds them by place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

COMMUNE_ROLES = ("police", "people_committee", "health_station", "school", "youth_union")
PROVINCE_ROLES = ("social_work_centre", "province_desk")
ROLES = (*COMMUNE_ROLES, *PROVINCE_ROLES, "intake_desk")


@dataclass(frozen=True, slots=True)
class Agency:
    """A body that can be told of a case. It covers communes, a province (`province`) or, the intake desk, all."""

    id: str
    name: str
    role: str  # one of ROLES
    communes: tuple[str, ...] = ()  # official commune codes
    province: str = ""  # official province code
    sample: bool = False
    phone: str = ""
    phone_confirmed: bool = False  # an unconfirmed number is never shown to a citizen


@dataclass(frozen=True, slots=True)
class Officer:
    """A person of an agency. `deputy` stands in when the first does not answer; `ways` are linked person ids."""

    id: str
    agency: str
    name: str
    deputy: bool = False
    on_duty: bool = True
    ways: tuple[str, ...] = ()  # person ids that reach this officer, the most recently used first


@dataclass(frozen=True, slots=True)
class Directory:
    """All agencies and officers at one moment, found by id or by place."""

    agencies: Mapping[str, Agency] = field(default_factory=dict)
    officers: Mapping[str, Officer] = field(default_factory=dict)
    real_agencies: bool = False  # the deployer's word (REAL_AGENCIES) that nothing here is a rehearsal

    @property
    def live(self) -> bool:
        """Whether real people answer: the deployer says so and no sample agency is left."""
        return self.real_agencies and bool(self.agencies) and not any(a.sample for a in self.agencies.values())

    def for_commune(self, role: str, commune: str) -> Agency | None:
        """The agency of this role that serves the commune with this code."""
        return first(a for a in self.agencies.values() if a.role == role and commune in a.communes)

    def for_province(self, role: str, province: str) -> Agency | None:
        """The agency of this role that serves the province with this code."""
        return first(a for a in self.agencies.values() if a.role == role and a.province == province)

    def intake_desk(self) -> Agency | None:
        """The deployer's own desk that answers day and night: the last rung of every ladder."""
        return first(a for a in self.agencies.values() if a.role == "intake_desk")

    def officers_of(self, agency: str) -> tuple[Officer, ...]:
        """The officers of an agency, first the holders of the post, then the deputies."""
        found = [o for o in self.officers.values() if o.agency == agency]
        return tuple(sorted(found, key=lambda o: (o.deputy, o.id)))


def first(agencies: Iterable[Agency]) -> Agency | None:
    """The agency with the smallest id, so that the same question has the same answer on every machine."""
    return min(agencies, key=lambda a: a.id, default=None)
