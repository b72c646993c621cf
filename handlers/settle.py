"""Compare what should be true of a case with what has been done, and stage the difference; twice is once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from handlers.alerting import send_alert, tell_place_settled, tell_stood_down
from handlers.chasing import chase
from handlers.deadlines import run_clocks
from handlers.events import Timer
from handlers.informing import inform
from handlers.planning import plan_for
from handlers.shielding import cut_off, tell_above
from handlers.speaking import tell_reporter
from handlers.work import Work
from referral.alerts import Alert, found_right, next_alerts, nobody_accepted, to_stand_down, wake_at
from referral.case import Case
from referral.plan import Plan


def settle(work: Work, case: Case) -> Case:
    """Bring alerts, stand-downs, the warning to the reporter and the timer in line with the plan."""
    cut = cut_off(work, case)
    the_plan = plan_for(work, case)
    stand_down(work, case, the_plan)
    raise_alerts(work, case, the_plan)
    tell_above(work, case, cut)
    case = warn_reporter(work, case, the_plan)
    later = (inform(work, case, the_plan), chase(work, case, the_plan), run_clocks(work, case))
    set_wake(work, case, (wake_at(case, the_plan, work.alerts.of(case.id), work.now), *later))
    return case


def raise_alerts(work: Work, case: Case, the_plan: Plan) -> None:
    """Send the alerts that are due, one message to each officer however many bodies they are asked for."""
    before = work.alerts.of(case.id)
    fresh = next_alerts(case, the_plan, before, work.now)
    for alert in fresh:
        work.alerts.add(case.id, alert)
    for officer, asked in groupby(sorted(fresh, key=lambda a: a.officer), key=lambda a: a.officer):
        send_alert(work, case, next(asked), again=was_asked(before, officer))


def was_asked(alerts: Sequence[Alert], officer: str) -> bool:
    """Whether this officer has had an alert of the case before."""
    return any(a.officer == officer for a in alerts)


def stand_down(work: Work, case: Case, the_plan: Plan) -> None:
    """End the alerts of bodies that are no longer concerned, and tell them so."""
    gone = to_stand_down(the_plan, work.alerts.of(case.id), work.now)
    ending = [alert for alert in gone if stands_in(work, alert) or alert.body in the_plan.elsewhere]
    for alert in ending:
        work.alerts.save(case.id, alert)
        work.audit("system", "stand_down", case.id)
    for officer, ended in groupby(sorted(ending, key=lambda a: a.officer), key=lambda a: a.officer):
        last = list(ended)[-1]
        if not concerned(work.alerts.of(case.id), officer):
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


def stands_in(work: Work, alert: Alert) -> bool:
    """Whether a desk was asked only because the commune was not known."""
    agency = work.directory.agencies.get(alert.body)
    return agency is None or agency.role in ("intake_desk", "province_desk")


def warn_reporter(work: Work, case: Case, the_plan: Plan) -> Case:
    """Say once that nobody has accepted, when the patience of the first alert is over."""
    if case.warned or not nobody_accepted(case, the_plan, work.alerts.of(case.id), work.now):
        return case
    tell_reporter(work, case, "nobody")
    warned = replace(case, warned=True)
    work.cases.save(warned)
    return warned


def set_wake(work: Work, case: Case, moments: Sequence[datetime | None]) -> None:
    """Set the case's one timer to the next moment at which time alone changes something."""
    due = min((moment for moment in moments if moment), default=None)
    key = f"settle:{case.id}"
    if due:
        work.set_timer(Timer(key, due, "settle", case.id))
    else:
        work.drop_timer(key)
