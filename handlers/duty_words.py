"""Duty in words: until when, who else, when next, and which parts of a night nobody covers."""

from collections.abc import Iterable
from datetime import datetime

from handlers.scene import agency_name, words
from handlers.work import Work
from referral.agencies import Agency, Officer
from referral.calendar import ONE_DAY
from referral.clock import hour, local
from referral.duty import instead_of
from referral.roster import Stretch


def when(work: Work, moment: datetime) -> str:
    """A moment to come: the hour within the next day, else with its day."""
    return hour(moment) if moment < work.now + ONE_DAY else on_day(work, moment)


def on_day(work: Work, moment: datetime) -> str:
    """The hour with its day."""
    return words(work, "vi", "duty_moment", time=hour(moment), day=f"{local(moment):%d/%m}")


def shift_words(work: Work, begins: datetime, ends: datetime) -> str:
    """A duty to come, with its day."""
    same_day = local(begins).date() == local(ends).date()
    last = hour(ends) if same_day else on_day(work, ends)
    return words(work, "vi", "duty_stretch", since=on_day(work, begins), until=last)


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
    if other is None:
        return words(work, "vi", "duty_no_instead")
    return words(work, "vi", "duty_instead", instead=agency_name(work, other))


def on_duty_at(work: Work, agency_id: str, but: str = "") -> list[Officer]:
    """The officers of an agency who are on duty now and reached, but for one."""
    return [o for o in work.directory.officers_of(agency_id) if o.on_duty and o.ways and o.id != but]
