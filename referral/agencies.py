"""Who can act: agencies, their officers, and the directory that finds them by place."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from referral.calendar import Calendar
from referral.jurisdiction.landmarks import Landmarks, landmarks_of
from referral.jurisdiction.names import tokens

COMMUNE_ROLES = ("police", "people_committee", "health_station", "school", "youth_union")
PROVINCE_ROLES = ("social_work_centre", "province_desk")
ROLES = (*COMMUNE_ROLES, *PROVINCE_ROLES, "intake_desk")
DESKS = ("province_desk", "intake_desk")  # they stand in where nobody nearer is known or answers
LANDMARK_ROLES = ("school", "health_station", "police", "people_committee")
# A name of such words alone, "Trạm y tế" or "Trường Tiểu học số 1", stands everywhere and says of no place.
ANYWHERE = frozenset(
    word.key
    for word in tokens(
        "công an đồn trạm y tế khu vực ủy ban nhân dân UBND trường tiểu học trung học cơ sở phổ thông THCS THPT TH MN"
        " mầm non mẫu giáo nội trú bán trú dân tộc và số điểm xã phường thị trấn đặc khu"
    )
)


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


@dataclass(frozen=True)
class Directory:
    """All agencies and officers at one moment, found by id or by place; the look-ups are made once."""

    agencies: Mapping[str, Agency] = field(default_factory=dict)
    officers: Mapping[str, Officer] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)  # when offices are open
    real_agencies: bool = False  # the deployer's word (REAL_AGENCIES) that nothing here is a rehearsal

    @cached_property
    def live(self) -> bool:
        """Whether real people answer: the deployer says so and no sample agency is left."""
        return self.real_agencies and bool(self.agencies) and not any(a.sample for a in self.agencies.values())

    def for_commune(self, role: str, commune: str) -> Agency | None:
        """The agency of this role that serves the commune with this code."""
        return self._by_commune.get((role, commune))

    def for_province(self, role: str, province: str) -> Agency | None:
        """The agency of this role that serves the province with this code."""
        return self._by_province.get((role, province))

    def intake_desk(self) -> Agency | None:
        """The deployer's own desk that answers day and night: the last rung of every ladder."""
        return self._desk

    def officers_of(self, agency: str) -> tuple[Officer, ...]:
        """The officers of an agency, first the holders of the post, then the deputies."""
        return self._staff.get(agency, ())

    def agency_of(self, officer: str) -> Agency | None:
        """The agency of an officer; None if the directory has lost one of them."""
        known = self.officers.get(officer)
        return self.agencies.get(known.agency) if known else None

    @cached_property
    def landmarks(self) -> Landmarks:
        """What the names of schools, stations and offices of a single commune say of where a person is."""
        near = (a for a in self.agencies.values() if a.role in LANDMARK_ROLES and len(a.communes) == 1)
        return landmarks_named(tuple((a.name, a.communes) for a in near))

    @cached_property
    def linked(self) -> Sequence[tuple[Officer, Agency]]:
        """Every officer whom a linked way reaches, with their agency; first the holders of a post."""
        found = sorted((o for o in self.officers.values() if o.ways), key=lambda o: (o.deputy, o.id))
        return [(officer, self.agencies[officer.agency]) for officer in found if officer.agency in self.agencies]

    @cached_property
    def _by_commune(self) -> Mapping[tuple[str, str], Agency]:
        return {(a.role, commune): a for a in self._backwards for commune in a.communes}

    @cached_property
    def _by_province(self) -> Mapping[tuple[str, str], Agency]:
        return {(a.role, a.province): a for a in self._backwards}

    @cached_property
    def _desk(self) -> Agency | None:
        return next((a for a in reversed(self._backwards) if a.role == "intake_desk"), None)

    @cached_property
    def _backwards(self) -> Sequence[Agency]:
        """By falling id: the smallest is put in last and stays, so the answer is the same on every machine."""
        return sorted(self.agencies.values(), key=lambda a: a.id, reverse=True)

    @cached_property
    def _staff(self) -> Mapping[str, tuple[Officer, ...]]:
        found = defaultdict[str, tuple[Officer, ...]](tuple)
        for officer in sorted(self.officers.values(), key=lambda o: (o.deputy, o.id)):
            found[officer.agency] += (officer,)
        return dict(found)


@lru_cache(maxsize=1)  # a directory is made anew when an officer goes off duty, its names are the same
def landmarks_named(named: tuple[tuple[str, tuple[str, ...]], ...]) -> Landmarks:
    """Landmarks from names with their communes."""
    return landmarks_of((name, communes) for name, communes in named if is_own(name))


def is_own(name: str) -> bool:
    """Whether a name has a word or two of its own."""
    return any(not word.key.isdecimal() and word.key not in ANYWHERE for word in tokens(name))
