"""What is said without answering a question: it has joined its case; say so, and what was asked stays asked."""

from dataclasses import replace

from flows.about_us import asks_about_us
from flows.engine import advance, ask_anew, old_answer, repeat, step_for
from flows.library import flow_for_topic, flows
from flows.model import Flow, Say, Session
from flows.progress import asks_progress
from flows.reading import Heard
from flows.words import guidance
from handlers.cases import absorb
from handlers.facts import case_facts, told
from handlers.follow_up import ask_when_idle
from handlers.placing import place_only, takes_back_place
from handlers.reporter import current_case
from handlers.scene import IDLE, Scene
from handlers.sessions import OPENED, keep, keep_idle
from handlers.speaking import speak
from handlers.status import status_lines
from handlers.turns import run
from referral.case import Case
from referral.jurisdiction.pins import side
from referral.triage import Triage
from referral.triage.answers import weigh
from referral.urgency import Urgency

OFF_THE_MAP = {"sea": "pin_only_sea", "abroad": "pin_only_abroad"}  # what is said of a pin by where it is


def late_word(scene: Scene) -> None:
    """An event older than the last one handled answers no question; danger in it is answered all the same."""
    case = scene.work.cases.get(scene.session.case_id) if scene.session.case_id else None
    flow = flows().get(scene.session.flow)
    if case:
        added = scene.say("added_edited" if scene.event.edited else "added_late")
        told_now = worse_words(scene, case) if scene.cried else added
        if scene.placed:
            remark(scene, flow, told_now)
        else:
            speak(scene, [Say(told_now)])
    else:
        speak(scene, [Say(scene.say("late_unread"))])


def more(scene: Scene) -> None:
    """More words after the questions are over: they joined the case; say so, and the numbers if it is worse."""
    case = scene.work.cases.get(scene.session.case_id)
    if case and (scene.placed or takes_back_place(scene)):
        place_again(scene, case)
        return
    keep_idle(scene)
    urgent = case is not None and scene.heard.urgency == Urgency.emergency
    told = worse_words(scene, case) if case and urgent else scene.say("added")
    told = "\n".join([told, scene.say(scene.shielded)] if scene.shielded else [told])
    if case and urgent and not case.commune:
        place_again(scene, case, told)
        return
    if case and case.named and "name_here" not in case.facts:
        ask_about_name(scene, case, told)
        return
    speak(scene, [Say(told)])
    ask_when_idle(scene)


def ask_about_name(scene: Scene, case: Case, first: str) -> None:
    """The questions are over and somebody was named: the one neutral question whether they work there."""
    flow = flows()["report"]
    answers = {**scene.session.answers, **case_facts(scene, case)}
    done = frozenset(step.key for step in flow.steps)
    session = replace(scene.session, flow=flow.name, answers=answers, done=done)
    turn = ask_anew(flow, session, "name_here", scene.voice())
    run(scene, flow, replace(turn, says=(Say(first), *turn.says)))


def place_again(scene: Scene, case: Case, first: str = "") -> None:
    """The questions are over and the place was wrong or never told: say what is understood now, or ask for it alone."""
    topic = flow_for_topic(case.category)
    flow = topic if topic and step_for(topic, scene.session, "place") else flows()["report"]
    known = {name: value for name, value in {**case.facts, **case_facts(scene, case)}.items() if value}
    session = place_only(flow, replace(scene.session, answers={**scene.session.answers, **known}))
    voice = scene.voice()
    turn = advance(flow, session, voice) if scene.placed else ask_anew(flow, session, "place", voice)
    run(scene, flow, replace(turn, says=(*([Say(first)] if first else []), *turn.says)))


def worse_words(scene: Scene, case: Case) -> str:
    """The numbers, who was told, and first aid where a child was in the water."""
    aid = guidance()["first_aid_not_breathing"] if case.category == "drowning_now" else ""
    return "\n".join(part for part in (scene.say("raised", told=told(scene, case)), scene.translated(aid)) if part)


