"""A case about a dangerous place makes a record of it or joins the one there is; who holds the others is told."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.campaign_calendar import after_hazard
from handlers.events import Timer
from handlers.numbers import free_number
from handlers.scene import words
from handlers.speaking import tell_holders
from handlers.work import Work
from referral.case import Case
from referral.clock import hour_and_day
from referral.hazards import (
    HAZARDS,
    Hazard,
    body_that_fixes,
    described,
    kind_in,
    kinds,
    next_spring,
    pin_of,
    same_place,
)  # fmt: skip

EVERYWHERE = ""  # the subject of a check of all provinces
SPRING_CHECK = "hazards:spring"


def keep_hazard(work: Work, case: Case) -> None:
    """Bring the record of a case's place in line with what the case tells of it; twice is once."""
    if case.category in HAZARDS and case.commune and case.status == "open":
        place_case(work, case)


def place_case(work: Work, case: Case) -> Hazard:
    """The record of the place that this case is about: made, joined, or brought up to date."""
    known = work.hazards.of_case(case.id)
    if known and known.commune != case.commune:
        leave(work, case, known)
        known = None
    return kept_up(work, case, known) if known else recorded(work, case)


def recorded(work: Work, case: Case) -> Hazard:
    """The record that a case joins, or the one it makes."""
    told = found(work, case)
    other = the_same(work, told)
    return joined(work, case, other) if other else added(work, case, told)


def leave(work: Work, case: Case, known: Hazard) -> None:
    """The case is about another place; a record nobody else reported is gone, and nothing is due for it."""
    work.hazards.leave(case.id)
    if work.hazards.get(known.id) is None:
        work.drop_timer(due_key(known))


def found(work: Work, case: Case) -> Hazard:
    """What this case alone says of its place."""
    kind = kind_in(case)
    return Hazard(
        id=work.chance.id(),
        number=free_number(work, work.hazards.by_number, "HZ"),
        kind=kind,
        commune=case.commune,
        province=case.province,
        must_fix=body_that_fixes(kind, case, work.directory),
        found_at=case.opened_at,
        due_at=kinds()[kind].due.after(case.opened_at, work.directory.calendar),
        description=described(case),
        point=pin_of(case),
    )


def the_same(work: Work, told: Hazard) -> Hazard | None:
    """The record of the same place that somebody else reported before, the oldest."""
    near = work.hazards.listed(commune=told.commune)
    return next((hazard for hazard in near if hazard.id != told.id and same_place(hazard, told)), None)


def added(work: Work, case: Case, told: Hazard) -> Hazard:
    """A place nobody reported before."""
    work.hazards.add(told)
    work.hazards.join(told.id, case.id)
    set_due(work, told)
    spring = next_spring(work.now)
    work.set_timer(Timer(SPRING_CHECK, spring, "hazard_check", EVERYWHERE))
    if not kept_from_somebody(case):  # a reminder near by would tell them
        after_hazard(work, case)
    return told


def set_due(work: Work, hazard: Hazard) -> None:
    """Look at the place again when offices open after its due time."""
    key, due = due_key(hazard), work.directory.calendar.next_open(hazard.due_at)
    work.set_timer(Timer(key, due, "hazard_due", hazard.id))


def due_key(hazard: Hazard) -> str:
    """The key of a place's one timer."""
    return f"hazard:{hazard.id}"


def joined(work: Work, case: Case, hazard: Hazard) -> Hazard:
    """One more report of a place that is known: it is counted, and who holds the others is told."""
    work.hazards.join(hazard.id, case.id)
    if hazard.point is None and pin_of(case):
        hazard = replace(hazard, point=pin_of(case))
        work.hazards.save(hazard)
    tell_joined(work, case, hazard)
    return hazard


def tell_joined(work: Work, case: Case, hazard: Hazard) -> None:
    """Tell who holds the first report of the place that somebody holds; of a report kept from anybody, nobody."""
    reports = cases_of(work, work.hazards.cases(hazard.id))
    if kept_from_somebody(case):
        return
    for earlier in (report for report in reports if report.id != case.id):
        if any(alert.answer == "accepted" for alert in work.alerts.of(earlier.id)):
            since = hour_and_day(hazard.found_at)
            blanks = {"hazard": hazard.number, "n": str(countable(reports, case)), "since": since}
            tell_holders(work, earlier, "hazard_joined", case.id, **blanks)
            return


def kept_from_somebody(case: Case) -> bool:
    """Whether there is anybody who must not know of a report: then it is in no count that others read."""
    return bool(case.avoid or case.excluded)


def countable(reports: Sequence[Case], case: Case) -> int:
    """How many reports may be counted for whoever reads of this one."""
    return sum(report.id == case.id or not kept_from_somebody(report) for report in reports)


def cases_of(work: Work, ids: Sequence[str]) -> tuple[Case, ...]:
    """The cases with these ids, without those that were erased."""
    return tuple(case for case_id in ids if (case := work.cases.get(case_id)))


def kept_up(work: Work, case: Case, known: Hazard) -> Hazard:
    """A place that only this case reports says what the case says now; it may turn out to be one that is known."""
    if known.status != "open" or list(work.hazards.cases(known.id)) != [case.id]:
        return known
    kind = kind_in(case)
    told = replace(known, kind=kind, description=described(case), point=pin_of(case) or known.point)
    if told == known:
        return known
    other = the_same(work, told)
    if other:
        leave(work, case, known)
        return joined(work, case, other)
    return changed_kind(work, case, told) if kind != known.kind else saved(work, told)


def changed_kind(work: Work, case: Case, told: Hazard) -> Hazard:
    """Another kind of place may be another body's task, and due at another time."""
    due = kinds()[told.kind].due.after(told.found_at, work.directory.calendar)
    told = replace(told, due_at=due, must_fix=body_that_fixes(told.kind, case, work.directory))
    set_due(work, told)
    return saved(work, told)


def saved(work: Work, hazard: Hazard) -> Hazard:
    """The record as it is kept now."""
    work.hazards.save(hazard)
    return hazard


def hazard_line(work: Work, case: Case) -> str:
    """How many have reported the place of a case, for its alert; "" for the first."""
    hazard = work.hazards.of_case(case.id) if case.category in HAZARDS else None
    n = countable(cases_of(work, work.hazards.cases(hazard.id)), case) if hazard else 0
    if hazard is None or n <= 1:
        return ""
    return words(work, "vi", "alert_hazard", hazard=hazard.number, n=str(n), since=hour_and_day(hazard.found_at))
