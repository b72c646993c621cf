"""Bodies that should know of a case without acting on it: told in office hours, and only what their task needs."""

from datetime import datetime, timedelta

from handlers.events import OutgoingMessage
from handlers.planning import plan_for
from handlers.scene import words
from handlers.speaking import tell_officer
from handlers.where import commune
from handlers.work import Work
from referral.agencies import Agency, Officer
from referral.alerts import waits_for_answer
from referral.case import Case
from referral.conflict import agency_may_know, may_know
from referral.plan import Plan, above, anybody, desk, knowing, reachable
from referral.telling import Telling, Told
from referral.urgency import Urgency

TRY_AGAIN = timedelta(hours=8)  # of office time, where nobody could be reached


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
    """Tell one officer of a body: one on duty, else the first who is reached at all."""
    staff = knowing(case, work.directory.agencies[body], work.directory)
    officer = next(iter((*reachable(staff), *staff)), None)
    if officer is None:
        return
    keep_told(work, case, officer, "know")
    text = words(work, "vi", "to_know", number=case.number, place=commune(work, case))
    button = words(work, "vi", "button_open", number=case.number)
    message = OutgoingMessage(f"know:{case.id}:{body}:{work.now}", "", text, (button,), case_id=case.id)
    tell_officer(work, officer.id, message)


def keep_told(work: Work, case: Case, officer: Officer, mode: Told) -> None:
    """Write down that an officer was told for their body; from now on they may read what their task needs."""
    if work.tellings.add(case.id, Telling(officer.agency, officer.id, mode, work.now)):
        work.audit("system", f"told_{mode}", case.id)


def not_reached(work: Work, case: Case, officer_id: str) -> None:
    """A message never arrived and no other way is left: somebody else of their body is to be told."""
    officer = work.directory.officers.get(officer_id)
    if officer is None or not officer.ways:
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
    desks = [one for one in (above(case, directory), desk(case, directory)) if one and agency_may_know(case, one)]
    stand_ins = (first_rung(work, case, one) for one in desks)
    return found or next(filter(None, stand_ins), []) or [directory.officers[one] for one in anybody(case, directory)]


def first_rung(work: Work, case: Case, body: Agency) -> list[Officer]:
    """The officers of a body on duty, in reach, who may know: holders of the post, or the deputies where none is."""
    present = reachable(knowing(case, body, work.directory))
    return [officer for officer in present if not officer.deputy] or present
