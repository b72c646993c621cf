"""Duty in words: until when, who else, when next, and which parts of a night nobody covers."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from handlers.scene import agency_name, words
from handlers.work import Work
from referral.agencies import Agency, Officer
from referral.clock import hour, hour_and_day
from referral.duty import instead_of
from referral.roster import Stretch

ONE_DAY = timedelta(days=1)


def when(work: Work, moment: datetime) -> str:
    """A moment to come: the hour within the next day, else with its day."""
    return hour(moment) if moment < work.now + ONE_DAY else hour_and_day(moment)


def named(work: Work, officers: Iterable[Officer]) -> str:
    """Officers of the reader's own agency, each with the end of their duty."""
    return ", ".join(somebody(work, officer) for officer in officers)


def somebody(work: Work, officer: Officer) -> str:
    """An officer with the end of their duty, if there is one."""
    until = work.directory.on_duty_until(officer.id)
    return words(work, "vi", "duty_somebody", name=officer.name, until=when(work, until)) if until else officer.name


def in_words(work: Work, stretches: Iterable[Stretch]) -> str:
    """Stretches of time."""
    found = (words(work, "vi", "duty_stretch", since=when(work, a), until=when(work, b)) for a, b in stretches)
    return ", ".join(found)


def instead_words(work: Work, agency: Agency) -> str:
    """Who is told of a new case while an agency has nobody."""
    other = instead_of(work.directory, agency)
    return agency_name(work, other) if other else words(work, "vi", "duty_no_instead")


def on_duty_at(work: Work, agency_id: str, but: str = "") -> list[Officer]:
    """The officers of an agency who are on duty now and reached, but for one."""
    return [o for o in work.directory.officers_of(agency_id) if o.on_duty and o.ways and o.id != but]
