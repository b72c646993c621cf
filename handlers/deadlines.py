"""Legal clocks of a case: started, stopped, warned of, breached; handlers/data_requests.py runs those of requests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.clock_warnings import warn
from handlers.clock_words import blanks_of, watch_of
from handlers.scene import words
from handlers.work import Work
from referral.alerts import NEVER_ASKED
from referral.case import Case
from referral.conflict import commune_may_know
from referral.deadlines import DROPPED, Clock, Matter, brought_in_line, next_moment, percent_due, stopped_by_step

PRESSING = timedelta(days=2)
CHANGED_BY_HAND = "level"  # the kind of entry by which an officer changes what a rule asks for


def subject_of(case: Case) -> str:
    """Under which name the clocks of a case are kept."""
    return f"case:{case.id}"


def run_clocks(work: Work, case: Case) -> datetime | None:
    """Bring the clocks of a case up to date; when to look again, None if time alone changes nothing."""
    before, watch = work.clocks.of(subject_of(case)), watch_of(work)
    after = (by_hand(work, case, clock) for clock in brought_in_line(matter_of(work, case), before, watch))
    told = tuple(warn(work, case, c, percent) if (percent := percent_due(c, watch)) else c for c in after)
    changed = [clock for clock in told if clock not in before]
    if changed:
        work.clocks.save(subject_of(case), changed)
    return next_moment(told, watch)


def stop_clocks(work: Work, case: Case, officer_id: str, step: str) -> None:
    """A step of referral.steps.STEPS was done: the clocks it stops stand still from now on."""
    watch = watch_of(work)
    ending = stopped_by_step(work.clocks.of(subject_of(case)), step, officer_id, watch)
    late = [(clock, percent_due(clock, watch)) for clock in ending]
    work.clocks.save(subject_of(case), [warn(work, case, c, percent) if percent else c for c, percent in late])


def matter_of(work: Work, case: Case) -> Matter:
    """What the clocks need to know of a case."""
    return Matter(
        of="case",
        received_at=case.opened_at,
        facts=facts_of(work, case),
        closed=case.status == "closed",
        asked_at=asked_at(work, case),
        shorter=work.clocks.shorter(case.province) if case.province else {},
    )


def facts_of(work: Work, case: Case) -> dict[str, str]:
    """What the rules may ask of a case."""
    police = any(role_asked(work, body) == "police" for body in bodies_asked(work, case))
    return {
        "category": case.category,
        "urgency": case.urgency.name,
        "commune": case.commune if commune_may_know(case, work.directory) else "avoided",
        "police": "yes" if police else "",
    }


def bodies_asked(work: Work, case: Case) -> list[str]:
    """The bodies that were asked to act and not stood down or cut off."""
    return [alert.body for alert in work.alerts.of(case.id) if alert.answer not in NEVER_ASKED]


def role_asked(work: Work, body: str) -> str:
    """The role of a body, "" if the directory has lost it."""
    agency = work.directory.agencies.get(body)
    return agency.role if agency else ""


def asked_at(work: Work, case: Case) -> datetime | None:
    """When a body of the commune was first asked; None while nobody there was."""
    asked = [alert for alert in work.alerts.of(case.id) if alert.answer not in NEVER_ASKED]
    found = ((work.directory.agencies.get(alert.body), alert.sent_at) for alert in asked)
    return min((at for agency, at in found if agency and case.commune in agency.communes), default=None)


def by_hand(work: Work, case: Case, clock: Clock) -> Clock:
    """A clock that is dropped in this very moment, with the officer who lowered the level if it was one."""
    if clock.step != DROPPED or clock.stopped_at != work.now or case.judged is None:
        return clock
    levels = [e for e in work.history.entries(case.id) if e.kind == CHANGED_BY_HAND and e.at == work.now]
    return replace(clock, stopped_by=levels[-1].actor) if levels else clock


def running(work: Work, case: Case) -> list[Clock]:
    """The clocks of a case that run now, the first due first; those of rules that are no more are left out."""
    watch = watch_of(work)
    return [clock for clock in work.clocks.of(subject_of(case)) if clock.running and clock.name in watch.rules]


def next_due(work: Work, case: Case) -> tuple[str, datetime] | None:
    """What the law wants next of this case, in words, and until when; None if no clock runs."""
    clocks = running(work, case)
    return (clock_line(work, clocks[0]), clocks[0].due_at) if clocks else None


def pressing_clocks(work: Work, case: Case) -> Sequence[Clock]:
    """The running clocks that end within two days, else the one that ends first: a phone shows no more at a glance."""
    clocks = running(work, case)
    return [clock for clock in clocks if clock.due_at <= work.now + PRESSING] or clocks[:1]


def clock_line(work: Work, clock: Clock) -> str:
    """One running clock in one line: what must be done, until when, by which source; or that it is late."""
    key = "clock_late" if clock.late(work.now) else "clock_line"
    return words(work, work.page_locale, key, **blanks_of(work, clock))
