"""Run a turn of a conversation: do its actions, let answers join the case, say what is to be said, keep the place."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flows.engine import advance
from flows.library import flows
from flows.model import Flow, Say, Session, Turn
from handlers.actions import ACTIONS
from handlers.cases import absorb
from handlers.follow_up import ask_when_idle, linked
from handlers.orders import opens_case
from handlers.scene import IDLE, PHONE, Scene
from handlers.sessions import OPENED, keep, keep_idle
from handlers.speaking import answer_wait, speak

SHIELDS = ("shield_asked", "shield_harm", "shield_withdrawn")  # one of them is said, never two


def begin(scene: Scene, flow: Flow, known: Mapping[str, str] | None = None, rest: str = "") -> None:
    """Begin a conversation; what its case knows already is not asked again."""
    before = unbound(scene)
    # the questions of that case are over: a new report; and a caller is never the person who was here before
    anew = flow.name == PHONE or (before.flow == IDLE and OPENED in before.done)
    case_id = "" if opens_case(flow) and anew else before.case_id
    carried = before.answers if opens_case(flow) and case_id else {}
    answers = {**linked(before), **(known or {}), **carried}  # what a receipt shows stays what it shows
    session = Session(flow.name, answers=answers, case_id=case_id)
    scene = replace(scene, session=session)
    run(scene, flow, advance(flow, session, scene.voice(), rest))


def unbound(scene: Scene) -> Session:
    """Where the person stood; whoever wrote for a caller is not tied to the caller's case."""
    return replace(scene.session, case_id="") if scene.by_phone else scene.session


def run(scene: Scene, flow: Flow, turn: Turn) -> None:
    """Do the actions of a turn one after another, then say everything and keep where the person stands."""
    says = list(turn.says)
    scene = joining(scene, turn.session)
    while turn.action:
        session = ACTIONS[turn.action](scene)
        flow = flows()[session.flow]  # an action may hand over to another conversation
        turn = advance(flow, session, scene.voice(), turn.rest)
        scene = joining(scene, turn.session)
        says += turn.says
    said = with_shield(scene, without_repeats(says, scene.session.answers.get("told_said", "")))
    scene = replace(scene, session=scene.with_facts(told_said=scene.session.answers.get("told", "")))
    if scene.shielded not in ("", "shield_harm"):  # what was asked is answered here, once, and as it is true now
        scene = replace(scene, session=replace(scene.session, done=scene.session.done | about_shield(flow)))
    if turn.over:
        keep_idle(scene)
    else:
        keep(scene, scene.session)
    speak(scene, said)
    if turn.over:
        ask_when_idle(scene, answer_wait(scene))


def without_repeats(says: Sequence[Say], told_before: str) -> list[Say]:
    """What is to be said, without lines already said in this turn or of who was told; a question stays whole."""
    seen, said = {told_before}, list[Say]()
    for say in says:
        lines = say.text.split("\n")
        fresh = lines if say.question else [line for line in lines if line not in seen]
        seen |= set(lines)
        said += [replace(say, text="\n".join(fresh))] if fresh else []
    return merged(said or says[-1:])  # an answer is never silence


def with_shield(scene: Scene, says: list[Say]) -> list[Say]:
    """What is said, and first of all who is left out now, unless a step of the conversation has said so."""
    if not scene.shielded:
        return says
    known = {scene.say(key) for key in SHIELDS}
    others = [replace(say, text="\n".join(line for line in say.text.split("\n") if line not in known)) for say in says]
    first = says if any(scene.say(scene.shielded) in say.text for say in says) else None
    return first or merged([Say(scene.say(scene.shielded)), *(say for say in others if say.text)])


def about_shield(flow: Flow) -> frozenset[str]:
    """The keys of the steps that say who is left out."""
    return frozenset(step.key for step in flow.steps if any(condition.name == "shield" for condition in step.only_if))


def merged(says: Sequence[Say]) -> list[Say]:
    """Everything before the question as one message: a frightened person reads two, not five."""
    plain = [say for say in says if not say.question]
    questions = [say for say in says if say.question]
    below = next((say.buttons for say in reversed(says) if say.buttons and not say.question), ())
    text = "\n".join(say.text for say in plain)
    return [*([Say(text, () if questions else below)] if plain else []), *questions]


def joining(scene: Scene, session: Session) -> Scene:
    """The scene with the session's newest answers, which join the case at once."""
    case = scene.work.cases.get(session.case_id) if session.case_id else None
    flow = flows().get(session.flow)
    order = flow is not None and flow.who == "officer" and not opens_case(flow)  # its answers are about another case
    if case and not order:
        absorb(scene.work, case, session.answers)
    return replace(scene, session=session)
