"""Between officer and reporter, neither sees who the other is: questions, replies, and what waited for their return."""

from datetime import datetime

from flows.model import Say, Session
from handlers.events import Entry, OutgoingMessage
from handlers.scene import IDLE, Scene, words
from handlers.sessions import OPENED, keep_idle
from handlers.speaking import in_session, latest_follower, push, send_line, session_about, speak
from handlers.work import Work
from referral.case import Case


def ask(work: Work, case: Case, officer_id: str, question: str) -> str:
    """Relay an officer's question; returns the key of what the officer is told about it."""
    person = latest_follower(work, case)
    session = session_about(work, person, case) if person else None
    if person is None or session is None:
        work.history.record(case.id, Entry("asked", work.now, officer_id, question))
        return "question_unheard"
    text = words(work, person.locale, "officer_asks", text=question)
    now = in_session(work, person, case)
    work.history.record(case.id, Entry("asked", work.now, officer_id, text, told=now))
    push(work, case, person, text)
    work.people.save_session(person.id, waiting_for_reply(session, case))
    return "question_sent" if now else "question_waits"


def waiting_for_reply(session: Session, case: Case) -> Session:
    """The reporter's next words answer the officer: a human has taken over from the form."""
    linked = {name: value for name, value in session.answers.items() if name == "linked_at"}
    return Session(IDLE, answers=linked, done=frozenset({OPENED}), asked="relay", case_id=case.id)


def take_reply(scene: Scene) -> None:
    """The words have joined the case and its holders know; say so."""
    keep_idle(scene)
    speak(scene, [Say(scene.say("question_sent_on"))])


def greet_returning(scene: Scene) -> bool:
    """What was not safe to push is told when the person comes back; returns whether there was anything."""
    work, case_id = scene.work, scene.session.case_id
    waiting = [e for e in work.history.entries(case_id) if not e.told and may_read(scene, e)] if case_id else []
    if not waiting:
        return False
    text = "\n".join([scene.say("while_away"), *(e.text for e in waiting)])
    send_line(work, scene.person, OutgoingMessage(f"{scene.event.id}:away", "", text, case_id=case_id))
    work.history.mark_told(case_id)
    return True


def may_read(scene: Scene, entry: Entry) -> bool:
    """A receipt shows status only: questions asked before it was shown stay with whoever they were asked."""
    linked = scene.session.answers.get("linked_at")
    return entry.kind == "status" or not linked or entry.at >= datetime.fromisoformat(linked)
