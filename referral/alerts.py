"""Which alerts must go out now: the plan compared with what has been sent and answered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from referral.agencies import DESKS, Directory
from referral.case import Case
from referral.plan import Duty, Plan
from referral.records import dataclass
from referral.urgency import Urgency

Heard = Callable[[str], bool]  # whether the last alert to this officer has left for them
AlertAnswer = Literal["", "accepted", "declined", "stood_down", "lost", "handed_on", "cut"]

# Over: the case is no longer theirs. "lost": they left the directory; "handed_on": another body took it from them;
# "cut": they must not know of it any more.
ENDED = frozenset({"stood_down", "lost", "handed_on", "cut"})
NEVER_ASKED = frozenset({"stood_down", "cut"})  # answers after which a body is as if it had not been asked
# What may become of an alert: tests hold every change against it (tests/city.py), and a picture shows it.
MAY_FOLLOW: Mapping[AlertAnswer, frozenset[AlertAnswer]] = {
    "": frozenset({"accepted", "declined", "stood_down", "cut"}),
    "accepted": frozenset({"declined", "stood_down", "lost", "handed_on", "cut"}),
    "declined": frozenset({"accepted", "stood_down", "cut"}),
    "handed_on": frozenset({"stood_down", "cut"}),
    "lost": frozenset({"cut"}),
    "stood_down": frozenset({"cut"}),
    "cut": frozenset(),
}
OVERDUE_TWICE = 2  # reminders after which a holder without a step counts as silent
SLOWER, SLOWEST = 12, timedelta(hours=1)  # how repeats slow down while nobody answers: practice, not law


@dataclass(frozen=True, slots=True)
class Alert:
    """One officer asked, for one body, to take one case. `n` counts the alerts of a case from 1."""

    n: int
    body: str  # agency id whose duty it is
    officer: str  # who was asked: of that agency, or of a higher rung of its ladder
    urgency: Urgency
    sent_at: datetime
    due_at: datetime  # when the next rung is asked; moved to now when its officer can no longer answer
    answer: AlertAnswer = ""
    answered_at: datetime | None = None
    step: str = ""  # key of referral.steps.STEPS: the last thing its officer did for the case
    acted_at: datetime | None = None  # when that was
    reminded: int = 0  # since then: 1 its officer was reminded, 2 whoever supervises was told
    silent: bool = False  # made no sound: its officer had just been rung for a case that is surely the same
    reminded_at: datetime | None = None  # the last time
    given_to: str = ""  # with "handed_on": the body that took the case over
    phoned: bool = False  # the body said yes on the phone; its officer here is who wrote that down


def sure(_officer: str) -> bool:
    """Whoever was asked has heard it."""
    return True


def next_alerts(
    case: Case, plan: Plan, alerts: Sequence[Alert], now: datetime, heard: Heard = sure
) -> tuple[Alert, ...]:
    """The alerts that are due now: each unanswered duty gets its next rung, a repeat only who heard what it repeats."""
    if case.status == "closed":
        return ()
    held = waits_for_answer(case, now)
    duties = (duty for duty in plan.duties if not held or duty.body in plan.unheld)
    officers = ((duty, next_officer(duty, case, alerts, now, heard)) for duty in duties)
    due = [(duty, officer) for duty, officer in officers if officer]
    n = len(alerts)
    return tuple(
        Alert(n + i, duty.body, officer, case.urgency, now, waited_until(plan, case, alerts, (officer, now)))
        for i, (duty, officer) in enumerate(due, 1)
    )


def waited_until(plan: Plan, case: Case, alerts: Sequence[Alert], asked: tuple[str, datetime]) -> datetime:
    """How long this officer, asked now, is waited for.

    Who was asked before is waited for a twelfth of the time in which nobody answered, an hour at most: an alarm that
    never pauses is not heard.
    """
    officer, now = asked
    patient = plan.patient_until(now)
    if all(a.officer != officer for a in alerts):
        return patient
    return max(patient, now + min((now - unanswered_since(case, alerts, now)) / SLOWER, SLOWEST))


def unanswered_since(case: Case, alerts: Sequence[Alert], now: datetime) -> datetime:
    """When somebody last answered, else when the first was asked at this urgency."""
    first = min((a.sent_at for a in alerts if a.urgency >= case.urgency), default=now)
    return max((a.answered_at for a in alerts if a.answered_at), default=first)


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


def next_officer(duty: Duty, case: Case, alerts: Sequence[Alert], now: datetime, heard: Heard = sure) -> str:
    """Whom to ask for this duty now; "" while nobody needs to be asked."""
    if not duty.ladder or answered_for(duty, alerts):
        return ""
    if waited_for(duty, case, alerts, now):
        return ""
    mine = [a for a in alerts if a.body == duty.body]
    asked_for_less = [a.officer for a in mine if a.answer == "" and a.due_at > now]
    if asked_for_less and all(a.urgency < case.urgency for a in mine):
        return asked_for_less[-1]  # hears that it is worse
    asked = {a.officer for a in alerts}  # for whatever body: nobody is asked twice while somebody was not asked once
    return next((officer for officer in duty.ladder if officer not in asked), None) or again(duty, alerts, heard)


def waited_for(duty: Duty, case: Case, alerts: Sequence[Alert], now: datetime) -> list[Alert]:
    """The alerts for this duty whose answer is still waited for, at the urgency of now or above."""
    unanswered = (a for a in alerts if a.body == duty.body and a.answer == "" and a.urgency >= case.urgency)
    return [a for a in unanswered if a.due_at > now]


def again(duty: Duty, alerts: Sequence[Alert], heard: Heard = sure) -> str:
    """Everybody was asked: whoever was asked longest ago is asked again, those who said no last of all.

    Not who holds the case in silence, who is reminded in their own time, nor who has not heard; "" if all are such.
    """
    newest = {a.officer: (a.answer in ("declined", "handed_on"), a.n) for a in alerts}
    hushed = {a.officer for a in alerts if silent(a)}
    turn = sorted((officer for officer in duty.ladder if officer not in hushed), key=lambda o: newest[o])
    return next(filter(heard, turn), "")


def passed_over(plan: Plan, alerts: Sequence[Alert], now: datetime) -> tuple[Alert, ...]:
    """Open alerts whose officer can no longer answer (off duty, out of reach, gone): they hold no rung from now on.

    Each stays as it is otherwise: who was asked remains true, and its officer may still accept.
    """
    ladders = {duty.body: duty.ladder for duty in plan.duties}
    waiting = (a for a in alerts if a.answer == "" and a.due_at > now)
    return tuple(replace(a, due_at=now) for a in waiting if a.officer not in ladders.get(a.body, (a.officer,)))


def lost_holders(alerts: Sequence[Alert], directory: Directory, now: datetime) -> tuple[Alert, ...]:
    """Accepted alerts whose officer, or the officer's agency, left the directory: nobody holds them any more."""
    held = (a for a in alerts if a.answer == "accepted")
    return tuple(replace(a, answer="lost", answered_at=now) for a in held if not directory.agency_of(a.officer))


