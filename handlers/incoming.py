"""Somebody wrote: alert first, then answer; whatever was said joins the case before it is anything else."""

from dataclasses import replace

from flows.engine import advance, answer, ask_anew, back, edit, repeat
from flows.insults import only_insults
from flows.kinds import CASE_NUMBER, receipt_in
from flows.library import flow_for_topic, flows
from flows.model import Flow, Say, Session, Turn
from flows.reading import Heard
from flows.words import command_in
from handlers.admission import admitted, turn_away
from handlers.asides import aside, begin_off_the_map, late_word, more, remark, stale, told_first
from handlers.campaign_answers import (
    flow_named,
    note_answer,
    off_record,
    press,
    pressed,
    tells_more,
    thanks,
    unsure,
    welcome_thanks,
)
from handlers.commands import COMMANDS, show_menu
from handlers.events import IncomingEvent
from handlers.follow_up import ask_when_idle, contests, let_go, step_asked, taps
from handlers.listening import listen, overheard
from handlers.lone_number import answers_campaign, say_what_to_type
from handlers.neighbours import answers_for_place
from handlers.orders import decided, officer_order, opens_case, tells_danger
from handlers.placing import place_unsaid, remember_place, takes_back_place
from handlers.relay import answered, greet_returning
from handlers.scene import IDLE, PHONE, Scene, arrive
from handlers.sessions import OPENED, keep, keep_idle
from handlers.speaking import SILENT, barred, speak
from handlers.subscribing import GENTLE, HOME, SILENCED, UNSUBSCRIBE, asked_to_subscribe, stops, unsubscribe
from handlers.takeover import hear, left_to_human, resume, resumes, returning
from handlers.turns import begin, run
from handlers.unaccepted import say_waiting, waiting
from handlers.work import Work
from referral.jurisdiction.pins import side
from referral.triage import RESCUE
from referral.urgency import Urgency


def take(work: Work, event: IncomingEvent) -> None:
    """One incoming event, from a citizen or an officer."""
    scene = returning(shut_out(arrive(work, event)))
    command = "" if decided(scene) else command_in(event.text)
    note_answer(scene)
    stopped = stops(scene, command)
    if stopped:  # at once, whoever answers this person now, and whatever else these words say
        scene = unsubscribe(scene)
        command = command if in_report(scene) or scene.person.contact in SILENCED else UNSUBSCRIBE
    if command == "hide":
        COMMANDS["hide"](listen(scene, command) if event.media and admitted(work, event.address) else scene)
    elif not admitted(work, event.address):
        turn_away(scene)
    elif event.unread == "group":
        speak(scene, [Say(scene.say("unread_group"))])
    elif (scene.late or event.waited) and scene.person.contact in SILENT:
        overheard(scene, command)
    elif left_to_human(scene):
        hear(scene, command)
    elif resumes(scene, command):
        resume(scene, command)
    elif greet_returning(scene) and command == "read":
        ask_when_idle(scene)
    elif taps(scene) or (off_record(scene) and not (command or stopped)):
        respond(scene, command)
    else:
        quiet = command == "stop" and scene.person.contact in SILENCED  # a hidden screen tells of no reminders
        respond(listen(scene, command), UNSUBSCRIBE if stopped and not quiet else command)


def in_report(scene: Scene) -> bool:
    """Whether words that end the reminders may also tell something: beside a case, or in a conversation that asks."""
    return bool(scene.session.case_id) or scene.session.flow not in (IDLE, *GENTLE)


def shut_out(scene: Scene) -> Scene:
    """The scene; an officer who must not know of the case they once told of has no conversation about it."""
    if not barred(scene):
        return scene
    keep(scene, None)
    return replace(scene, session=Session(IDLE))


def respond(scene: Scene, command: str) -> None:
    """What was said has reached its case: answer it."""
    event, flow = scene.event, flows().get(scene.session.flow)
    if event.edited and event.point:
        return  # somebody who shares a moving place is not answered at each step
    if command in COMMANDS:
        COMMANDS[command](scene)
    elif event.unread and not (event.text or event.media or event.point):
        remark(scene, flow, scene.say(f"unread_{event.unread}"))
    elif scene.late and (scene.session.case_id if event.edited else flow):
        late_word(scene)
    else:
        reply(scene, command)
        remember_place(scene)


def reply(scene: Scene, command: str) -> None:
    """Answer by where the person stands: a stale button, a running conversation, a new start, or just more words."""
    session, event = scene.session, scene.event
    flow = flows().get(session.flow)
    ordered, about_place = officer_order(scene), answers_for_place(scene)
    if ordered:
        obey(scene, *ordered)
    elif contests(scene):
        begin(scene, flows()["contest"])
    elif about_place:
        begin(scene, about_place)
    elif pressed(scene) and (flow or flow_named(scene)):
        press(scene, flow)
    elif event.question and event.question != session.question and not pressed(scene):
        stale(scene, flow)
    elif session.asked == "relay":
        take_reply(scene, flow)
    elif words := told_first(scene):
        remark(scene, flow, words)
    elif changes_topic(scene, flow):
        begin(scene, flow_for_topic(scene.heard.category) or flows()["report"])
    elif told := tells_more(scene, command):
        begin(scene, *told)
    elif (
        session.case_id
        and session.asked not in ("sending", HOME)
        and (event.media or (flow and event.point and session.asked != "place"))
    ):
        aside(scene, flow)
    elif flow and not unanswered(scene, command):
        run(scene, flow, next_turn(scene, flow, command))
    else:
        start(let_go(scene) if flow else scene)


