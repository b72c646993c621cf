"""A message that can never be delivered takes another way; if none is left, an alert moves on to the next officer."""

from dataclasses import replace

from handlers import presence
from handlers.commanding import CHANNEL
from handlers.events import OutgoingMessage
from handlers.informing import not_reached, supervisors
from handlers.planning import plan_for
from handlers.settle import settle
from handlers.speaking import tell_officer
from handlers.unreached import unreached
from handlers.ways import carried
from handlers.work import Work
from referral.case import Case

BREACHES = frozenset({"holder_silent", "clock_breached", "hazard_overdue_province"})  # how the keys of breaches begin
AGAIN, MOST_TIMES = ":again", 3


def failed(work: Work, message: OutgoingMessage, problem: str) -> None:
    """A dead letter of a case: nobody is forgotten because a channel failed. `problem` is one word."""
    person = work.people.get(message.person_id)
    if person and problem == "gone":
        presence.note(work, person, here=False)
    if person is None or person.address.channel == CHANNEL or carried(work, message):
        return  # the desk itself was alerted too: a command that cannot be run is seen in the dead letters
    case = work.cases.get(message.case_id) if message.case_id else None
    if case is None:
        return
    if person.officer_id:
        not_reached(work, case, person.officer_id)
        tell_next(work, case, message)
        move_on(work, case, person.officer_id)
    else:
        unreached(work, case, message, problem)


def tell_next(work: Work, case: Case, message: OutgoingMessage) -> None:
    """A breach that did not arrive is told to whoever supervises now, a few times at most."""
    if message.key.partition(":")[0] in BREACHES and message.key.count(AGAIN) < MOST_TIMES:
        again = replace(message, key=f"{message.key}{AGAIN}", person_id="")
        for officer in supervisors(work, case):
            tell_officer(work, officer.id, again)


def move_on(work: Work, case: Case, officer_id: str) -> None:
    """The officer was not reached: the next rung is asked now; once all were asked, only after the patience."""
    bodies = with_rungs_left(work, case)
    for alert in work.alerts.of(case.id):
        if alert.officer == officer_id and alert.answer == "" and alert.body in bodies:
            work.alerts.save(case.id, replace(alert, due_at=work.now))
    settle(work, case)


def with_rungs_left(work: Work, case: Case) -> set[str]:
    """The bodies of the plan on whose ladder somebody has not been asked yet."""
    asked = {alert.officer for alert in work.alerts.of(case.id)}
    return {duty.body for duty in plan_for(work, case).duties if not asked.issuperset(duty.ladder)}
