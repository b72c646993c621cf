"""Compare what should be true of a case with what has been done, and stage the difference; twice is once."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import groupby

from handlers.alerting import heard, send_alert, sound_after_all, tell_place_settled, tell_stood_down
from handlers.bundling import earlier_alike, hushed, later_silent, surely_of, to_sound_after_all
from handlers.chasing import chase
from handlers.deadlines import run_clocks
from handlers.events import Timer
from handlers.hazards import keep_hazard
from handlers.holding import end_lost, finish_handovers, watch_handovers
from handlers.informing import inform
from handlers.merged import keep_apart
from handlers.planning import plan_for
from handlers.shielding import cut_off, tell_above
from handlers.warning import warn_reporter
from handlers.work import Work
from referral.alerts import Alert, next_alerts, passed_over, wake_at
from referral.case import Case
from referral.conflict import may_know
from referral.plan import Plan
from referral.standing_down import found_right, to_stand_down


def settle(work: Work, case: Case) -> Case:
    """Bring holders, alerts, stand-downs, what is told and the timer in line with the plan."""
    cut = cut_off(work, case)
    keep_apart(work, case)
    if case.merged_into:
        return at_rest(work, case)
    keep_hazard(work, case)
    case = finish_handovers(work, end_lost(work, case))
    the_plan = plan_for(work, case)
    idle_until = chase(work, case, the_plan)  # first: whom a silent holder leaves alone is asked below
    pass_over(work, case, the_plan)
    stand_down(work, case, the_plan)
    raise_alerts(work, case, the_plan)
    tell_above(work, case, cut)
    case, warned_at = warn_reporter(work, case, the_plan)
    handing_until = watch_handovers(work, case, the_plan)
    later = (inform(work, case, the_plan), run_clocks(work, case), idle_until, warned_at, handing_until)
    set_wake(work, case, (wake_at(case, the_plan, work.alerts.of(case.id), work.now), *later))
    return case


def at_rest(work: Work, case: Case) -> Case:
    """A case that became part of another asks nobody and waits for nothing; its alerts stay as they were."""
    run_clocks(work, case)
    work.drop_timer(f"settle:{case.id}")
    return case


def pass_over(work: Work, case: Case, the_plan: Plan) -> None:
    """An officer who can no longer answer holds no rung: the next one is asked at once."""
    for alert in passed_over(the_plan, work.alerts.of(case.id), work.now):
        work.alerts.save(case.id, alert)
        work.audit("system", "pass_over", case.id)


def raise_alerts(work: Work, case: Case, the_plan: Plan) -> None:
    """Send the alerts that are due, one message to each officer however many bodies they are asked for."""
    before = work.alerts.of(case.id)
    fresh = next_alerts(case, the_plan, before, work.now, partial(heard, work, case))
    near = earlier_alike(work, case) if fresh else ()
    fresh = hushed(work, surely_of(case, near), the_plan, fresh)
    for alert in fresh:
        work.alerts.add(case.id, alert)
    for _, asked in groupby(sorted(fresh, key=lambda a: a.officer), key=lambda a: a.officer):
        send_alert(work, case, next(asked), near)
    ring_apart(work, case)


def ring_apart(work: Work, case: Case) -> None:
    """Ring for silent alerts, of this case or of later ones, that are surely the same as nothing any more."""
    for one in (case, *later_silent(work, case)):
        for alert in to_sound_after_all(work, one):
            work.alerts.save(one.id, alert)
            sound_after_all(work, one, alert)


def stand_down(work: Work, case: Case, the_plan: Plan) -> None:
    """End the alerts of bodies that are no longer concerned, and tell them so, but never who must not know of it."""
    ending = to_stand_down(the_plan, work.alerts.of(case.id), work.directory, work.now)
    for alert in ending:
        work.alerts.save(case.id, alert)
        work.audit("system", "stand_down", case.id)
    for officer, ended in groupby(sorted(ending, key=lambda a: a.officer), key=lambda a: a.officer):
        last = list(ended)[-1]
        if not concerned(work.alerts.of(case.id), officer) and may_know(case, officer, work.directory):
            tell_stood_down(work, case, last, misplaced=last.body in the_plan.elsewhere)
    tell_misplaced(work, case, the_plan)


def tell_misplaced(work: Work, case: Case, the_plan: Plan) -> None:
    """Tell once who accepted for a commune that it turned out not to be; what an officer took only they give back."""
    alerts = work.alerts.of(case.id)
    held = [a for a in alerts if a.answer == "accepted" and a.body in the_plan.elsewhere]
    if held and found_right(the_plan, alerts):
        for officer in dict.fromkeys(a.officer for a in held):
            tell_place_settled(work, case, officer)


def concerned(alerts: Sequence[Alert], officer: str) -> bool:
    """Whether an officer still holds the case or is asked to take it for another body."""
    return any(a.officer == officer and a.answer in ("", "accepted") for a in alerts)


def set_wake(work: Work, case: Case, moments: Sequence[datetime | None]) -> None:
    """Set the case's one timer to the next moment at which time alone changes something."""
    due = min((moment for moment in moments if moment), default=None)
    key = f"settle:{case.id}"
    if due:
        work.set_timer(Timer(key, due, "settle", case.id))
    else:
        work.drop_timer(key)
