"""A message that can never be delivered takes another way; if none is left, an alert moves on to the next officer."""

from dataclasses import replace

from handlers import presence, ways
from handlers.commanding import CHANNEL
from handlers.events import OutgoingMessage
from handlers.informing import keep_told, new, next_supervisors, not_reached
from handlers.planning import plan_for
from handlers.settle import settle
from handlers.speaking import tell_officer
from handlers.unreached import for_follower, late, unreached
from handlers.ways import base_of, carried
from handlers.work import Work
from referral.case import Case

BREACHES = frozenset({"holder_silent", "clock_breached", "hazard_overdue_province"})  # how the keys of breaches begin
AGAIN = ":again"  # ends the key of a breach that somebody else missed


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
    if person.officer_id and not for_follower(message):
        not_reached(work, case, person.officer_id, message)
        tell_next(work, case, message, person.officer_id)
        move_on(work, case, person.officer_id)
    else:
        unreached(work, case, message, problem)


def delayed(work: Work, message: OutgoingMessage) -> None:
    """It waits and is still tried: an officer gets it on another way too; a citizen's line, see `unreached.late`."""
    person = work.people.get(message.person_id)
    case = work.cases.get(message.case_id) if message.case_id else None
    if person and person.officer_id and not for_follower(message):
        ways.delayed(work, message)
    elif person and case:
        late(work, case, message)


def tell_next(work: Work, case: Case, message: OutgoingMessage, officer_id: str) -> None:
    """A breach that did not arrive is told to whoever supervises and has not had it yet, in the end to the desks."""
    missed = work.directory.officers.get(officer_id)
    if missed is None or message.key.partition(":")[0] not in BREACHES:
        return
    base = base_of(message, officer_id) or message.key
    first = base.removesuffix(f":{officer_id}").removesuffix(AGAIN)
    first_message, again = (replace(message, key=key, person_id="") for key in (first, f"{first}{AGAIN}"))
    others = next_supervisors(work, case, missed, lambda one: new(work, one, first_message) and new(work, one, again))
    for officer in others:
        keep_told(work, case, officer, "supervise")
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