def aside(scene: Scene, flow: Flow | None) -> None:
    """A photo, a recording or a pin that answers no question: say that it is here, or what is wrong with it; go on."""
    problem = scene.session.answers.get("media", "")
    first = flow is None and OPENED not in scene.session.done
    received = "media_more" if sent_before(scene) else "media_received"
    remark(scene, flow, scene.say(problem or (received if first else "added")))


def sent_before(scene: Scene) -> bool:
    """Whether this is not the first photo or recording of its case."""
    sent = (entry for entry in scene.work.history.entries(scene.session.case_id) if entry.kind == "sent")
    return len(list(sent)) > 1


def remark(scene: Scene, flow: Flow | None, words: str) -> None:
    """Say something that is no part of the conversation; the question that was asked stays asked."""
    if flow and scene.placed:  # this very message answered what was asked
        turn = advance(flow, replace(scene.session, asked=""), scene.voice())
        run(scene, flow, replace(turn, says=(Say(words), *turn.says)))
    elif flow:
        run(scene, flow, repeat(flow, scene.session, scene.voice(), words))
    else:
        keep_as_it_stands(scene)
        speak(scene, [Say(words)])


def keep_as_it_stands(scene: Scene) -> None:
    """Nothing is asked now; of a case whose questions were never begun the next words begin them."""
    if scene.session.case_id and OPENED not in scene.session.done:
        keep(scene, Session(IDLE, case_id=scene.session.case_id))
    else:
        keep_idle(scene)


def told_first(scene: Scene) -> str:
    """What a reporter is told who asks about us, or whether anybody comes, before all else; "" if neither."""
    if scene.person.officer_id:
        return ""
    if about := asks_about_us(scene.event.text):
        return scene.say(about)
    case = current_case(scene) if asks_progress(scene.event.text) else None
    return progress(scene, case) if case and case.status != "closed" else ""


def progress(scene: Scene, case: Case) -> str:
    """Who was asked, who accepted and what was done since, and the numbers."""
    accepted = any(alert.answer == "accepted" for alert in scene.work.alerts.of(case.id))
    known = status_lines(scene, case) if accepted else told(scene, case)
    return f"{known}\n{scene.say('emergency_numbers')}"


def begin_off_the_map(scene: Scene, flow: Flow, point: tuple[float, float]) -> None:
    """The first thing told is a pin abroad or at sea: say kindly whom to call there, then begin to ask."""
    session = Session(flow.name, answers=scene.session.answers, case_id=scene.session.case_id)
    turn = advance(flow, session, scene.voice())
    first = Say(scene.say(OFF_THE_MAP[side(*point)]))
    run(replace(scene, session=session), flow, replace(turn, says=(first, *turn.says)))


def stale(scene: Scene, flow: Flow | None) -> None:
    """A button of an old question: what it said is kept, the question asked now stays asked."""
    if flow:
        raise_by_old_answer(scene, flow)
    if scene.session.asked == "relay":
        speak(scene, [Say(scene.say("added"))])
    elif flow and scene.session.case_id:
        run(scene, flow, repeat(flow, scene.session, scene.voice(), scene.say("stale_answer")))
    elif flow:
        run(scene, flow, repeat(flow, scene.session, scene.voice(), scene.say("stale_nothing")))
    else:
        speak(scene, [Say(scene.say("added" if scene.session.case_id else "stale_nothing"))])


def raise_by_old_answer(scene: Scene, flow: Flow) -> None:
    """Danger told by an old button is still danger; what an old button would calm is only kept in the history."""
    case = scene.work.cases.get(scene.session.case_id) if scene.session.case_id else None
    if case is None:
        return
    heard = Heard(scene.event.text)
    answers = old_answer(flow, scene.session, scene.event.question, heard, scene.voice())
    if weigh(Triage(case.urgency, case.category), answers).urgency > case.urgency:
        absorb(scene.work, case, answers)
