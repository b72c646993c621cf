"""Words a person may type at any moment: emergency, hide, help, a human, stop, language, my receipt."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from flows.library import flows, menu
from flows.model import Say
from flows.words import command_in
from handlers.asides import remark
from handlers.cases import absorb, add_words, awake, open_case
from handlers.events import OutgoingMessage
from handlers.facts import case_facts, receipt_line
from handlers.follow_up import ask_when_idle
from handlers.reporter import current_case, hand_to_human
from handlers.scene import Said, Scene
from handlers.sessions import keep, keep_idle
from handlers.speaking import speak, tell_holders
from handlers.subscribing import SILENCED, SUBSCRIBE, leaves
from handlers.turns import begin
from referral.case import Case
from referral.triage import Triage
from referral.urgency import Urgency


def emergency(scene: Scene) -> None:
    """The numbers, and a case that somebody must answer now."""
    cry = Triage(Urgency.emergency, scene.heard.category, version=scene.heard.version)
    case = cried_again(scene, cry) or open_case(scene, cry)
    speak(scene, [Say(scene.say("emergency_numbers"))])
    answers = {**scene.session.answers, **case_facts(scene, case)}
    session = replace(scene.session, case_id=case.id, answers=answers)
    if session.flow:
        keep(scene, session)
    else:
        begin(replace(scene, session=replace(session, done=frozenset())), flows()["report"])


def cried_again(scene: Scene, cry: Triage) -> Case | None:
    """The cry joins the case there is: it opens again if it was closed, and whoever holds it is told."""
    case = current_case(scene)
    if case is None:
        return None
    case = add_words(scene, case)
    joined = absorb(scene.work, awake(scene.work, case), {}, Said("", cry))
    tell_holders(scene.work, joined, "more_words", scene.event.id)
    return joined


def hide(scene: Scene) -> None:
    """Clear what the channel lets us clear, show something harmless, push nothing more."""
    work, person = scene.work, scene.person
    work.people.save(replace(person, contact="hidden"))
    keep(scene, None)
    if not person.officer_id:  # an alert that waits is not the screen's
        work.unsend(person.id)
    work.send(OutgoingMessage(f"{scene.event.id}:clear", person.id, act="clear"))
    work.send(OutgoingMessage(f"{scene.event.id}:harmless", person.id, scene.say("hidden")))


def help_words(scene: Scene) -> None:
    """What can be typed here."""
    speak(scene, [Say(scene.say("help_officer" if scene.person.officer_id else "help"))])


def human(scene: Scene) -> None:
    """Somebody wants to speak with a person: the intake desk is told."""
    session = hand_to_human(scene)
    keep_idle(replace(scene, session=session))
    speak(scene, [Say(scene.say("to_human"))])


def stop(scene: Scene) -> None:
    """No more questions; what was reported goes on."""
    case_id = scene.session.case_id if current_case(scene) else ""
    keep_idle(scene)
    said = [scene.say("stopped"), receipt_line(scene.work, scene.person.locale, case_id)] if case_id else []
    said = said or [scene.say("stopped_nothing")]
    citizen = not scene.person.officer_id  # every officer is subscribed to reminders of work
    goes_on = citizen and scene.person.subscribed and scene.person.contact not in SILENCED  # hidden: tells of nothing
    buttons = (scene.say("button_stop_reminders"),) if goes_on else ()
    said += [scene.say("reminders_go_on")] if goes_on else []
    speak(scene, [Say("\n".join(said), buttons)])


def no_reminders(scene: Scene) -> None:
    """The reminders have ended already, see `incoming.take`: say so; a question that was asked stays asked."""
    flow, words = flows().get(scene.session.flow), scene.say("unsubscribed")
    if flow and flow.name != SUBSCRIBE and not leaves(scene, command_in(scene.event.text)):
        remark(scene, flow, words)
        return
    if flow:
        keep_idle(scene)
    speak(scene, [Say(words)])


def mistake(scene: Scene) -> None:
    """A withdrawal is one more statement: whoever holds the phone now may be the one who does harm."""
    case = current_case(scene)
    if case:
        add_words(scene, case)
    keep_idle(scene)
    speak(scene, [Say(scene.say("mistake" if case else "stopped_nothing"))])


def read(scene: Scene) -> None:
    """What waited was told on arrival; otherwise there is nothing new."""
    if not ask_when_idle(scene):
        speak(scene, [Say(scene.say("nothing_new"))])


def receipt(scene: Scene) -> None:
    """The receipt of the case in session."""
    case_id = scene.session.case_id if current_case(scene) else ""
    known = receipt_line(scene.work, scene.person.locale, case_id) if case_id else scene.say("no_receipt")
    speak(scene, [Say(known)])


def speaks(locale: str) -> Callable[[Scene], None]:
    """Switch the language of everything we say to this person."""

    def switch(scene: Scene) -> None:
        person = replace(scene.person, locale=locale)
        scene.work.people.save(person)
        spoken, flow = replace(scene, person=person), flows().get(scene.session.flow)
        if flow:  # what was asked is asked again in the new language
            remark(spoken, flow, spoken.say("language_set"))
        else:
            speak(spoken, [Say(spoken.say("language_set"))])

    return switch


def show_menu(scene: Scene) -> None:
    """What can be done here, as a few words and buttons."""
    who = "officer" if scene.person.officer_id else "citizen"
    translate = scene.work.house.translate
    titles = tuple(translate(scene.person.locale, flow.title) for flow in menu(who))
    keep_idle(scene)
    speak(scene, [Say(scene.say("officer_menu" if who == "officer" else "menu"), titles)])


COMMANDS: Mapping[str, Callable[[Scene], None]] = {
    "emergency": emergency,
    "hide": hide,
    "help": help_words,
    "human": human,
    "stop": stop,
    "unsubscribe": no_reminders,
    "mistake": mistake,
    "read": read,
    "receipt": receipt,
    "menu": show_menu,
    "english": speaks("en"),
    "vietnamese": speaks("vi"),
}
