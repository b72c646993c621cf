"""The edge of a shift: whoever comes reads what is open, whoever goes reads who took over and waits for nothing."""

from collections.abc import Iterable, Iterator, Set
from datetime import timedelta
from typing import Literal

from handlers.access import relation_to
from handlers.duty import set_timer
from handlers.duty_words import instead_words, named, on_duty_at, when
from handlers.events import OutgoingMessage, Timer
from handlers.presence import look_again
from handlers.scene import agency_name, words
from handlers.speaking import tell_officer
from handlers.work import Work
from referral.agencies import Officer
from referral.case import Case
from referral.duty import on_post

Why = Literal["shift", "roster"]  # the clock, or the deployer who changed the roster

BEGINS = {"shift": ("shift_begins", "shift_begins_until"), "roster": ("roster_begins", "roster_begins_until")}
ENDS = {"shift": "shift_ends", "roster": "roster_ends"}
JUST_BEFORE = timedelta(microseconds=1)
MOST_COUNTED = 100  # cases opened to count them


def change(work: Work, timer: Timer) -> None:
    """A shift of an agency began or ended: compare the moment before with now, however many edges lie between."""
    before = on_post(work.directory, timer.subject, timer.due_at - JUST_BEFORE)
    hand_over(work, timer.subject, before, "shift")
    set_timer(work, timer.subject)


def hand_over(work: Work, agency_id: str, before: Set[str], why: Why) -> None:
    """Tell those who came on duty at an agency and those who went, and let nobody wait for those who went."""
    after = on_post(work.directory, agency_id, work.now)
    for officer_id in sorted(before - after):
        look_again(work, officer_id)
        tell(work, officer_id, f"{why}_ends", ended(work, officer_id, why))
    for officer_id in sorted(after - before):
        tell(work, officer_id, f"{why}_begins", begun(work, officer_id, why))


def tell(work: Work, officer_id: str, what: str, lines: Iterable[str]) -> None:
    """One notice of a change of duty; a second one of the same minute is the same."""
    key = f"{what}:{work.now:%Y%m%d%H%M}"
    tell_officer(work, officer_id, OutgoingMessage(key, "", " ".join(lines)))


def begun(work: Work, officer_id: str, why: Why) -> Iterator[str]:
    """That the officer is on duty now, until when, and what is open."""
    until, (open_end, with_end) = work.directory.on_duty_until(officer_id), BEGINS[why]
    yield words(work, "vi", with_end, until=when(work, until)) if until else words(work, "vi", open_end)
    yield opened(work, work.directory.officers[officer_id])


def opened(work: Work, officer: Officer) -> str:
    """How many cases the agency has open. One that this officer must not know of is not counted."""
    cases = work.cases.of_agency(officer.agency, MOST_COUNTED)
    known = [case for case in cases if relation_to(work, officer, case) != "excluded"]
    if len(cases) == MOST_COUNTED:
        return words(work, "vi", "shift_open_many", count=str(MOST_COUNTED - 1))
    if not known:
        return words(work, "vi", "shift_open_none")
    waiting = sum(officer.agency not in taken_by(work, case) for case in known)
    return words(work, "vi", "shift_open", count=str(len(known)), waiting=str(waiting))


def taken_by(work: Work, case: Case) -> set[str]:
    """The bodies for which somebody has accepted a case."""
    return {alert.body for alert in work.alerts.of(case.id) if alert.answer == "accepted"}


def ended(work: Work, officer_id: str, why: Why) -> Iterator[str]:
    """That the officer is off duty now, who is on it, or who is asked while nobody is, and what stays theirs."""
    agency = work.directory.agencies[work.directory.officers[officer_id].agency]
    there = on_duty_at(work, agency.id)
    yield words(work, "vi", ENDS[why])
    if there:
        yield words(work, "vi", "shift_next", names=named(work, there))
    else:
        yield words(work, "vi", "shift_next_nobody", agency=agency_name(work, agency))
        yield instead_words(work, agency)
    if work.cases.answered(officer_id, "accepted"):
        yield words(work, "vi", "shift_still_held")
