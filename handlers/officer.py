"""What an officer does with a case, by button or typed words: each action permitted, recorded, and told truly."""

from dataclasses import replace

from flows.model import Session
from flows.words import fold
from handlers import relay
from handlers.access import access_case
from handlers.details import case_lines, details, targets
from handlers.doubt import count_prank
from handlers.events import Entry
from handlers.scene import Scene, agency_name
from handlers.settle import settle
from handlers.speaking import tell_reporter
from handlers.status import body_of
from referral.agencies import Agency
from referral.alerts import ENDED, AlertAnswer
from referral.case import Case
from referral.clock import hour

SEEN_BY_SELF = frozenset({"contacted", "visited"})  # steps after which an officer knows that it is true
NOT_FOUND = "not_found"  # not there and not permitted look the same


def reach(scene: Scene, action: str) -> Case | None:
    """The case the officer named, if they may do this with it."""
    return access_case(scene.work, scene.person, scene.session.answers.get("number", ""), action)


def link_officer(scene: Scene) -> Session:
    """Tie this way of writing to the officer the invite was made for."""
    work = scene.work
    officer = work.directory.officers.get(work.staff.redeem(scene.session.answers.get("invite", "").strip().upper()))
    if officer is None:
        return scene.with_facts(result=NOT_FOUND)
    work.staff.link(officer.id, scene.person.id)
    agency = work.directory.agencies[officer.agency]
    return scene.with_facts(result="linked", officer=officer.name, agency=agency_name(work, agency))


def duty_on(scene: Scene) -> Session:
    """From now on this officer is asked."""
    scene.work.staff.set_duty(scene.person.officer_id, True)
    return scene.session


def duty_off(scene: Scene) -> Session:
    """From now on somebody else is asked."""
    scene.work.staff.set_duty(scene.person.officer_id, False)
    return scene.session


def list_cases(scene: Scene) -> Session:
    """The officer's open cases, the most urgent first."""
    lines = case_lines(scene.work, scene.person)
    shown = "\n".join(f"{x.number} · {x.urgency_words} · {x.place} · {x.state}" for x in lines)
    return scene.with_facts(cases=shown or scene.say("no_cases"))


def accept(scene: Scene) -> Session:
    """Take the case for every body this officer was asked for; two at once: the second is told who holds it."""
    work, case = scene.work, reach(scene, "accept")
    if case is None:
        return scene.with_facts(result=NOT_FOUND)
    if already_holds(scene, case):
        return scene.with_facts(result="accepted", details=details(scene, case))
    before = held_before(scene, case)
    answer_alerts(scene, case, "accepted")
    if not before:
        agency = body_of(work, scene.person.officer_id)
        tell_reporter(work, case, "accepted", agency=agency, time=hour(work.now))
    settle(work, case)
    holder = body_of(work, before[0]) if before else ""
    shown = details(scene, case)
    return scene.with_facts(result="held" if before else "accepted", holder=holder, details=shown)


def already_holds(scene: Scene, case: Case) -> bool:
    """Whether this officer accepted before and owes no answer."""
    mine = {a.answer for a in scene.work.alerts.of(case.id) if a.officer == scene.person.officer_id}
    return "accepted" in mine and "" not in mine


def held_before(scene: Scene, case: Case) -> list[str]:
    """The officers who accepted earlier for every body this officer was asked for."""
    alerts, me = scene.work.alerts.of(case.id), scene.person.officer_id
    mine = {a.body for a in alerts if a.officer == me and a.answer not in ENDED}
    held = {a.body: a.officer for a in alerts if a.answer == "accepted" and a.officer != me}
    return [held[body] for body in mine if body in held] if mine <= set(held) else []


def answer_alerts(scene: Scene, case: Case, answer: AlertAnswer) -> None:
    """Answer every alert this officer has of the case."""
    for alert in scene.work.alerts.of(case.id):
        if alert.officer == scene.person.officer_id and alert.answer not in ENDED:
            answered = replace(alert, answer=answer, answered_at=scene.work.now)
            scene.work.alerts.save(case.id, answered)


def decline(scene: Scene) -> Session:
    """Decline with a reason: the next one is asked in the same transaction."""
    case = reach(scene, "decline")
    if case is None:
        return scene.with_facts(result=NOT_FOUND)
    answer_alerts(scene, case, "declined")
    keep_entry(scene, case, "reason", scene.session.answers["reason"])
    settle(scene.work, case)
    return scene.with_facts(result="done")


