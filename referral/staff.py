"""Who may log in to the console, in which role, for which area: an account and what it grants."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from referral.agencies import Agency, Directory
from referral.case import Case
from referral.records import dataclass

Role = Literal[
    "officer",
    "agency_lead",
    "commune_coordinator",
    "province_coordinator",
    "campaign_staff",
    "auditor",
    "administrator",
]
CASE_ROLES: tuple[Role, ...] = ("officer", "agency_lead", "commune_coordinator", "province_coordinator")
OTHER_ROLES: tuple[Role, ...] = ("campaign_staff", "auditor", "administrator")  # they never see a case
ALL_ROLES = (*CASE_ROLES, *OTHER_ROLES)


@dataclass(frozen=True, slots=True)
class Area:
    """Where somebody works: some communes, one province, or everywhere."""

    communes: frozenset[str] = frozenset()  # official codes
    province: str = ""  # official code
    everywhere: bool = False

    def covers(self, commune: str, province: str) -> bool:
        """Whether a place with these codes lies in it; what has no place yet lies in none but everywhere."""
        return self.everywhere or commune in self.communes or (bool(province) and province == self.province)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a log-in lets somebody do beyond their own cases: the role, the agency they work for, the area."""

    role: Role = "officer"
    agency: str = ""  # "" who works for none
    area: Area = Area()

    def covers(self, case: Case) -> bool:
        """Whether the case lies in the area."""
        return self.area.covers(case.commune, case.province)


OFFICER = Grant()  # who came by a one-time link, or writes in a chat: own cases and no more


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who logs in with a password and a code. `name` is what they type, `shown` how others read them.

    The roles of CASE_ROLES belong to an officer of the directory, whose agency says where they work; the others have
    a `province`, or "" for everywhere.
    """

    id: str
    name: str
    role: Role
    shown: str = ""
    officer: str = ""  # officer id
    province: str = ""  # official code
    disabled: bool = False
    created_at: datetime | None = None
    password: bool = False  # whether one is set: until then only the invite link opens anything
    second_factor: bool = False


def grant_of(account: Account, directory: Directory) -> Grant | None:
    """What an account grants now; None if it is closed, or its officer has left the directory."""
    if account.disabled:
        return None
    if account.role in OTHER_ROLES:
        return Grant(account.role, "", Area(province=account.province, everywhere=not account.province))
    agency = directory.agency_of(account.officer)
    return Grant(account.role, agency.id, area_of(account.role, agency)) if agency else None


def area_of(role: Role, agency: Agency) -> Area:
    """Where somebody of this agency works: coordinators in its communes or its province, others nowhere."""
    areas: Mapping[Role, Area] = {
        "commune_coordinator": Area(frozenset(agency.communes)),
        "province_coordinator": Area(province=agency.province, everywhere=agency.role == "intake_desk"),
    }
    return areas.get(role, Area())
