"""An officer's question on its way to the reporter: what may be asked is offered, what they write is checked first."""

from dataclasses import replace

from flows.model import Session
from flows.words import sections
from handlers import relay
from handlers.expired import missed
from handlers.officer import done, reach
from handlers.scene import Scene
from referral.case import Case
from referral.questions import review, suggested

ASKED = frozenset({"question", "verdict", "why", "better", "sure", "question_words", "sure_words"})


def suggest_questions(scene: Scene) -> Session:
    """Questions that are safe to ask in a case of this kind, one button a line."""
    case = reach(scene, "ask")
    if case is None:
        return missed(scene)
    return scene.with_facts(result="open", questions="\n".join(safe_questions(case)))


def safe_questions(case: Case) -> tuple[str, ...]:
    """The same, as the reporter will read them."""
    wording = sections()["question_child" if child_asked(case) else "question_suggestions"]
    return tuple(wording[key] for key in suggested(case.category) if key in wording)


def child_asked(case: Case) -> bool:
    """Whether a child will read the question."""
    return case.facts.get("reporter_is_child") == "yes"


def check_question(scene: Scene) -> Session:
    """What is wrong with the question and a better one; that there was a warning is kept, never the words."""
    case = reach(scene, "ask")
    if case is None:
        return missed(scene)
    found = review(scene.session.answers["question"], child_asked(case))
    if found.verdict == "fine":
        return scene.with_facts(verdict="fine", why="", better="")
    scene.work.audit(scene.person.officer_id, f"question {found.verdict}: {found.rule}", case.id)
    better = sections()["question_better_child" if child_asked(case) else "question_better"][found.rule]
    why = scene.translated(sections()["question_warnings"][found.rule])
    return scene.with_facts(verdict=found.verdict, why=why, better=better)


def rewrite_question(scene: Scene) -> Session:
    """The question is written anew: nothing of the last one stays."""
    answers = {name: value for name, value in scene.session.answers.items() if name not in ASKED}
    order = tuple(name for name in scene.session.order if name not in ASKED)
    return replace(scene.session, answers=answers, order=order, done=frozenset({"do:suggest_questions"}))


def ask_reporter(scene: Scene) -> Session:
    """Relay a question to the reporter, now if it is safe, else when they come back."""
    case, answers = reach(scene, "ask"), scene.session.answers
    if case is None:
        return missed(scene)
    own = answers.get("sure") != "use"
    if own and answers.get("verdict") == "doubtful":
        scene.work.audit(scene.person.officer_id, "question sent all the same", case.id)
    told = relay.ask(scene.work, case, scene.person.officer_id, answers["question"] if own else answers["better"])
    return done(scene, case, sent=scene.say(told))
