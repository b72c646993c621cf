"""Agencies that take part only in some plays and tests: they join a directory that is in use."""

from bot.store.work import SqlWork
from handlers.events import Address
from referral.agencies import COMMUNE_ROLES, Agency, Officer
from tests.cast import LATER, OFFICERS_AT


def join(work: SqlWork, name: str) -> None:
    """Put the agency of this name of the cast into the directory if it is new, and link its officer."""
    officer = LATER[name]
    agency = officer.removesuffix("-1")
    if agency not in work.directory.agencies:
        work.directories.replace([agency_called(agency, name)], [Officer(officer, agency, "Cán bộ mẫu 1")])
    work.staff.link(officer, work.people.at(Address(OFFICERS_AT, officer)).id)


def agency_called(agency: str, name: str) -> Agency:
    """The agency: its id says role and place."""
    role, _, code = agency.rpartition("-")
    communes, province = ((code,), "") if role in COMMUNE_ROLES else ((), code)
    return Agency(agency, f"{name} Sơn Tây", role, communes, province)