def acknowledged(duty: Duty, alerts: Sequence[Alert]) -> bool:
    """Whether somebody has accepted for this body, or did and gave it to a body that holds the case now."""
    holding = {a.body for a in alerts if a.answer == "accepted"}
    given_to = {a.given_to for a in alerts if a.body == duty.body and a.answer == "handed_on"}
    return bool(holding & {duty.body, *given_to})


def answered_for(duty: Duty, alerts: Sequence[Alert]) -> bool:
    """Whether nobody need be asked for this body: it acknowledged, and not all who did are silent since."""
    mine = [a for a in alerts if a.body == duty.body and a.answer == "accepted"]
    return acknowledged(duty, alerts) and not (mine and all(silent(a) for a in mine))


def silent(alert: Alert) -> bool:
    """Whether its officer took the case, was reminded and reminded again, and did nothing."""
    return alert.answer == "accepted" and alert.acted_at is None and alert.reminded >= OVERDUE_TWICE


def idle(alerts: Sequence[Alert]) -> tuple[Alert, ...]:
    """Of each officer who holds the case and took no step yet, the first alert: one reminder, however many bodies."""
    held = [a for a in alerts if a.answer == "accepted" and not a.phoned]
    acted = {a.officer for a in held if a.acted_at}
    return tuple({a.officer: a for a in reversed(held) if a.officer not in acted}.values())


def taken_there(plan: Plan, alerts: Sequence[Alert], directory: Directory) -> bool:
    """Whether a body of the row has accepted, itself or on the phone, and not only a desk that stands in for it.

    While nobody but desks is called, because the place is not known, the desk is all there is.
    """
    accepted = [a for a in alerts if a.answer == "accepted"]
    only_desks = all(of_desk(duty.body, directory) for duty in plan.duties)
    return any(a.phoned or only_desks or not stands_in(plan, a, directory) for a in accepted)


def stands_in(plan: Plan, alert: Alert, directory: Directory) -> bool:
    """Whether its officer is of a desk that the row itself does not call."""
    agency = directory.agency_of(alert.officer)
    return agency is not None and agency.role in DESKS and agency.role not in plan.roles


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


def of_desk(body: str, directory: Directory) -> bool:
    """Whether a body is a desk, which was asked because nobody nearer was known; or is no more."""
    agency = directory.agencies.get(body)
    return agency is None or agency.role in DESKS


def wake_at(case: Case, plan: Plan, alerts: Sequence[Alert], now: datetime) -> datetime | None:
    """When to look again: at the end of the wait or of a rung's patience, which also passes when nobody can be asked.

    None once every body has acknowledged, or the case is closed.
    """
    if case.status == "closed":
        return None
    if waits_for_answer(case, now):
        return case.desk_first if waits_for_desk(case, now) else case.hold_until
    waiting = [waited_for(duty, case, alerts, now) for duty in plan.duties if not answered_for(duty, alerts)]
    ends = [a.due_at for found in waiting for a in found]
    all_asked = plan.duties and all(waiting)
    return min(ends if all_asked else [*ends, plan.patient_until(now)], default=None)


def warn_at(case: Case, plan: Plan, alerts: Sequence[Alert], now: datetime) -> datetime | None:
    """From when on the reporter should know that nobody there has accepted; None while nobody needs to be asked.

    That is the end of the first alert's patience, or at once if nobody can be asked and nobody has accepted.
    """
    if case.status == "closed" or (waits_for_answer(case, now) and not alerts):
        return None
    held = any(a.answer == "accepted" for a in alerts)
    nobody = not held and not any(duty.ladder for duty in plan.duties)
    return now if nobody else min((plan.patient_until(a.sent_at) for a in alerts if a.answer != "cut"), default=now)
