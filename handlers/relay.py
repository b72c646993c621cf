"""Between officer and reporter, neither sees who the other is: questions, replies, and what waited for their return."""

from dataclasses import replace
from datetime import datetime

from handlers.events import Entry, OutgoingMessage
from handlers.scene import Scene, words
from handlers.speaking import latest_follower, may_read_now, push, send_line, session_about
from handlers.work import Work
from referral.case import Case


def ask(work: Work, case: Case, officer_id: str, question: str) -> str:
    """Relay an officer's question; returns the key of what the officer is told about it."""
    person = latest_follower(work, case)
    session = session_about(work, person, case) if person else None
    if person is None or session is None:
        work.history.record(case.id, Entry("asked", work.now, officer_id, question))
        return "question_unheard"
    now = may_read_now(work, person, case)
    work.history.record(case.id, Entry("asked", work.now, officer_id, question, told=now))
    push(work, case, person, words(work, person.locale, "officer_asks", text=question))
    work.people.save_session(person.id, replace(session, asked="relay", question="", options=()))
    return "question_sent" if now else "question_waits"


def greet_returning(scene: Scene) -> bool:
    """What was not safe to push is told when the person comes back; returns whether there was anything."""
    work, case_id = scene.work, scene.session.case_id
    waiting = [e for e in work.history.untold(case_id) if may_read(scene, e)] if case_id else []
    if not waiting:
        return False
    text = "\n".join([scene.say("while_away"), *(told_later(scene, e) for e in waiting)])
    send_line(work, scene.person, OutgoingMessage(f"{scene.event.id}:away", "", text, case_id=case_id))
    work.history.mark_told(case_id)
    return True


def told_later(scene: Scene, entry: Entry) -> str:
    """A line that waited, as it would have been told."""
    return scene.say("officer_asks", text=entry.text) if entry.kind == "asked" else entry.text


def may_read(scene: Scene, entry: Entry) -> bool:
    """A receipt shows status only: questions asked before it was shown stay with whoever they were asked."""
    linked = scene.session.answers.get("linked_at")
    return entry.kind == "status" or not linked or entry.at >= datetime.fromisoformat(linked)
