"""Where nobody is on duty, now or in a stretch of time to come, and who is asked instead."""

import itertools
from collections.abc import Iterable
from datetime import datetime, time

from referral.agencies import PROVINCE_ROLES, Agency, Directory, Officer
from referral.calendar import ONE_DAY, Calendar
from referral.clock import VIETNAM, local
from referral.jurisdiction.units import unit
from referral.records import dataclass
from referral.roster import Post, Stretch

# The bodies of a commune that answer at night too; a school has no night duty. Practice, not law.
STANDING_ROLES = ("police", "people_committee", "health_station")


@dataclass(frozen=True, slots=True)
class Vacancy:
    """When nobody of an agency is on duty whom a message would reach."""

    agency: str
    stretches: tuple[Stretch, ...]


def stored(directory: Directory) -> Directory:
    """The directory as it is stored, where an officer's `on_duty` is the own switch."""
    return directory.kept or directory


def would_be(directory: Directory, officer: Officer, moment: datetime) -> bool:
    """Whether this officer, as stored, is on duty at a moment if nobody presses anything until then."""
    return officer.on_duty and directory.roster.on_duty(Post(officer.agency, officer.id), moment)


def on_post(directory: Directory, agency: str, moment: datetime) -> frozenset[str]:
    """The officers of an agency who are on duty at a moment."""
    base = stored(directory)
    return frozenset(o.id for o in base.officers_of(agency) if would_be(base, o, moment))


def reached(directory: Directory, agencies: Iterable[str]) -> list[Officer]:
    """The officers of these agencies whom a linked channel reaches."""
    return [o for agency in agencies for o in stored(directory).officers_of(agency) if o.ways]


def vacant(directory: Directory, agencies: Iterable[str], stretch: Stretch) -> tuple[Stretch, ...]:
    """The parts of a stretch of time in which nobody of these agencies is on duty and reached."""
    base, (start, end) = stored(directory), stretch
    staff = reached(base, agencies)
    edges = {e for o in staff for e in base.roster.changes(Post(o.agency, o.id), start, end)} | {start, end}
    steps = sorted(edges)
    empty = ((a, b) for a, b in itertools.pairwise(steps) if not any(would_be(base, o, a) for o in staff))
    return joined(empty)


def joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Stretches in order, those that touch made one."""
    found: list[Stretch] = []
    for begins, ends in stretches:
        if found and found[-1][1] == begins:
            found[-1] = (found[-1][0], ends)
        else:
            found.append((begins, ends))
    return tuple(found)


def vacancies(directory: Directory, stretch: Stretch) -> tuple[Vacancy, ...]:
    """Every agency that is without anybody for some of a stretch of time, by id."""
    found = (Vacancy(agency, vacant(directory, (agency,), stretch)) for agency in sorted(directory.agencies))
    return tuple(vacancy for vacancy in found if vacancy.stretches)


def empty_communes(directory: Directory, province: str, stretch: Stretch) -> tuple[str, ...]:
    """The communes of a province in which, for some of a stretch, no body that answers at night has anybody.

    A commune in which nobody was ever linked is not among them: it is a matter of setting up, not of tonight.
    """
    communes = sorted({c for a in directory.agencies.values() for c in a.communes if in_province(c, province)})
    served = ((commune, in_service(directory, commune)) for commune in communes)
    return tuple(commune for commune, agencies in served if agencies and vacant(directory, agencies, stretch))


def in_province(commune: str, province: str) -> bool:
    """Whether a commune belongs to a province."""
    known = unit(commune)
    return known is not None and known.province == province


def in_service(directory: Directory, commune: str) -> tuple[str, ...]:
    """The bodies of a commune that answer at night, if somebody was linked or put on a roster there."""
    bodies = (directory.for_commune(role, commune) for role in STANDING_ROLES)
    ids = tuple(body.id for body in bodies if body)
    return ids if reached(directory, ids) or not directory.roster.agencies.isdisjoint(ids) else ()


def tonight(now: datetime, calendar: Calendar) -> Stretch:
    """The night that comes, or that runs, with the day after it if offices stay closed then."""
    opens, closes = calendar.hours[0][0], calendar.hours[-1][1]
    today = local(now).date()
    if local(now).time() < opens:
        return now, at(now, opens)
    morning = today + ONE_DAY
    ends = opens if calendar.working_day(morning) else closes
    return max(now, at(now, closes)), datetime.combine(morning, ends, VIETNAM)


def at(day: datetime, hour: time) -> datetime:
    """An hour of the day of a moment."""
    return datetime.combine(local(day).date(), hour, VIETNAM)


def instead_of(directory: Directory, agency: Agency) -> Agency | None:
    """Whose officers are asked now while an agency has nobody: others of its commune, its province, the desk."""
    commune = next(iter(agency.communes), "")
    known = unit(commune) if commune else None
    province = known.province if known else agency.province
    bodies = [directory.for_commune(role, commune) for role in STANDING_ROLES if commune]
    bodies += [directory.for_province(role, province) for role in PROVINCE_ROLES if province]
    others = (body for body in [*bodies, directory.intake_desk()] if body and body.id != agency.id)
    return next((body for body in others if anybody_at(directory, body.id)), None)


def anybody_at(directory: Directory, agency: str) -> bool:
    """Whether somebody of an agency is on duty now and reached; of a directory at its moment."""
    return any(officer.on_duty and officer.ways for officer in directory.officers_of(agency))
