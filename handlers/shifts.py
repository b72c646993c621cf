"""The edge of a shift: whoever comes reads what is open, whoever goes reads who took over and waits for nothing."""

from collections.abc import Set
from datetime import datetime, timedelta

from handlers.access import relation_to
from handlers.duty import leave_post, set_timer
from handlers.duty_words import instead_words, named, when
from handlers.events import OutgoingMessage, Timer
from handlers.scene import agency_name, words
from handlers.speaking import tell_officer
from handlers.work import Work
from referral.agencies import Officer
from referral.duty import on_post

JUST_BEFORE = timedelta(microseconds=1)
MOST_COUNTED = 100  # cases opened to count them


def change(work: Work, timer: Timer) -> None:
    """A shift of an agency began or ended: compare the moment before with now, however many edges lie between."""
    before = on_post(work.directory, timer.subject, timer.due_at - JUST_BEFORE)
    hand_over(work, timer.subject, before)
    set_timer(work, timer.subject)


def hand_over(work: Work, agency_id: str, before: Set[str]) -> None:
    """Tell those who came on duty at an agency and those who went, and let nobody wait for those who went."""
    after = on_post(work.directory, agency_id, work.now)
    for officer_id in sorted(before - after):
        leave_post(work, officer_id)
        tell(work, officer_id, "off", ended(work, agency_id, after - before or after))
    for officer_id in sorted(after - before):
        officer = work.directory.officers[officer_id]
        tell(work, officer_id, "on", f"{begun(work, officer)} {opened(work, officer)}")


def tell(work: Work, officer_id: str, which: str, text: str) -> None:
    """One notice of a change of duty, whatever led to it."""
    minute = f"{work.now:%Y%m%d%H%M}"
    tell_officer(work, officer_id, OutgoingMessage(f"duty_{which}:{minute}", "", text))


def begun(work: Work, officer: Officer) -> str:
    """That the shift begins, and until when it lasts."""
    until: datetime | None = work.directory.on_duty_until(officer.id)
    if until:
        return words(work, "vi", "shift_begins_until", until=when(work, until))
    return words(work, "vi", "shift_begins")


def opened(work: Work, officer: Officer) -> str:
    """How many cases the agency has open. One that this officer must not know of is not counted."""
    cases = work.cases.of_agency(officer.agency, MOST_COUNTED)
    known = [case for case in cases if relation_to(work, officer, case) != "excluded"]
    if len(cases) == MOST_COUNTED:
        return words(work, "vi", "shift_open_many", count=str(MOST_COUNTED - 1))
    if not known:
        return words(work, "vi", "shift_open_none")
    waiting = sum(all(alert.answer != "accepted" for alert in work.alerts.of(case.id)) for case in known)
    return words(work, "vi", "shift_open", count=str(len(known)), waiting=str(waiting))


def ended(work: Work, agency_id: str, next_ones: Set[str]) -> str:
    """That the shift is over, and who took over, or who is asked while nobody did."""
    reached = [o for o in work.directory.officers_of(agency_id) if o.id in next_ones and o.ways]
    if reached:
        return words(work, "vi", "shift_ends", names=named(work, reached))
    agency = work.directory.agencies[agency_id]
    return words(work, "vi", "shift_ends_empty", agency=agency_name(work, agency), instead=instead_words(work, agency))
