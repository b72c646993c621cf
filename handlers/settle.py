"""Compare what should be true of a case with what has been done, and stage the difference; twice is once."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from handlers.alerting import send_alert, tell_stood_down
from handlers.events import Timer
from handlers.speaking import tell_reporter
from handlers.work import Work
from referral.alerts import Alert, next_alerts, nobody_accepted, to_stand_down, wake_at
from referral.case import Case
from referral.matrix import shipped_matrix
from referral.plan import Plan, plan


def settle(work: Work, case: Case) -> Case:
    """Bring alerts, stand-downs, the warning to the reporter and the timer in line with the plan."""
    the_plan = plan_for(work, case)
    stand_down(work, case, the_plan)
    raise_alerts(work, case, the_plan)
    case = warn_reporter(work, case, the_plan)
    set_wake(work, case, the_plan)
    return case


def plan_for(work: Work, case: Case) -> Plan:
    """The plan of a case by the directory and matrix in force now."""
    return plan(case, work.directory, shipped_matrix())


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
    for alert in to_stand_down(the_plan, work.alerts.of(case.id), work.now):
        if not stands_in(work, alert):
            continue
        work.alerts.save(case.id, alert)
        tell_stood_down(work, case, alert)


def stands_in(work: Work, alert: Alert) -> bool:
    """Whether a desk was asked only because the commune was not known: what a reporter says ends no other alert."""
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


def set_wake(work: Work, case: Case, the_plan: Plan) -> None:
    """Set the case's one timer to the next moment at which time alone changes something."""
    due = wake_at(case, the_plan, work.alerts.of(case.id), work.now)
    key = f"settle:{case.id}"
    if due:
        work.set_timer(Timer(key, due, "settle", case.id))
    else:
        work.drop_timer(key)
