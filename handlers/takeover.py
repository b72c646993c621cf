"""A human of the deployer's answers somebody in the platform's own app: we listen, and are silent for that person."""

from dataclasses import replace

from flows.engine import advance
from flows.library import flow_for_topic, flows
from flows.model import Say, Session
from flows.words import command_in, fold, synonyms
from handlers.admission import admitted
from handlers.attended import attended, cries_unheard
from handlers.commands import show_menu
from handlers.events import Entry, IncomingEvent, Person, TakeOver, Timer
from handlers.facts import told_before
from handlers.listening import overhear
from handlers.relay import asked_words, greet_returning
from handlers.reporter import current_case
from handlers.scene import IDLE, UNHEARD, Scene
from handlers.sessions import OPENED, keep
from handlers.speaking import SILENT, here, hint, may_read_now, speak
from handlers.turns import begin, run
from handlers.work import Work
from referral.urgency import Urgency

FOR_US = frozenset({"emergency", "read"})  # commands that are said to us, whoever else is there
FIRST = "assistant_back"


def taken_over(work: Work, takes: TakeOver) -> None:
    """Be silent from then on for a while, longer with each of the human's messages; or no longer."""
    known = work.people.find(takes.address)
    if known is None and (takes.back or not admitted(work, takes.address)):
        return  # nobody we know, and nothing to be silent about: nothing is kept
    person = work.people.at(takes.address)
    if person.officer_id or work.receipts.is_ours(person.id, takes.message_id):
        return  # an officer's orders are obeyed whoever talks with them; an echo of our own words is nobody's
    if takes.back:
        hand_back(work, person, takes)
    else:
        fall_silent(work, person, takes)


def fall_silent(work: Work, person: Person, takes: TakeOver) -> None:
    """A message of the human's that comes late shortens nothing, and silences nobody who has written since."""
    at = min(takes.at or work.now, work.now)
    until, before = at + work.house.human_silence, person.human_until
    silent = before is not None and before > work.now
    answered_since = person.last_event_at is not None and at < person.last_event_at
    stale = until <= work.now or (before is not None and until <= before) or (answered_since and not silent)
    if stale or told_a_cry(work, person):
        return
    if not silent:
        note(work, person)
    work.people.save(replace(person, human_until=until))
    work.set_timer(Timer(f"human:{person.id}", until, "human_gone", person.id))


def told_a_cry(work: Work, person: Person) -> bool:
    """Whether we are being told an emergency: nobody has accepted it, or we still ask what a rescuer must know."""
    session = work.people.session(person.id)
    case = work.cases.get(session.case_id) if session and session.case_id else None
    if session is None or case is None or case.status == "closed" or case.urgency < Urgency.emergency:
        return False
    return bool(session.asked) or cries_unheard(work, case)


def note(work: Work, person: Person) -> None:
    """Keep with the person's open case that a human answered, once each time; what was said stays in the app."""
    for case in work.cases.following(person.id)[:1]:
        work.history.record(case.id, Entry("oa_answered", work.now, "system"))


def hand_back(work: Work, person: Person, takes: TakeOver) -> None:
    """The human leaves the person to us: what waited is told, and what we had asked is asked again if they are here."""
    until = person.human_until
    if until is None or (takes.at and takes.at < until - work.house.human_silence):
        return  # nothing to hand back, or the human has written again since
    person = ours(work, person)
    scene = scene_of(work, person, takes.id)
    if person.contact in SILENT or not here(work, person):
        tell_waiting(scene)
    else:
        greet_returning(scene)
        go_on(scene)


def human_gone(work: Work, timer: Timer) -> None:
    """The human has not written for a while: what waited is told by the usual rules, and nothing else is said."""
    person = work.people.get(timer.subject)
    until = person.human_until if person else None
    if person is None or until is None:
        return
    if until > work.now:
        work.set_timer(replace(timer, due_at=until))
    else:
        tell_waiting(scene_of(work, person, f"{timer.key}:{until:%Y%m%d%H%M%S}"))


