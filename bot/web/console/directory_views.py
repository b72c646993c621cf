"""What the pages of the directory show: agencies of my area, one agency with its officers and its week."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from bot.duty_words import roster_rows
from bot.tables.rows import shift_row
from bot.web.console.stale import version_of
from bot.web.desk import WebWork
from bot.web.seat import Seat, shown_name
from bot.web.words import N_
from flows.words import fold, sections
from handlers.console.directory import may_edit, may_see
from referral.agencies import ROLES, Agency, Officer
from referral.clock import hour_and_day, local
from referral.jurisdiction.units import unit, units
from referral.jurisdiction.words import spoken
from referral.records import dataclass
from referral.roles import OFFICES

AT_ONCE = 50
A_WEEK = timedelta(days=7)
MOST_PLACES = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; page counts from 1."""

    words: str = ""
    role: str = ""
    province: str = ""
    page: int = 1


def role_words(role: str, locale: str) -> str:
    """A role as people say it."""
    said = OFFICES[role].said[0]
    return role.replace("_", " ") if locale == "en" else said[:1].upper() + said[1:]


def roles(locale: str) -> Sequence[tuple[str, str]]:
    """Every role to choose from."""
    return [(role, role_words(role, locale)) for role in ROLES]


def provinces_of(seat: Seat) -> Sequence[tuple[str, str]]:
    """The provinces this seat may choose from."""
    area = seat.grant.area
    return [
        (code, name) for code, name in sorted(units().provinces.items()) if area.everywhere or code == area.province
    ]


def agency_list(work: WebWork, seat: Seat, wanted: Wanted) -> Mapping[str, object]:
    """A page of the agencies of my area."""
    known = work.directory.agencies.values()
    found = [agency for agency in known if may_see(seat.grant, agency) and fits(agency, wanted)]
    found.sort(key=lambda agency: (agency.province, agency.communes[:1], ROLES.index(agency.role), agency.id))
    start = (wanted.page - 1) * AT_ONCE
    rows = [agency_line(work, seat, agency) for agency in found[start : start + AT_ONCE]]
    return {"rows": rows, "count": len(found), "more": len(found) > start + AT_ONCE, "wanted": wanted}


def fits(agency: Agency, wanted: Wanted) -> bool:
    """Whether an agency is among those that are looked for."""
    if wanted.role and agency.role != wanted.role:
        return False
    if wanted.province and wanted.province not in provinces_at(agency):
        return False
    return all(word in haystack(agency.name, agency.communes, agency.province) for word in fold(wanted.words).split())


def provinces_at(agency: Agency) -> set[str]:
    """The codes of the provinces in which an agency works."""
    return {agency.province, *(here.province for code in agency.communes if (here := unit(code)))} - {""}


@lru_cache(maxsize=50_000)
def haystack(name: str, communes: tuple[str, ...], province: str) -> str:
    """The words by which an agency is found: its name, its communes and their province, by name and code."""
    here = [known for code in communes if (known := unit(code))]
    parts = (name, *(f"{one.name} {one.code} {one.province_name}" for one in here), units().provinces.get(province, ""))
    return fold(" ".join(parts))


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """An agency in the list."""

    id: str
    name: str
    role: str
    place: str
    number: str
    officers: int
    on_duty: int
    reached: int


EVERYWHERE = N_("toàn quốc")


def agency_line(work: WebWork, seat: Seat, agency: Agency) -> AgencyLine:
    """One line; `number` is confirmed, unconfirmed or none."""
    officers = work.directory.officers_of(agency.id)
    number = "none" if not agency.phone else "confirmed" if agency.phone_confirmed else "unconfirmed"
    there, ways = sum(o.on_duty for o in officers), sum(bool(o.ways) for o in officers)
    role = role_words(agency.role, seat.locale)
    return AgencyLine(agency.id, shown_name(agency), role, places(agency), number, len(officers), there, ways)


def places(agency: Agency) -> str:
    """What an agency serves, in words."""
    some = "; ".join(spoken(code) for code in agency.communes[:MOST_PLACES])
    more = f" … {len(agency.communes)}" if len(agency.communes) > MOST_PLACES else ""
    return some + more or units().provinces.get(agency.province, "") or EVERYWHERE


@dataclass(frozen=True, slots=True)
class OfficerLine:
    """An officer of an agency, with the channels that reach them."""

    id: str
    name: str
    deputy: bool
    on_duty: bool
    channels: str
    version: str


def agency_view(work: WebWork, seat: Seat, agency_id: str) -> Mapping[str, object] | None:
    """One agency; None if it is not there or not in my area, which look the same."""
    agency = work.directory.agencies.get(agency_id)
    if agency is None or not may_see(seat.grant, agency):
        return None
    called = work.directories.confirmed(agency)
    base = work.directory.kept or work.directory
    shifts = [shift_row(s)[1:] for s in base.roster.shifts if s.agency == agency.id]
    return {
        "agency": agency,
        "shown": shown_name(agency),
        "role": role_words(agency.role, seat.locale),
        "places": places(agency),
        "called_by": called[0] if called else "",
        "called_at": hour_and_day(called[1]) if called else "",
        "officers": [officer_line(work, seat, o) for o in work.directory.officers_of(agency.id)],
        "week": [week_line(edge, here) for edge, here in roster_rows(base, agency, (work.now, work.now + A_WEEK))],
        "shifts": shifts,
        "roster_version": version_of(*shifts),
        "version": agency_version(agency),
        "edits": may_edit(seat.grant, agency, "edit_directory"),
        "rosters": may_edit(seat.grant, agency, "edit_roster"),
    }


def agency_version(agency: Agency) -> str:
    """Changes when what the forms of an agency show changes."""
    return version_of(agency.name, agency.phone, agency.phone_confirmed)


def officer_version(officer: Officer) -> str:
    """Changes when what the form of an officer shows changes."""
    return version_of(officer.agency, officer.name, officer.deputy)


def officer_line(work: WebWork, seat: Seat, officer: Officer) -> OfficerLine:
    """One officer; the deputy is as the directory has it, not as this shift has."""
    base = (work.directory.kept or work.directory).officers[officer.id]
    names = {**sections()["channels"], **sections()["channel_names"]}
    said = (work.house.translate(seat.locale, names.get(channel, channel)) for channel in dict.fromkeys(base.channels))
    return OfficerLine(base.id, base.name, base.deputy, officer.on_duty, ", ".join(said), officer_version(base))


def week_line(edge: datetime, here: Sequence[Officer]) -> tuple[str, str]:
    """From when on who is on duty; "" where nobody is."""
    return f"{local(edge):%d/%m %H:%M}", ", ".join(officer.name for officer in here)
