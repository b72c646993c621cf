"""An officer answers "ok" while an alert waits for them: that accepts nothing, so say which button does."""

from flows.model import Say
from handlers.campaign_answers import only_thanks
from handlers.scene import Scene
from handlers.speaking import speak
from referral.case import Case
from referral.conflict import may_know


def waiting(scene: Scene) -> Case | None:
    """The most urgent case that nobody accepted and this officer was asked for, if all they say is "ok"."""
    me = scene.person.officer_id
    if not me or not only_thanks(scene.event.text):
        return None
    asked = (scene.work.cases.get(case_id) for case_id in scene.work.cases.answered(me, ""))
    known = [case for case in asked if case and may_know(case, me, scene.work.directory) and not taken(scene, case)]
    return max(known, key=lambda case: case.urgency, default=None)


def taken(scene: Scene, case: Case) -> bool:
    """Whether somebody accepted it."""
    return any(alert.answer == "accepted" for alert in scene.work.alerts.of(case.id))


def say_waiting(scene: Scene, case: Case) -> None:
    """That nobody has it yet, and the button."""
    words = scene.say("alert_unaccepted", number=case.number)
    speak(scene, [Say(words, (scene.say("button_accept", number=case.number),))])