def tell_waiting(scene: Scene) -> None:
    """Tell what was not said while a human was there; a hint to who may not be written to plainly."""
    work, person = scene.work, scene.person
    case = current_case(scene) or next(iter(work.cases.following(person.id)), None)
    if case is None or not work.history.untold(case.id):
        return
    if may_read_now(work, person, case):
        greet_returning(replace(scene, session=replace(scene.session, case_id=case.id)))
    else:
        hint(work, case, person)


def returning(scene: Scene) -> Scene:
    """The scene; if a human answered this person, and these words are for us or the human is gone, it is ours again."""
    until = scene.person.human_until
    if until is None or (until > scene.work.now and not (left_to_human(scene) and for_us(scene))):
        return scene
    if scene.late and until <= scene.work.now:
        return scene  # written while the human was there
    return replace(scene, person=ours(scene.work, scene.person), resumed=True)


def left_to_human(scene: Scene) -> bool:
    """Whether a human answers these words, and we are silent."""
    return attended(scene.work, scene.person, current_case(scene))


def for_us(scene: Scene) -> bool:
    """Words that end the silence at once: a cry, a button of ours, a command of ours, our name."""
    event = scene.event
    cries = scene.heard.urgency == Urgency.emergency
    return cries or bool(event.question) or command_in(event.text) in FOR_US or calls_us(scene)


def calls_us(scene: Scene) -> bool:
    """Whether somebody asks for the machine, by its name alone."""
    return fold(scene.event.text) in synonyms()["assistant"]


def hear(scene: Scene, command: str) -> Scene:
    """Words to a human: they reach their case, and answer nothing that we have asked; that stays asked."""
    asked = scene.session.asked
    heard = overhear(replace(scene, session=replace(scene.session, asked="")), command)
    heard = replace(heard, session=replace(heard.session, asked=asked))
    if heard.session.flow or heard.session.case_id:
        keep(heard, heard.session)
    return heard


def resumes(scene: Scene, command: str) -> bool:
    """Whether these are the first words since a human left and may be about what the human said: no answer to us."""
    unasked = scene.event.question or command or scene.heard.urgency == Urgency.emergency
    return scene.resumed and (calls_us(scene) or bool(scene.session.asked and not unasked))


def resume(scene: Scene, command: str) -> None:
    """We are there again: what was said is heard, what waited is told, what we had asked is asked again."""
    heard = scene if calls_us(scene) else hear(scene, command)
    greet_returning(heard)
    go_on(heard)


def go_on(scene: Scene) -> None:
    """Ask again what waits for an answer, but for what the case knows by now; else show what can be done here."""
    session, flow = scene.session, flows().get(scene.session.flow)
    case, first = current_case(scene), scene.say(FIRST)
    if session.asked == "relay":
        speak(scene, [Say("\n".join((first, *officers_question(scene))))])
    elif flow:
        known = told_before(scene, case) if case else {}
        turn = advance(flow, replace(session, asked="", answers={**known, **session.answers}), scene.voice())
        run(scene, flow, replace(turn, says=(Say(first), *turn.says)))
    elif case and OPENED not in session.done:  # it was opened while a human was there: nothing was asked yet
        begin(scene, flow_for_topic(case.category) or flows()["report"])
    else:
        show_menu(scene)


def officers_question(scene: Scene) -> list[str]:
    """What an officer last asked this person."""
    asked = [e.text for e in scene.work.history.entries(scene.session.case_id) if e.kind == "asked"]
    return [asked_words(scene.work, scene.person.locale, text) for text in asked[-1:]]


def ours(work: Work, person: Person) -> Person:
    """The person, answered by us again."""
    free = replace(person, human_until=None)
    work.people.save(free)
    work.drop_timer(f"human:{person.id}")
    return free


def scene_of(work: Work, person: Person, event_id: str) -> Scene:
    """A scene in which the person says nothing."""
    session = work.people.session(person.id) or Session(IDLE)
    return Scene(work, IncomingEvent(event_id, person.address, None), person, session, UNHEARD)
