"""What an officer does with a case, by button or typed words: each action permitted, recorded, and told truly."""

from collections.abc import Sequence
from dataclasses import replace

from flows.model import Session
from flows.words import sections
from handlers import presence
from handlers.access import access_case, officer_of, permitted
from handlers.alert_ways import tell_other_ways
from handlers.details import brief_details, details
from handlers.doubt import count_prank
from handlers.events import Entry
from handlers.expired import NOT_FOUND, missed, over
from handlers.follow_up import ask_after
from handlers.hazard_orders import suggest_place
from handlers.holding import let_go
from handlers.linking import ask_about_linked, tell_linked
from handlers.next_steps import buttons_for, further
from handlers.planning import plan_for
from handlers.scene import Scene, agency_name, when
from handlers.settle import settle
from handlers.speaking import role_of, tell_reporter
from handlers.status import body_of, taken_by
from handlers.steps import record_step
from handlers.subscribing_officers import subscribe_way
from handlers.warning import says_desk_only
from handlers.way_orders import tell_of_new_way
from referral.alerts import ENDED, Alert, AlertAnswer, silent
from referral.case import Case
from referral.follow_up import may_close
from referral.plan import level_of

NEEDS = {  # by flow: the permission that it will need
    "decline": "decline",
    "note": "note",
    "update": "update",
    "level": "set_level",
    "close": "close",
    "send": "send",
    "set_place": "set_place",
    "recuse": "recuse",
}
SEEN_BY_SELF = frozenset({"contacted", "visited"})  # steps after which an officer knows that it is true


def reach(scene: Scene, action: str) -> Case | None:
    """The case the officer named, if they may do this with it and it is not too late."""
    case = access_case(scene.work, scene.person, scene.session.answers.get("number", ""), action)
    return None if case and over(case, action) else case


def reach_case(scene: Scene) -> Session:
    """Whether the order that begins can be carried out: what is not possible is said before anything is asked."""
    need = NEEDS[scene.session.flow]
    case = access_case(scene.work, scene.person, scene.session.answers.get("number", ""), "see_line")
    officer = officer_of(scene.work, scene.person)
    if case and officer and not over(case, need) and permitted(scene.work, scene.person, officer, case, need):
        return scene.with_facts(result="open", outcomes=",".join(outcomes_of(case)))
    return missed(scene)


def outcomes_of(case: Case) -> dict[str, str]:
    """The outcomes that fit, with their words: only an opinion is closed as answered."""
    every = sections()["outcomes"].items()
    return {key: words for key, words in every if key != "answered" or case.category == "child_opinion"}


def done(scene: Scene, case: Case, **facts: str) -> Session:
    """It is done: the case as it is now says what may follow."""
    now = scene.work.cases.get(case.id) or case
    return scene.with_facts(result="done", next_steps=buttons_for(scene, now), **facts)


def link_officer(scene: Scene) -> Session:
    """Tie this way of writing to the officer the invite was made for."""
    work = scene.work
    officer = work.directory.officers.get(work.staff.redeem(scene.session.answers.get("invite", "").strip().upper()))
    if officer is None:
        return scene.with_facts(result=NOT_FOUND)
    work.staff.link(officer.id, scene.person.id)
    subscribe_way(work, officer.id, scene.person)
    tell_of_new_way(scene, officer.id)
    presence.look_again(work, scene.person.officer_id)  # whoever was reached here before is reached no more
    agency = work.directory.agencies[officer.agency]
    return scene.with_facts(result="linked", officer=officer.name, agency=agency_name(work, agency))


def accept(scene: Scene) -> Session:
    """Take the case for every body this officer was asked for; two at once: the second is told who holds it."""
    work, case = scene.work, reach(scene, "accept")
    if case is None:
        return scene.with_facts(result="to_know") if reach(scene, "read_brief") else missed(scene)
    if already_holds(scene, case):
        return scene.with_facts(result="accepted", details=details(scene, case), next_steps=buttons_for(scene, case))
    before = held_before(scene, case)
    answer_alerts(scene, case, "accepted")
    if not before and not says_desk_only(work, case, plan_for(work, case)):
        tell(scene, case, "accepted")
    case = settle(work, case)
    facts = {"details": details(scene, case), "next_steps": buttons_for(scene, case)}
    return scene.with_facts(**facts, **holder_facts(scene, before))


def holder_facts(scene: Scene, before: Sequence[Alert]) -> dict[str, str]:
    """Whether the case is theirs now, or who holds it already and since when."""
    if not before:
        return {"result": "accepted"}
    first = before[0]
    since = when(scene.work, first.answered_at or first.sent_at)
    return {"result": "held", "holder": holder_named(scene, first), "time": since}


def holder_named(scene: Scene, alert: Alert) -> str:
    """Who was faster: the agency, and to a colleague of the same agency the officer too."""
    officers = scene.work.directory.officers
    other, me, agency = officers.get(alert.officer), officers.get(scene.person.officer_id), taken_by(scene.work, alert)
    if other is None or me is None or other.agency != me.agency:
        return agency
    return scene.say("officer_of", officer=other.name, agency=agency)


