"""Doubt that silences nobody: a flood of cries from one source rings the desk first, untrue reports are marked."""

from dataclasses import replace
from datetime import timedelta

from handlers.events import IncomingEvent
from handlers.work import Work
from referral.agencies import Directory
from referral.case import Case
from referral.plan import knowing
from referral.urgency import Urgency

WITHIN = timedelta(hours=1)
UNVERIFIED = 3  # emergencies of one source within the hour; the next one rings the desk first
NO_SOURCE = frozenset({"", "127.0.0.1", "::/64"})  # this machine is a proxy in front: it tells nobody apart
DESK_ALONE = timedelta(seconds=60)  # then the communes are rung without its word


def doubted(work: Work, case: Case) -> Case:
    """The case, to be rung at the desk first if its source cried three times and nobody found it true."""
    if case.urgency < Urgency.emergency or case.desk_first or case.verified or not desk_hears(work.directory, case):
        return case
    others = work.cases.emergencies_beside(case.id, work.now - WITHIN)
    flood = sum(not other.verified for other in others) >= UNVERIFIED
    return replace(case, desk_first=work.now + DESK_ALONE) if flood else case


def source_of(event: IncomingEvent, person_id: str) -> str:
    """Where an event came from: its network address, or where that tells nobody apart the person."""
    return person_id if event.source in NO_SOURCE else event.source


def desk_hears(directory: Directory, case: Case) -> bool:
    """Whether somebody of the intake desk is on duty, can be reached and may know of the case."""
    desk = directory.intake_desk()
    return desk is not None and any(o.on_duty for o in knowing(case, desk, directory))


def count_prank(work: Work, case: Case) -> None:
    """A report was closed as untrue: whoever sent it is marked for the next reader, not silenced."""
    for follower in work.cases.followers(case.id):
        person = work.people.get(follower)
        if person and not person.officer_id:
            work.people.save(replace(person, pranks=person.pranks + 1))
