"""Bodies that should know of a case without acting on it: told in office hours, and only what their task needs."""

from collections.abc import Callable
from datetime import datetime, timedelta

from handlers.events import OutgoingMessage
from handlers.planning import plan_for
from handlers.scene import words
from handlers.speaking import tell_officer
from handlers.ways import at_once, copies_of
from handlers.where import commune
from handlers.work import Work
from referral.agencies import Agency, Officer
from referral.alerts import waits_for_answer
from referral.case import Case
from referral.conflict import agency_may_know, may_know
from referral.plan import Plan, above, anybody, desk, knowing, reachable
from referral.telling import Telling, Told
from referral.urgency import Urgency

KNOW = "know"  # how the keys begin of what tells a body of a case
Left = Callable[[Officer], bool]  # whether somebody is still to be tried
TRY_AGAIN = timedelta(hours=8)  # of office time, where nobody could be reached


def everybody(officer: Officer) -> bool:
    """Nobody was tried yet."""
    return True


def inform(work: Work, case: Case, the_plan: Plan) -> datetime | None:
    """Tell whoever should know and was not told yet; when to look again, None if time alone changes nothing."""
    if case.status == "closed" or waits_for_answer(case, work.now):
        return None
    waiting = untold(work, case, the_plan)
    opens = the_plan.calendar.next_open(work.now)
    if not waiting or opens > work.now:
        return opens if waiting else None
    for body in waiting:
        tell_to_know(work, case, body)
    missed = untold(work, case, the_plan)
    return the_plan.calendar.after_office_time(work.now, TRY_AGAIN) if missed else None


def untold(work: Work, case: Case, the_plan: Plan) -> list[str]:
    """The bodies that should know and have not heard: neither told nor asked to stand in for another body."""
    if not the_plan.know:
        return []
    known = work.directory.officers
    told = {t.body for t in work.tellings.of(case.id) if may_know(case, t.officer, work.directory)}
    asked = {known[a.officer].agency for a in work.alerts.of(case.id) if a.officer in known and a.answer != "cut"}
    return [body for body in the_plan.know if body not in told | asked]


def tell_to_know(work: Work, case: Case, body: str) -> None:
    """Tell one officer of a body: one on duty, else the first who is reached at all; each once a day at most."""
    text = words(work, "vi", "to_know", number=case.number, place=commune(work, case))
    button = words(work, "vi", "button_open", number=case.number)
    day = work.now.date()
    message = OutgoingMessage(f"{KNOW}:{case.id}:{body}:{day}", "", text, (button,), case_id=case.id)
    staff = knowing(case, work.directory.agencies[body], work.directory)
    able = (one for one in (*reachable(staff), *staff) if at_once(work, one, message) and new(work, one, message))
    officer = next(able, None)
    if officer:
        keep_told(work, case, officer, "know")
        tell_officer(work, officer.id, message)


def new(work: Work, officer: Officer, message: OutgoingMessage) -> bool:
    """Whether nothing of this message was written for an officer yet."""
    return not copies_of(work, officer, f"{message.key}:{officer.id}")


def keep_told(work: Work, case: Case, officer: Officer, mode: Told) -> None:
    """Write down that an officer was told for their body; from now on they may read what their task needs."""
    if work.tellings.add(case.id, Telling(officer.agency, officer.id, mode, work.now)):
        work.audit("system", f"told_{mode}", case.id)


def not_reached(work: Work, case: Case, officer_id: str, message: OutgoingMessage) -> None:
    """It never arrived and no other way is left: if it told them of the case, somebody else of their body is told."""
    officer = work.directory.officers.get(officer_id)
    if officer is None or not officer.ways or message.key.partition(":")[0] == KNOW:
        work.tellings.drop(case.id, officer_id)


def tell_supervisors(work: Work, case: Case, key: str, tag: str, **blanks: str) -> None:
    """Tell the bodies that supervise this kind of case of a breach: a phrase without content, once for each tag."""
    text = words(work, "vi", key, number=case.number, **blanks)
    button = words(work, "vi", "button_open", number=case.number)
    siren = case.urgency == Urgency.emergency
    name = f"{key}:{case.id}:{tag}"
    message = OutgoingMessage(name, "", text, (button,), "urgent", siren=siren, case_id=case.id)
    for officer in supervisors(work, case):
        keep_told(work, case, officer, "supervise")
        tell_officer(work, officer.id, message)


def supervisors(work: Work, case: Case) -> list[Officer]:
    """Who hears of a breach now: whoever supervises, else the desk above, else the desk that answers for all."""
    directory = work.directory
    bodies = [directory.agencies[body] for body in plan_for(work, case).supervise]
    found = [officer for body in bodies for officer in first_rung(work, case, body)]
    return found or stand_ins(work, case)


def next_supervisors(work: Work, case: Case, officer: Officer, left: Left) -> list[Officer]:
    """Who hears of a breach that this officer missed: others of their body, of the bodies that supervise, the desks."""
    body = work.directory.agency_of(officer.id)
    own = first_rung(work, case, body, left) if body else []
    return own or [one for one in supervisors(work, case) if left(one)] or stand_ins(work, case, left)


def stand_ins(work: Work, case: Case, left: Left = everybody) -> list[Officer]:
    """The desk above, else the desk that answers for all, else the nearest who may know."""
    directory = work.directory
    desks = [one for one in (above(case, directory), desk(case, directory)) if one and agency_may_know(case, one)]
    found = (first_rung(work, case, one, left) for one in desks)
    nearest = (directory.officers[one] for one in anybody(case, directory))
    return next(filter(None, found), []) or [one for one in nearest if left(one)]


def first_rung(work: Work, case: Case, body: Agency, left: Left = everybody) -> list[Officer]:
    """The officers of a body on duty, in reach, who may know: holders of the post, or the deputies where none is."""
    present = [one for one in reachable(knowing(case, body, work.directory)) if left(one)]
    return [officer for officer in present if not officer.deputy] or present
