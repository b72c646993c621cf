"""Who can act: agencies, their officers, and the directory that finds them by place."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from functools import cached_property, lru_cache

from referral.calendar import Calendar
from referral.jurisdiction.landmarks import Landmarks, landmarks_of
from referral.jurisdiction.names import tokens
from referral.matrix import Matrix, shipped_matrix
from referral.records import dataclass
from referral.roles import at_level
from referral.roster import Post, Roster

COMMUNE_ROLES = at_level("commune")
PROVINCE_ROLES = at_level("province")
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
    ways: tuple[str, ...] = ()  # person ids that reach this officer, in the order in which they are tried
    channels: tuple[str, ...] = ()  # on which channel each of them is


@dataclass(frozen=True)
class Directory:
    """All agencies and officers at one moment, found by id or by place; the look-ups are made once."""

    agencies: Mapping[str, Agency] = field(default_factory=dict)
    officers: Mapping[str, Officer] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)  # when offices are open
    matrices: Mapping[str, Matrix] = field(default_factory=dict)  # by code, of provinces that edited theirs
    real_agencies: bool = False  # the deployer's word (REAL_AGENCIES) that nothing here is a rehearsal
    roster: Roster = field(default_factory=Roster)
    retired: frozenset[str] = frozenset()  # ids of officers who were removed: nobody else gets them
    kept: "Directory | None" = None  # this is how it looks at a moment: the directory as it is stored
    since: datetime | None = None  # from when
    until: datetime | None = None  # until when it looks so

    def at(self, now: datetime) -> "Directory":
        """The directory at this moment: an officer's `on_duty` is not only the own switch but the roster too."""
        base = self.kept or self
        officers = {officer.id: base.as_of(officer, now) for officer in base.officers.values()}
        return replace(base, officers=officers, kept=base, since=now, until=base.roster.next_change(now))

    def as_of(self, officer: Officer, now: datetime) -> Officer:
        """An officer as the roster has them at this moment; one of whom it does not speak stays as they are."""
        post = Post(officer.agency, officer.id)
        if not self.roster.governs(post):
            return officer
        shift = self.roster.shift_at(post, now)
        deputy = shift.rank == "deputy" if shift and shift.rank else officer.deputy
        return replace(officer, deputy=deputy, on_duty=officer.on_duty and self.roster.on_duty(post, now))

    def on_duty_until(self, officer_id: str) -> datetime | None:
        """When the duty ends that this officer has now; None if there is none, or no end in sight."""
        officer = self.officers.get(officer_id)
        if officer is None or self.since is None or not officer.on_duty:
            return None
        return self.roster.until(Post(officer.agency, officer.id), self.since)

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

    def matrix_for(self, province: str) -> Matrix:
        """The matrix in force in a province: its own edition, else the one that comes with the program."""
        return self.matrices.get(province) or shipped_matrix()

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
