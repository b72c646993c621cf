"""What a reporter's conversation does: open the case, tell who must know, follow it, contest its end."""

from dataclasses import replace

from flows.library import flows
from flows.model import Session
from handlers.cases import add_words, awake, open_again, open_case
from handlers.events import Entry
from handlers.facts import case_facts, told_before
from handlers.followers import may_read
from handlers.human import wanting_human
from handlers.merged import standing
from handlers.scene import Scene
from handlers.settle import settle
from handlers.speaking import tell_holders
from handlers.status import status_lines
from handlers.subscribing import GENTLE
from referral.case import Case
from referral.follow_up import tapped
from referral.triage import Triage
from referral.urgency import Urgency

FIRST_WAIT, MOST_WAIT = 2, 60  # seconds before a receipt is answered, hit or miss; doubled with each miss


def current_case(scene: Scene) -> Case | None:
    """The case this conversation belongs to, or the one that it became part of."""
    case = scene.work.cases.get(scene.session.case_id) if scene.session.case_id else None
    return standing(scene.work, case) if case else None


def open_or_join(scene: Scene) -> Session:
    """Make sure that there is a case: a bare menu word is enough, and makes it priority until more is known."""
    case = current_case(scene)
    if case is None:
        case = open_case(scene, menu_word(scene))
        add_words(scene, case)
    return with_case(scene, case.id)


def menu_word(scene: Scene) -> Triage:
    """What choosing this conversation says by itself, if the words say no more."""
    heard = scene.heard
    category = flows()[scene.session.flow].topics[0]
    urgency = Urgency.routine if category == "child_opinion" else Urgency.priority
    return heard if heard.urgency >= urgency else replace(heard, urgency=urgency, category=category)


def with_case(scene: Scene, case_id: str) -> Session:
    """The session tied to the case, with what is true of it now and what it already knows."""
    case = scene.work.cases.get(case_id)
    if case is None:
        return scene.session
    facts = {**told_before(scene, case), **scene.session.answers, **case_facts(scene, case)}
    return replace(scene.session, case_id=case_id, answers=facts)


def tell_agencies(scene: Scene) -> Session:
    """The answers have joined the case: say what is true of it now."""
    return with_case(scene, scene.session.case_id)


def report_story(scene: Scene) -> Session:
    """What we did not understand is about a child after all: it becomes a report in the words it was told."""
    story = scene.session.answers.get("story", "")
    danger = {"danger_now": "yes"} if scene.session.answers.get("child_in_trouble") == "now" else {}
    session = replace(scene.session, flow="report", answers={"story": story, **danger})
    scene = replace(scene, session=session)
    case = open_case(scene, menu_word(scene))
    scene.work.history.record(case.id, Entry("said", scene.work.now, "reporter", story, writer=scene.writer))
    return with_case(scene, case.id)


def set_contact(scene: Scene) -> Session:
    """Keep whether and when it is safe to write to this person."""
    answers = scene.session.answers
    when = answers.get("contact_when")
    contact = f"ask_me: {when}" if when else answers.get("contact", "")  # their words are never taken for a key
    scene.work.people.save(replace(scene.person, contact=contact))
    return scene.session


def hand_to_human(scene: Scene) -> Session:
    """A wish for a human: the intake desk is told."""
    known = current_case(scene)
    case = awake(scene.work, known) if known else open_case(scene, wish_for_human(scene))
    settle(scene.work, wanting_human(scene.work, case))
    return with_case(scene, case.id)


def give_up(scene: Scene) -> Session:
    """We could not read three answers in a row: a citizen gets a human, an officer is not taken for a reporter.

    A quiz just goes on: whoever answers it as they like needs nobody.
    """
    return scene.session if scene.person.officer_id or scene.session.flow in GENTLE else hand_to_human(scene)


def wish_for_human(scene: Scene) -> Triage:
    """A wish to speak with a human, if the words say no more."""
    heard = scene.heard
    wish = replace(heard, urgency=Urgency.priority, category="info_request")
    return heard if heard.urgency >= Urgency.priority else wish


def show_status(scene: Scene) -> Session:
    """Find a case by its receipt: the answer takes as long for a miss as for a hit, longer with each miss."""
    work, person = scene.work, scene.person
    found = work.cases.by_receipt(scene.session.answers.get("receipt", ""))
    case = standing(work, found) if found and may_read(work, found, person) else None
    wait = str(min(FIRST_WAIT * 2**person.receipt_misses, MOST_WAIT))
    misses = person.receipt_misses if case else person.receipt_misses + 1
    contact = "" if case and person.contact == "hidden" else person.contact  # with the receipt they are back
    work.people.save(replace(person, receipt_misses=misses, contact=contact))
    if case is None:
        return scene.with_facts(result="not_found", status="", wait=wait)
    work.audit("reporter", "follow", case.id)
    work.cases.follow(case.id, person.id)
    tell_holders(work, case, "reporter_back", scene.event.id)
    facts = {"result": "found", "status": status_lines(scene, case), "wait": wait}
    work.history.mark_told(case.id, work.now)
    return replace(scene.with_facts(**facts, linked_at=work.now.isoformat()), case_id=case.id)


def contest(scene: Scene) -> Session:
    """The reporter says that it is not over: it opens again, one level above."""
    case = current_case(scene)
    if case is None:
        return scene.with_facts(result="not_found")
    survey = scene.work.surveys.of(case.id)
    if survey and survey.round == case.contested:
        scene.work.surveys.save(case.id, tapped(survey, {"ok": "not_ok"}, scene.work.now))
    again = open_again(scene.work, case)
    return replace(with_case(scene, case.id), answers={**case_facts(scene, again), "result": "found"})
