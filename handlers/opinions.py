"""A child's opinion is answered: the child reads the answer in full, and says what they think of it."""

from dataclasses import replace

from flows.model import Session
from handlers.access import access_case
from handlers.follow_up import ask_after
from handlers.scene import Scene
from handlers.settle import settle
from handlers.speaking import tell_reporter
from handlers.status import body_of
from handlers.steps import record_step


def answer_opinion(scene: Scene) -> Session:
    """Give the child an answer (Children Law 102/2016/QH13 Art. 77), in the officer's own words."""
    work, answers = scene.work, scene.session.answers
    case = access_case(work, scene.person, answers.get("number", ""), "answer")
    if case is None:
        return scene.with_facts(result="not_found")
    if case.category != "child_opinion":
        return scene.with_facts(result="no_opinion")
    answered = replace(case, facts={**case.facts, "answered": "yes"})
    work.cases.save(answered)
    agency = body_of(work, scene.person.officer_id)
    tell_reporter(work, answered, "opinion_answered", agency=agency, text=answers["text"])
    record_step(work, answered, scene.person.officer_id, "answered")
    ask_after(work, answered)
    settle(work, answered)
    return scene.with_facts(result="done")
