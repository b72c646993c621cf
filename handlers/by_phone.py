"""A report taken by phone: an officer writes for a caller who has no screen, and nothing ties them to the case."""

from dataclasses import replace

from flows.model import Session
from handlers.access import officer_of
from handlers.expired import NOT_FOUND
from handlers.reporter import with_case
from handlers.scene import Scene
from handlers.speaking import role_of
from referral.permissions import may_take_calls


def begin_intake(scene: Scene) -> Session:
    """Whether this officer's agency takes reports by phone."""
    officer = officer_of(scene.work, scene.person)
    allowed = officer is not None and may_take_calls(role_of(scene.work, officer.id))
    return scene.with_facts(result="open" if allowed else NOT_FOUND)


def end_intake(scene: Scene) -> Session:
    """The receipt once more, and whether the caller wants this officer's own agency to know nothing of it."""
    work, session = scene.work, with_case(scene, scene.session.case_id)
    case = work.cases.get(session.case_id)
    hidden = case is not None and role_of(work, scene.person.officer_id) in case.avoid
    work.audit(scene.person.officer_id, "took by phone", session.case_id)
    return replace(session, answers={**session.answers, "vanishes": "yes" if hidden else ""})
