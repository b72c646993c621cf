"""After the end of a case its reporter is asked whether it is over: now, when they come back, and a week later."""

from dataclasses import replace
from datetime import timedelta

from flows.engine import Voice, advance
from flows.fitting import CHANNELS, SMALLEST, fit
from flows.kinds import KINDS
from flows.library import flow_started_by, flows
from flows.model import Session, Step
from flows.reading import Heard, Read
from handlers.attended import attended
from handlers.events import OutgoingMessage, Person, Timer
from handlers.reporter import current_case
from handlers.scene import IDLE, Scene, words
from handlers.sessions import OPENED, SESSION_LIFE
from handlers.speaking import (
    PLAIN,
    hint_at,
    in_session,
    listener,
    may_read_now,
    send_line,
    session_about,
    tell_holders,
)  # fmt: skip
from handlers.work import Work
from referral.case import Case
from referral.follow_up import due_again, tapped

AFTER_CLOSE, AFTER_ANSWER = "after_close", "after_answer"
AGAIN = timedelta(days=7)  # then it is asked once more
NOT_ASKED = frozenset({"prank"})  # outcomes whose line alone says what to do
UNHAPPY = frozenset({"unclear", "disagree"})


def asks_after(case: Case) -> str:
    """The conversation that follows: of an opinion after the answer, of any other case after its end; "" if none."""
    if case.category == "child_opinion":
        return AFTER_ANSWER if case.facts.get("answered") else ""
    return AFTER_CLOSE if case.status == "closed" and case.outcome not in NOT_ASKED else ""


def ask_after(work: Work, case: Case) -> None:
    """Keep that the reporter is to be asked: at once if they are here and nothing else is, else when they come back."""
    if not asks_after(case):
        return
    work.surveys.save(case.id, due_again(work.surveys.of(case.id), case))
    work.set_timer(Timer(f"ask_again:{case.id}", work.now + AGAIN, "ask_again", case.id))
    person = listener(work, case)
    if person and person.contact != "never" and may_read_now(work, person, case):
        ask_if_idle(work, case, person)


def ask_if_idle(work: Work, case: Case, person: Person, wait: timedelta = timedelta()) -> bool:
    """Ask what is still to be asked, unless something else is being asked; returns whether it was."""
    survey, session = work.surveys.of(case.id), session_about(work, person, case)
    if survey is None or not survey.pending or survey.round != case.contested or not asks_after(case):
        return False
    if session is None or session.flow != IDLE or session.asked:
        return False
    work.surveys.save(case.id, replace(survey, asked=survey.due))
    send_question(work, case, person, wait)
    return True


def send_question(work: Work, case: Case, person: Person, wait: timedelta) -> None:
    """Begin the conversation after the end, though the person has not just written."""
    survey, before = work.surveys.of(case.id), work.people.session(person.id) or Session(IDLE)
    child = {"reporter_is_child": case.facts.get("reporter_is_child", "")}
    session = Session(asks_after(case), {**linked(before), **child}, done=frozenset({OPENED}), case_id=case.id)
    voice = Voice(lambda text: work.house.translate(person.locale, text), work.chance.id()[:12])
    turn = advance(flows()[session.flow], session, voice)
    limits = CHANNELS.get(person.address.channel, SMALLEST)
    for n, part in enumerate(part for say in turn.says for part in fit(say, limits)):
        key = f"after:{case.id}:{case.contested}:{survey.asked if survey else 0}:{n}"
        message = OutgoingMessage(key, "", part.text, part.buttons, question=part.question, case_id=case.id)
        send_line(work, person, replace(message, wait=wait, lane="bulk" if wait else "reply"))
    work.people.save_session(person.id, turn.session)


def linked(session: Session) -> dict[str, str]:
    """Since when somebody follows by the receipt: what was asked before stays with whoever it was asked."""
    return {name: value for name, value in session.answers.items() if name == "linked_at"}


