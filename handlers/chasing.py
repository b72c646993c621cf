"""Acknowledged but idle is not done: a silent holder is reminded, then whoever supervises is told."""

from dataclasses import replace
from datetime import datetime

from flows.words import sections
from handlers.events import OutgoingMessage
from handlers.informing import tell_supervisors
from handlers.scene import when, words
from handlers.speaking import tell_officer
from handlers.status import body_of
from handlers.work import Work
from referral.alerts import OVERDUE_TWICE, Alert, idle
from referral.calendar import ONE_DAY
from referral.case import Case
from referral.plan import Plan, sirens

OFFERED = ("contacted", "on_the_way", "visited")  # steps that a reminder offers as buttons


def chase(work: Work, case: Case, the_plan: Plan) -> datetime | None:
    """Remind whoever holds the case and does nothing; when to look again, None if time alone changes nothing."""
    if case.status == "closed":
        return None
    return min((watch(work, case, the_plan, alert) for alert in idle(work.alerts.of(case.id))), default=None)


def watch(work: Work, case: Case, the_plan: Plan, alert: Alert) -> datetime:
    """Remind one idle holder if that is due; when the next reminder is."""
    due = reminder_due(the_plan, alert)
    if due > work.now:
        return due
    reminded = replace(alert, reminded=alert.reminded + 1, reminded_at=work.now)
    remind(work, case, reminded)
    return reminder_due(the_plan, reminded)


def reminder_due(the_plan: Plan, alert: Alert) -> datetime:
    """When the holder is to be reminded: twice after the span of a first action, then once each working day."""
    since = alert.reminded_at or alert.answered_at or alert.sent_at
    if alert.reminded < OVERDUE_TWICE:
        return the_plan.first_action.after(since, the_plan.calendar)
    return the_plan.calendar.next_open(since + ONE_DAY)


def remind(work: Work, case: Case, reminded: Alert) -> None:
    """Ask the holder how far it is, the second time the supervisors are told and the next officer is asked too."""
    for alert in work.alerts.of(case.id):
        if alert.officer == reminded.officer and alert.answer == "accepted":
            again = replace(alert, reminded=reminded.reminded, reminded_at=reminded.reminded_at)
            work.alerts.save(case.id, again)
    work.audit("system", "remind", case.id)
    tell_idle(work, case, reminded)
    if reminded.reminded == OVERDUE_TWICE:
        blanks = {"agency": body_of(work, reminded.officer), "time": since(work, reminded)}
        tell_supervisors(
            work, case, "holder_silent", f"{reminded.n}:{reminded.officer}:{reminded.answered_at}", **blanks
        )


def tell_idle(work: Work, case: Case, reminded: Alert) -> None:
    """One message to the holder, with the steps they may have taken as buttons."""
    key = "idle_told" if reminded.reminded >= OVERDUE_TWICE else "idle"
    text = words(work, "vi", key, number=case.number, time=since(work, reminded))
    steps = (words(work, "vi", "button_step", number=case.number, step=sections()["updates"][s]) for s in OFFERED)
    buttons = (*steps, words(work, "vi", "button_decline", number=case.number))
    unique = f"idle:{case.id}:{reminded.n}:{reminded.answered_at}:{reminded.reminded}"
    siren = sirens(case.urgency) and reminded.reminded <= OVERDUE_TWICE
    message = OutgoingMessage(unique, "", text, buttons, "urgent", siren=siren, case_id=case.id)
    tell_officer(work, reminded.officer, message)


def since(work: Work, alert: Alert) -> str:
    """When its officer took the case, as people read it."""
    return when(work, alert.answered_at or alert.sent_at)
