"""An officer answers an alert in words that are no order: that accepts nothing, so say which button does."""

from flows.model import Say
from handlers.scene import Scene
from handlers.speaking import speak
from referral.case import Case
from referral.conflict import may_know

ANSWERS = ("button_accept", "button_decline")


def waiting(scene: Scene) -> Case | None:
    """The most urgent case that nobody accepted and this officer was asked for."""
    me = scene.person.officer_id
    if not me:
        return None
    asked = (scene.work.cases.get(case_id) for case_id in scene.work.cases.answered(me, ""))
    known = [case for case in asked if case and may_know(case, me, scene.work.directory) and not taken(scene, case)]
    return max(known, key=lambda case: case.urgency, default=None)


def taken(scene: Scene, case: Case) -> bool:
    """Whether somebody accepted it."""
    return any(alert.answer == "accepted" for alert in scene.work.alerts.of(case.id))


def say_waiting(scene: Scene, case: Case) -> None:
    """That nobody has it yet, and the buttons."""
    words, *answers = (scene.say(key, number=case.number) for key in ("alert_unaccepted", *ANSWERS))
    speak(scene, [Say(words, tuple(answers))])