def already_holds(scene: Scene, case: Case) -> bool:
    """Whether this officer accepted before and owes no answer."""
    mine = {a.answer for a in scene.work.alerts.of(case.id) if a.officer == scene.person.officer_id}
    return "accepted" in mine and "" not in mine


def held_before(scene: Scene, case: Case) -> list[Alert]:
    """What others accepted earlier and do not neglect, if that is every body this officer was asked for."""
    alerts, me = scene.work.alerts.of(case.id), scene.person.officer_id
    mine = {a.body for a in alerts if a.officer == me and a.answer not in ENDED}
    held = {a.body: a for a in alerts if a.answer == "accepted" and a.officer != me and not silent(a)}
    return [held[body] for body in mine if body in held] if mine <= set(held) else []


def answer_alerts(scene: Scene, case: Case, answer: AlertAnswer) -> tuple[Alert, ...]:
    """Answer every alert this officer has of the case; those they had accepted and now have not."""
    work, me = scene.work, scene.person.officer_id
    mine = [a for a in work.alerts.of(case.id) if a.officer == me and a.answer not in (*ENDED, answer)]
    for alert in mine:
        fresh = replace(alert, step="", acted_at=None, reminded=0, reminded_at=None)  # a new answer, a new first step
        work.alerts.save(case.id, replace(fresh, answer=answer, answered_at=work.now))
    tell_other_ways(scene, case, mine, answer)
    return tuple(alert for alert in mine if alert.answer == "accepted")


def decline(scene: Scene) -> Session:
    """Decline with a reason, before or after accepting: the next one is asked in the same transaction."""
    case = reach(scene, "decline")
    if case is None:
        return missed(scene)
    given_back = answer_alerts(scene, case, "declined")
    keep_entry(scene, case, "reason", scene.session.answers["reason"])
    settle(scene.work, let_go(scene.work, case, given_back) if given_back else case)
    return scene.with_facts(result="done")


def open_details(scene: Scene) -> Session:
    """Read the case, or the brief of one that this officer was only told of."""
    case = reach(scene, "read")
    if case is None:
        told = reach(scene, "read_brief")
        return scene.with_facts(result="done", details=brief_details(scene, told)) if told else missed(scene)
    return done(scene, case, details=details(scene, case))


def more_steps(scene: Scene) -> Session:
    """What else can be done with the case."""
    case = reach(scene, "read")
    if case is None or case.status == "closed":
        return missed(scene)
    return scene.with_facts(result="done", next_steps=further(scene, case))


def note(scene: Scene) -> Session:
    """A note for those who work on the case."""
    case = reach(scene, "note")
    if case is None:
        return missed(scene)
    keep_entry(scene, case, "note", scene.session.answers["text"])
    return done(scene, case)


def keep_entry(scene: Scene, case: Case, kind: str, text: str) -> None:
    """Write a line of this officer into the history."""
    scene.work.history.record(case.id, Entry(kind, scene.work.now, scene.person.officer_id, text))


def release(scene: Scene) -> Session:
    """The desk's word after a flood of cries: this one is to be taken seriously, ring the communes now."""
    case = reach(scene, "release")
    if case is None:
        return missed(scene)
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
        return missed(scene)
    if step in SEEN_BY_SELF and not case.verified:
        case = replace(case, verified=True)
        scene.work.cases.save(case)
    record_step(scene.work, case, scene.person.officer_id, step)
    tell(scene, case, f"update_{step}")
    tell_linked(scene, case, f"update_{step}", agency=my_body(scene))
    settle(scene.work, case)
    return done(scene, case)


def close(scene: Scene) -> Session:
    """Close with an outcome; the reporter may contest it."""
    case = reach(scene, "close")
    if case is None:
        return missed(scene)
    outcome = scene.session.answers["outcome"]
    if not may_close(case, outcome):
        return scene.with_facts(result="unanswered")
    true = case.verified or outcome != "prank"
    closed = replace(case, status="closed", outcome=outcome, needs_human=False, verified=true)
    closed = replace(closed, closed_level=level_of(role_of(scene.work, scene.person.officer_id)))
    scene.work.cases.save(closed)
    record_step(scene.work, closed, scene.person.officer_id, "closed")
    if outcome == "prank":
        count_prank(scene.work, case)
    tell(scene, closed, f"closed_{outcome}")
    settle(scene.work, closed)
    ask_about_linked(scene, closed)
    suggest_place(scene, closed)
    if closed.category != "child_opinion":  # there the answer is asked about, not the end
        ask_after(scene.work, closed)
    return scene.with_facts(result="done")


def tell(scene: Scene, case: Case, key: str) -> None:
    """Tell the reporter a line about the officer's agency at this moment."""
    tell_reporter(scene.work, case, key, agency=my_body(scene))


def my_body(scene: Scene) -> str:
    """Who does it, as a line to the reporter names them: the agency, never the officer."""
    return body_of(scene.work, scene.person.officer_id)
