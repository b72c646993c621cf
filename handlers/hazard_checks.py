"""Dangerous places are looked at again: when their time is over, before each May, and after a storm."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from handlers.events import OutgoingMessage, Timer
from handlers.hazard_views import sees
from handlers.hazards import EVERYWHERE, SPRING_CHECK, cases_of, set_due
from handlers.informing import tell_supervisors
from handlers.scene import words
from handlers.speaking import tell_officer
from handlers.work import Work
from referral.agencies import Officer
from referral.clock import local
from referral.hazards import Hazard, kinds, next_spring
from referral.jurisdiction.words import spoken
from referral.plan import reachable

PATIENCE = timedelta(days=3)  # after a reminder, before the province is told
REMINDED, PROVINCE_TOLD = 1, 2


def hazard_due(work: Work, timer: Timer) -> None:
    """The time to fix a place is over: its body is reminded, and three days later the province is told."""
    hazard = work.hazards.get(timer.subject)
    if hazard is None or hazard.status != "open" or hazard.reminded >= PROVINCE_TOLD:
        return
    late = replace(hazard, reminded=hazard.reminded + 1)
    work.hazards.save(late)
    if late.reminded == REMINDED:
        tell_body(work, hazard, "hazard_overdue")
        again = work.directory.calendar.next_open(work.now + PATIENCE)
        work.set_timer(Timer(timer.key, again, "hazard_due", hazard.id))
        return
    for case in cases_of(work, work.hazards.cases(hazard.id))[:1]:
        tell_supervisors(work, case, "hazard_overdue_province", f"{hazard.id}:{hazard.due_at}", **named(hazard))


def named(hazard: Hazard) -> dict[str, str]:
    """What a message on a lock screen may say of a place: its number, kind, commune and day."""
    day = f"{local(hazard.due_at):%d/%m/%Y}"
    return {
        "hazard": hazard.number,
        "kind": kinds()[hazard.kind].name,
        "place": spoken(hazard.commune),
        "day": day,
    }


def tell_body(work: Work, hazard: Hazard, key: str, but: str = "") -> None:
    """Tell the officers on duty of the body that must fix a place and who holds a report of it, `but` for one."""
    for officer in (officer for officer in concerned(work, hazard) if officer.id != but):
        text = words(work, "vi", key, **named(hazard))
        message = OutgoingMessage(f"{key}:{hazard.id}:{work.now:%Y-%m-%d %H:%M}", "", text, lane="bulk")
        tell_officer(work, officer.id, message)


def concerned(work: Work, hazard: Hazard) -> tuple[Officer, ...]:
    """Officers on duty of the body that must fix a place, then those who hold a report of it, if they may see it."""
    officers = work.directory.officers
    cases = cases_of(work, work.hazards.cases(hazard.id))
    held = (officers.get(a.officer) for case in cases for a in work.alerts.of(case.id) if a.answer == "accepted")
    body = work.directory.officers_of(hazard.must_fix)
    every = dict.fromkeys((*reachable(body), *reachable(tuple(officer for officer in held if officer))))
    return tuple(officer for officer in every if sees(work, officer, hazard))


def hazard_check(work: Work, timer: Timer) -> None:
    """Before May all provinces are asked to look again; then the next spring is waited for."""
    ask_to_look(work, EVERYWHERE, "hazards_spring")
    spring = next_spring(work.now)
    work.set_timer(Timer(SPRING_CHECK, spring, "hazard_check", EVERYWHERE))


def ask_to_look(work: Work, province: str, why: str) -> int:
    """Ask for every open or fixed place of a province (all, for none) one look again; how many places there are.

    One message for each officer, with the count: never one for each place.
    """
    places = work.hazards.listed(province=province)
    for hazard in places:
        work.hazards.save(replace(hazard, asked_at=work.now))
    for officer, n in counts(work, places).items():
        text = words(work, "vi", why, n=str(n))
        button = words(work, "vi", "button_hazards")
        message = OutgoingMessage(f"{why}:{work.now:%Y-%m-%d %H:%M}", "", text, (button,), "bulk")
        tell_officer(work, officer, message)
    return len(places)


def counts(work: Work, places: Iterable[Hazard]) -> Counter[str]:
    """How many places each officer is asked about."""
    return Counter(officer.id for hazard in places for officer in concerned(work, hazard))


def open_anew(work: Work, hazard: Hazard, by: str = "") -> Hazard:
    """A place that was thought safe is not, an officer found or a neighbour says: due as if new, its body is told."""
    due = kinds()[hazard.kind].due.after(work.now, work.directory.calendar)
    again = replace(
        hazard, status="open", due_at=due, reminded=0, asked_at=None, confirmed_at=None, confirmed_by="", photo_id=""
    )
    work.hazards.save(again)
    set_due(work, again)
    tell_body(work, again, "hazard_unsafe", but=by)
    return again