def open_details(scene: Scene) -> Session:
    """Read the case."""
    case = reach(scene, "read")
    if case is None:
        return scene.with_facts(result=NOT_FOUND)
    return scene.with_facts(result="done", details=details(scene, case))


def pass_on(scene: Scene) -> Session:
    """Ask another agency to act too; the case stays with its holder until they accept."""
    work, case = scene.work, reach(scene, "pass_on")
    if case is None:
        return scene.with_facts(result=NOT_FOUND)
    agency = agency_called(scene, case)
    if agency is None:
        return scene.with_facts(result="no_agency", agencies=", ".join(a.name for a in targets(work, case)))
    passed = replace(case, passed_to=(*case.passed_to, agency.id))
    work.cases.save(passed)
    keep_entry(scene, case, "reason", f"{agency.name}: {scene.session.answers['reason']}")
    tell_reporter(work, case, "passed", agency=agency_name(work, agency), time=hour(work.now))
    settle(work, passed)
    return scene.with_facts(result="done", agency_name=agency_name(work, agency))


def agency_called(scene: Scene, case: Case) -> Agency | None:
    """The agency the officer named, by id or by name, of those that may be told."""
    said = fold(scene.session.answers["agency"])
    return next((a for a in targets(scene.work, case) if said in (fold(a.id), fold(a.name))), None)


def note(scene: Scene) -> Session:
    """A note for those who work on the case."""
    case = reach(scene, "note")
    if case is None:
        return scene.with_facts(result=NOT_FOUND)
    keep_entry(scene, case, "note", scene.session.answers["text"])
    return scene.with_facts(result="done")


def keep_entry(scene: Scene, case: Case, kind: str, text: str) -> None:
    """Write a line of this officer into the history."""
    scene.work.history.record(case.id, Entry(kind, scene.work.now, scene.person.officer_id, text))


def ask_reporter(scene: Scene) -> Session:
    """Relay a question to the reporter, now if it is safe, else when they come back."""
    case = reach(scene, "ask")
    if case is None:
        return scene.with_facts(result=NOT_FOUND)
    told = relay.ask(scene.work, case, scene.person.officer_id, scene.session.answers["question"])
    return scene.with_facts(result="done", sent=scene.say(told))


def release(scene: Scene) -> Session:
    """The desk's word after a flood of cries: this one is to be taken seriously, ring the communes now."""
    case = reach(scene, "release")
    if case is None:
        return scene.with_facts(result=NOT_FOUND)
    believed = replace(case, desk_first=min(case.desk_first or scene.work.now, scene.work.now), verified=True)
    scene.work.cases.save(believed)
    settle(scene.work, believed)
    return scene.with_facts(result="done")


def present(scene: Scene) -> Session:
    """An officer answers a drill: `langnghe check --live` looks for it."""
    scene.work.audit(scene.person.officer_id, "present")
    return scene.session


def update(scene: Scene) -> Session:
    """Say how far it is: the reporter reads the same."""
    case, step = reach(scene, "update"), scene.session.answers["step"]
    if case is None:
        return scene.with_facts(result=NOT_FOUND)
    if step in SEEN_BY_SELF and not case.verified:
        scene.work.cases.save(replace(case, verified=True))
    tell(scene, case, f"update_{step}")
    return scene.with_facts(result="done")


def close(scene: Scene) -> Session:
    """Close with an outcome; the reporter may contest it."""
    case = reach(scene, "close")
    if case is None:
        return scene.with_facts(result=NOT_FOUND)
    outcome = scene.session.answers["outcome"]
    true = case.verified or outcome != "prank"
    closed = replace(case, status="closed", outcome=outcome, needs_human=False, verified=true)
    scene.work.cases.save(closed)
    if outcome == "prank":
        count_prank(scene.work, case)
    tell(scene, closed, f"closed_{outcome}")
    settle(scene.work, closed)
    return scene.with_facts(result="done")


def tell(scene: Scene, case: Case, key: str) -> None:
    """Tell the reporter a line about the officer's agency at this moment."""
    agency = body_of(scene.work, scene.person.officer_id)
    tell_reporter(scene.work, case, key, agency=agency, time=hour(scene.work.now))
