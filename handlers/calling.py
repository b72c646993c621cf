"""The desk's call task: whom to phone for a case, one after another, and what came of it."""

from dataclasses import replace

from flows.model import Session
from handlers.expired import NOT_FOUND
from handlers.officer import keep_entry, reach
from handlers.phoning import phone_of, to_call
from handlers.scene import Scene, agency_name, agency_names, words
from handlers.settle import settle
from handlers.speaking import role_of, tell_reporter
from handlers.work import Work
from referral.agencies import DESKS, Agency
from referral.alerts import Alert
from referral.case import Case
from referral.conflict import agency_may_know


def call(scene: Scene) -> Session:
    """Whom to phone next; the answer `tried` holds whom this round has tried."""
    case = case_to_call(scene)
    if case is None:
        return scene.with_facts(result=NOT_FOUND)
    work, tried = scene.work, scene.session.answers.get("tried", "").split(",")
    waiting = to_call(work, case)
    agency = next((agency for agency in waiting if agency.id not in tried), None)
    if agency is None:
        return scene.with_facts(result=the_end(work, case, waiting), agencies=agency_names(work, ids(waiting)))
    name, phone = agency_name(work, agency), phone_of(work, agency)
    return scene.with_facts(result="next", agency_id=agency.id, agency_name=name, phone=phone)


def case_to_call(scene: Scene) -> Case | None:
    """The open case, if this officer is of a desk and may phone for it."""
    at_desk = role_of(scene.work, scene.person.officer_id) in DESKS
    case = reach(scene, "call") if at_desk else None
    return case if case and case.status == "open" else None


def the_end(work: Work, case: Case, waiting: tuple[Agency, ...]) -> str:
    """What to say at the end of the list: nobody there has taken it, some have, or all."""
    accepted = [a for a in work.alerts.of(case.id) if a.answer == "accepted"]
    there = any(a.phoned or role_of(work, a.officer) not in DESKS for a in accepted)
    return "end" if not there else "some" if waiting else "all"


def ids(agencies: tuple[Agency, ...]) -> list[str]:
    """The ids of some agencies."""
    return [agency.id for agency in agencies]


def called(scene: Scene) -> Session:
    """Keep what came of a call, and begin the conversation anew with the next body."""
    work, answers = scene.work, scene.session.answers
    case, agency = case_to_call(scene), work.directory.agencies.get(answers.get("agency_id", ""))
    if case is None or agency is None:
        return scene.with_facts(result=NOT_FOUND)
    took = answers["called"] == "answered" and agency_may_know(case, agency)
    if answers["called"] != "next":
        key = "called_answered" if answers["called"] == "answered" else "called_no_answer"
        keep_entry(scene, case, "called", words(work, "vi", key, agency=agency.name))
    if took:
        took_by_phone(scene, case, agency)
    tried = ",".join(filter(None, (answers.get("tried", ""), agency.id)))
    taken = {"took": agency_name(work, agency)} if took else {}
    return replace(scene.session, answers={"number": case.number, "tried": tried, **taken}, done=frozenset(), order=())


def took_by_phone(scene: Scene, case: Case, agency: Agency) -> None:
    """A body said yes on the phone: its duty is acknowledged by the officer who phoned, and the reporter reads it."""
    work, me = scene.work, scene.person.officer_id
    alerts = work.alerts.of(case.id)
    mine = [a for a in alerts if a.officer == me and a.body == agency.id]
    new = Alert(len(alerts) + 1, agency.id, me, case.urgency, work.now, work.now)
    taken = replace(mine[-1] if mine else new, answer="accepted", answered_at=work.now, phoned=True)
    put = work.alerts.save if mine else work.alerts.add
    put(case.id, replace(taken, step="handed_on", acted_at=work.now, due_at=work.now))
    tell_reporter(work, case, "accepted_by_phone", agency=agency_name(work, agency))
    settle(work, case)
