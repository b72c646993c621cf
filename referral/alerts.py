"""Which alerts must go out now: the plan compared with what has been sent and answered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from referral.case import Case
from referral.plan import Duty, Plan
from referral.urgency import Urgency

AlertAnswer = Literal["", "accepted", "declined", "stood_down", "cut"]  # cut: must not know of it any more
ENDED = frozenset({"stood_down", "cut"})  # answers after which an alert is as if it had never been


@dataclass(frozen=True, slots=True)
class Alert:
    """One officer asked, for one body, to take one case. `n` counts the alerts of a case from 1."""

    n: int
    body: str  # agency id whose duty it is
    officer: str  # who was asked: of that agency, or of a higher rung of its ladder
    urgency: Urgency
    sent_at: datetime
    due_at: datetime  # when the next rung is asked
    answer: AlertAnswer = ""
    answered_at: datetime | None = None
    step: str = ""  # key of referral.steps.STEPS: the last thing its officer did for the case
    acted_at: datetime | None = None  # when that was
    reminded: int = 0  # since then: 1 its officer was reminded, 2 whoever supervises was told


def next_alerts(case: Case, plan: Plan, alerts: Sequence[Alert], now: datetime) -> tuple[Alert, ...]:
    """The alerts that are due now: each unanswered duty gets its next rung."""
    if case.status == "closed":
        return ()
    held = waits_for_answer(case, now)
    duties = (duty for duty in plan.duties if not held or duty.body in plan.unheld)
    officers = ((duty, next_officer(duty, case, alerts, now)) for duty in duties)
    due = [(duty, officer) for duty, officer in officers if officer]
    n = len(alerts)
    return tuple(
        Alert(n + i, duty.body, officer, case.urgency, now, plan.patient_until(now))
        for i, (duty, officer) in enumerate(due, 1)
    )


def waits_for_answer(case: Case, now: datetime) -> bool:
    """Whether alerts are still held back, by the reporter's answer or by the desk's."""
    return waits_for_reporter(case, now) or waits_for_desk(case, now)


def waits_for_reporter(case: Case, now: datetime) -> bool:
    """An alert that is no emergency waits until the reporter has said who must not learn of it, 2 minutes at most."""
    waits = case.hold_until is not None and now < case.hold_until and not case.avoid_asked
    return waits and case.urgency < Urgency.emergency


def waits_for_desk(case: Case, now: datetime) -> bool:
    """After a flood of unverified cries from one source the desk has 60 seconds alone, or less if it says so."""
    return case.desk_first is not None and now < case.desk_first


def next_officer(duty: Duty, case: Case, alerts: Sequence[Alert], now: datetime) -> str:
    """Whom to ask for this duty now; "" while nobody needs to be asked."""
    mine = [a for a in alerts if a.body == duty.body and a.answer not in ENDED]
    if not duty.ladder or acknowledged(duty, alerts):
        return ""
    open_ones = [a for a in mine if a.answer == "" and a.due_at > now]
    if open_ones:
        newest = open_ones[-1]
        return newest.officer if newest.urgency < case.urgency else ""
    asked = {a.officer for a in alerts}  # for whatever body: nobody is asked twice while somebody was not asked once
    return next((officer for officer in duty.ladder if officer not in asked), None) or again(duty, alerts)


def again(duty: Duty, alerts: Sequence[Alert]) -> str:
    """Everybody was asked: whoever was asked longest ago is asked again, those who declined last of all."""
    newest = {a.officer: (a.answer == "declined", a.n) for a in alerts}
    return min(duty.ladder, key=lambda officer: newest[officer])


def acknowledged(duty: Duty, alerts: Sequence[Alert]) -> bool:
    """Whether somebody has accepted for this body."""
    return any(a.body == duty.body and a.answer == "accepted" for a in alerts)


def asked_at(alerts: Sequence[Alert]) -> dict[str, Urgency]:
    """The bodies that were asked and not stood down or cut off, and how urgent the case was at most when they were."""
    levels: dict[str, Urgency] = {}
    for alert in alerts:
        if alert.answer not in ENDED:
            levels[alert.body] = max(alert.urgency, levels.get(alert.body, Urgency.none))
    return levels


def quiet(plan: Plan, alerts: Sequence[Alert]) -> bool:
    """Whether each body that must act has acknowledged."""
    return all(acknowledged(duty, alerts) for duty in plan.duties)


def to_stand_down(plan: Plan, alerts: Sequence[Alert], now: datetime) -> tuple[Alert, ...]:
    """Unanswered alerts of bodies no longer in the plan, once a body of the plan has accepted, never before.

    A body of a commune that it turned out not to be waits for one of the right commune.
    """
    bodies = {duty.body for duty in plan.duties}
    if not any(acknowledged(duty, alerts) for duty in plan.duties):
        return ()
    early = frozenset[str]() if found_right(plan, alerts) else plan.elsewhere
    gone = (a for a in alerts if a.answer == "" and a.body not in bodies | early)
    return tuple(replace(a, answer="stood_down", answered_at=now) for a in gone)


def found_right(plan: Plan, alerts: Sequence[Alert]) -> bool:
    """Whether somebody has accepted for the commune where it happened."""
    return any(duty.body in plan.here and acknowledged(duty, alerts) for duty in plan.duties)


def wake_at(case: Case, plan: Plan, alerts: Sequence[Alert], now: datetime) -> datetime | None:
    """When to look again: at the end of the wait or of a rung's patience, which also passes when nobody can be asked.

    None once every body has acknowledged, or the case is closed.
    """
    if case.status == "closed":
        return None
    if waits_for_answer(case, now):
        return case.desk_first if waits_for_desk(case, now) else case.hold_until
    waiting = {duty.body for duty in plan.duties if not acknowledged(duty, alerts)}
    later = plan.patient_until(now) if waiting else None
    return min((a.due_at for a in alerts if a.answer == "" and a.body in waiting and a.due_at > now), default=later)


def nobody_accepted(case: Case, plan: Plan, alerts: Sequence[Alert], now: datetime) -> bool:
    """Whether the patience of the first alert is over (or nobody could be asked) and nobody has accepted."""
    held = waits_for_answer(case, now) and not alerts
    if case.status == "closed" or held or any(a.answer == "accepted" for a in alerts):
        return False
    first = min((plan.patient_until(a.sent_at) for a in alerts if a.answer != "cut"), default=now)
    return first <= now