def ask_when_idle(scene: Scene, wait: timedelta = timedelta()) -> bool:
    """The person who just wrote is done with what they came for: ask what is still to be asked."""
    session = scene.work.people.session(scene.person.id)
    case = scene.work.cases.get(session.case_id) if session and session.case_id else None
    person = scene.work.people.get(scene.person.id) or scene.person
    return case is not None and not person.officer_id and ask_if_idle(scene.work, case, person, wait)


def ask_again(work: Work, timer: Timer) -> None:
    """A week later: asked once more, neutrally, of somebody who allowed it and has not said how it is."""
    case = work.cases.get(timer.subject)
    person = listener(work, case) if case else None
    survey = work.surveys.of(timer.subject)
    if case is None or person is None or survey is None or not asks_after(case) or survey.round != case.contested:
        return
    at = work.now if person.contact == PLAIN else hint_at(person.contact, work.now)
    again = replace(survey, due=survey.due + 1)
    if at is None or not again.pending or in_session(work, person, case) or attended(work, person, case):
        return
    if at > work.now:
        work.set_timer(Timer(timer.key, at, "ask_again", case.id))
        return
    work.surveys.save(case.id, again)
    reach_out(work, case, person)


def reach_out(work: Work, case: Case, person: Person) -> None:
    """The question itself to whoever may be written to plainly, else the neutral hint; the answer finds its case."""
    if session_about(work, person, case) is None:
        told = {"linked_at": work.now.isoformat()}
        work.people.save_session(person.id, Session(IDLE, told, done=frozenset({OPENED}), case_id=case.id))
        work.set_timer(Timer(f"session:{person.id}", work.now + SESSION_LIFE, "end_session", person.id))
    if person.contact == PLAIN:
        ask_if_idle(work, case, person)
    else:
        key = f"ask_again:{case.id}:{case.contested}:{person.id}"
        send_line(work, person, OutgoingMessage(key, "", words(work, person.locale, "neutral"), case_id=case.id))


def keep_taps(scene: Scene) -> Session:
    """Keep what was tapped; who says that it is not over contests, and who answered an opinion hears of doubt."""
    work, answers = scene.work, scene.session.answers
    case = work.cases.get(scene.session.case_id)
    survey = work.surveys.of(case.id) if case else None
    if case is None or survey is None:
        return scene.session
    work.surveys.save(case.id, tapped(survey, answers, work.now))
    if answers.get("ok") in UNHAPPY and not answers.get("heard"):
        tell_holders(work, case, "answer_unclear", scene.event.id)
    return replace(scene.session, flow="contest") if answers.get("ok") == "not_ok" else scene.session


WHO_THEY_ARE = "reminder_role"  # the last question of subscribing: what is no answer to it is heard as ever


def step_asked(scene: Scene) -> Step | None:
    """The question after the end that waits for an answer of this person, if one does."""
    session = scene.session
    last = session.flow in (AFTER_CLOSE, AFTER_ANSWER) or session.asked == WHO_THEY_ARE
    flow = flows().get(session.flow) if last else None
    return next((step for step in flow.steps if step.answer and step.answer == session.asked), None) if flow else None


def taps(scene: Scene) -> bool:
    """Whether these words answer the question after the end: they are for the count, no news for whoever held it."""
    step = step_asked(scene)
    if step is None or scene.event.media or scene.event.point:
        return False
    translate = scene.work.house.translate
    offered = {translate(scene.person.locale, choice): choice for choice in step.choices.values()}
    heard = Heard(offered.get(scene.event.text.strip(), scene.event.text))
    return isinstance(KINDS[step.kind](heard, step, scene.session), Read)


def let_go(scene: Scene) -> Scene:
    """The question after the end is dropped: what was written instead is heard as if nothing had been asked."""
    session = Session(IDLE, linked(scene.session), done=frozenset({OPENED}), case_id=scene.session.case_id)
    return replace(scene, session=session)


def contests(scene: Scene) -> bool:
    """Whether somebody says that it is not over: by an old button however late, in words whatever is being asked."""
    event, found = scene.event, flow_started_by(scene.event.text, "citizen")
    if not found or found[0].name != "contest":
        return False
    if event.question:
        return event.question != scene.session.question
    case = current_case(scene)
    return case is not None and case.status == "closed" and step_asked(scene) is None
