"""Keep where a person stands between two messages, and forget it in time."""

from datetime import timedelta

from flows.model import Session
from handlers.events import Timer
from handlers.scene import IDLE, Scene
from referral.retention import KEEP

OPENED = "do:open_case"  # in Session.done: the questions of this case were begun
SESSION_LIFE = timedelta(days=KEEP["session"].days)  # then the conversation is forgotten; the case and its receipt stay


def keep_idle(scene: Scene) -> None:
    """The conversation is over; what is written next still belongs to its case."""
    case_id = "" if scene.by_phone else scene.session.case_id
    linked = {name: value for name, value in scene.session.answers.items() if name == "linked_at"}
    idle = Session(IDLE, answers=linked, done=frozenset({OPENED}), case_id=case_id)
    keep(scene, idle if case_id else None)


def keep(scene: Scene, session: Session | None) -> None:
    """Keep where the person stands, for a week."""
    work, person = scene.work, scene.person
    begins = work.people.session(person.id) is None
    work.people.save_session(person.id, session)
    key = f"session:{person.id}"
    if session and begins:  # later words move nothing: the timer itself looks how long it has been quiet
        work.set_timer(Timer(key, work.now + SESSION_LIFE, "end_session", person.id))
    elif not session:
        work.drop_timer(key)