def unanswered(scene: Scene, command: str) -> bool:
    """Whether the question after the end waits and these words are no answer to it: it is not asked twice."""
    step = step_asked(scene)
    skips = command == "skip" and step is not None and step.optional
    return step is not None and not (taps(scene) or skips or command in ("back", "edit"))


def obey(scene: Scene, flow: Flow, rest: str) -> None:
    """Carry out an order; a call that is being taken goes on after one that needs no further word."""
    begin(scene, flow, rest=rest)
    kept = scene.work.people.session(scene.person.id)
    if scene.by_phone and scene.session.asked and (kept is None or kept.flow == IDLE):
        again = replace(scene, event=replace(scene.event, id=f"{scene.event.id}:on"))
        intake = flows()[PHONE]
        run(again, intake, repeat(intake, scene.session, scene.voice(), scene.say("intake_goes_on")))


def take_reply(scene: Scene, flow: Flow | None) -> None:
    """The words have joined the case and its holders know: say so, and go on with the form where it stood."""
    answered(scene.work, scene.session.case_id)
    sent = scene.say("question_sent_on")
    if flow:
        run(scene, flow, repeat(flow, replace(scene.session, asked=""), scene.voice(), sent))
    else:
        keep_idle(scene)
        speak(scene, [Say(sent)])


def next_turn(scene: Scene, flow: Flow, command: str) -> Turn:
    """Back, edit, or the answer that was given."""
    voice, session = scene.voice(), scene.session
    if command == "back":
        return back(flow, session, voice)
    if command == "edit":
        return edit(flow, session, voice)
    landmarks = scene.work.directory.landmarks if session.asked.startswith("place") else {}
    kind = scene.event.media.kind if scene.event.media else ""
    heard = Heard(scene.event.text or scene.event.phone, scene.event.point, kind, landmarks)
    if session.asked.startswith("place") or (scene.placed and not session.answers.get("place_doubt")):
        session = place_unsaid(flow, session)
    turn = answer(flow, session, heard, voice)
    takes_back = bool(session.answers.get("place")) and takes_back_place(scene)
    if turn.session.order == session.order and (scene.placed or takes_back):
        session = replace(session, asked="")  # no answer, but words about the place
        return advance(flow, session, voice) if scene.placed else ask_anew(flow, session, "place", voice)
    missed = turn.session.misses > session.misses
    known = replace(turn.session if scene.place.status != "none" else session, misses=session.misses)
    urgent = scene.cried or scene.breathless
    return advance(flow, known, voice) if urgent and missed else turn  # numbers and first aid come before the form


def changes_topic(scene: Scene, flow: Flow | None) -> bool:
    """A life at stake is told in the middle of another conversation: that conversation gives way."""
    if tells_danger(scene):
        return True
    if flow is None or flow.who == "officer" or scene.heard.urgency < Urgency.priority:
        return False
    if scene.session.asked == "story":
        return False
    topic = flow_for_topic(scene.heard.category)
    reports = OPENED in scene.session.done
    rescue = scene.heard.urgency == Urgency.emergency and scene.heard.category in RESCUE
    rescues = rescue and not RESCUE.isdisjoint(flow.topics)  # "không thở" belongs to the drowning that is told
    return topic is not None and topic != flow and not rescues and (rescue or not reports)


def start(scene: Scene) -> None:
    """No conversation runs: begin the one these words ask for, or take them as more of the same case."""
    who = "officer" if scene.person.officer_id else "citizen"
    found = asked_to_subscribe(scene, who)
    topic = flow_for_topic(scene.heard.category) if scene.heard.urgency > Urgency.none else None
    opened = scene.session.case_id and OPENED not in scene.session.done
    if receipt_in(scene.event.text) and not opened:
        begin(scene, flows()["follow"], {"receipt": receipt_in(scene.event.text)})
    elif campaign := answers_campaign(scene):
        say_what_to_type(scene, campaign)
    elif found:
        begin(scene, found[0], rest=found[1])
    elif opened and scene.event.point and side(*scene.event.point) != "inside":
        begin_off_the_map(scene, flows()["report"], scene.event.point)
    elif opened:
        begin(scene, topic if topic and opens_case(topic) else flows()["report"])
    elif scene.session.case_id:
        more(scene)
    elif who == "officer" and CASE_NUMBER.fullmatch(scene.event.text.strip()):
        begin(scene, flows()["open_case"], rest=scene.event.text)
    elif case := waiting(scene):
        say_waiting(scene, case)
    elif thanks(scene):
        welcome_thanks(scene)
    elif who == "citizen" and only_insults(scene.event.text):
        speak(scene, [Say(scene.say("insulted"))])
    elif who == "citizen" and unsure(scene):
        begin(scene, flows()["unclear"], {"story": scene.event.text})
    elif topic and who == "citizen":
        begin(scene, topic, {"opinion": scene.event.text})
    else:
        show_menu(scene)
