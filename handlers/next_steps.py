"""What an officer will most likely do next with a case, as buttons under the answer: two taps, one thumb."""

from collections.abc import Mapping

from handlers.scene import Scene
from referral.case import Case

MORE = ("button_note", "button_ask", "button_pass_on", "button_level", "button_close")  # five fit the smallest channel
NEXT: Mapping[str, tuple[str, ...]] = {  # by the last step the officer reported
    "": ("button_on_the_way", "button_contacted", "button_more"),
    "contacted": ("button_on_the_way", "button_visited", "button_more"),
    "on_the_way": ("button_visited", "button_contacted", "button_more"),
    "visited": ("button_close", "button_note", "button_more"),
}
LATER = ("button_visited", "button_close", "button_more")  # after any other step


def buttons_for(scene: Scene, case: Case) -> str:
    """The likely next steps, one button a line; none for a case that is closed or not held."""
    mine = [a for a in scene.work.alerts.of(case.id) if a.officer == scene.person.officer_id and a.answer == "accepted"]
    if case.status == "closed" or not mine:
        return ""
    return lines(scene, case, NEXT.get(mine[-1].step, LATER))


def further(scene: Scene, case: Case) -> str:
    """All that is not offered by itself, one button a line."""
    return lines(scene, case, MORE)


def lines(scene: Scene, case: Case, keys: tuple[str, ...]) -> str:
    """The words of buttons, each with the case number so that it never applies to another case."""
    return "\n".join(scene.say(key, number=case.number) for key in keys)
