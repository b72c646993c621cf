"""An officer says how urgent a case is, and why: who, when, from what to what and the reason are kept."""

from dataclasses import replace

from flows.model import Session
from flows.words import urgency_words
from handlers.expired import missed
from handlers.officer import keep_entry, reach
from handlers.scene import Scene, words
from handlers.settle import settle
from handlers.speaking import tell_holders
from referral.case import Case
from referral.urgency import Urgency


def set_level(scene: Scene) -> Session:
    """Raise or lower a case by an officer's hand; what the level now changes is told in `referral.plan.plan`."""
    case = reach(scene, "set_level")
    if case is None:
        return missed(scene)
    level = Urgency[scene.session.answers["level"]]
    before, after = (scene.translated(urgency_words(urgency.name)) for urgency in (case.urgency, level))
    scene = replace(scene, session=scene.with_facts(before=before, after=after))
    if case.status == "closed" or before == after:
        return scene.with_facts(result="closed" if case.status == "closed" else "same")
    keep_level(scene, case, level)
    settle(scene.work, change_level(scene, case, level))
    return scene.with_facts(result="raised" if level > case.urgency else "lowered")


def keep_level(scene: Scene, case: Case, level: Urgency) -> None:
    """The line of the history: from what to what, and why; sealed like every other word of the case."""
    before, after = urgency_words(case.urgency.name), urgency_words(level.name)
    reason = scene.session.answers["reason"]
    keep_entry(scene, case, "level", words(scene.work, "vi", "level_set", before=before, after=after, reason=reason))


def change_level(scene: Scene, case: Case, level: Urgency) -> Case:
    """The case at its new level. What the machine found, its reasons and its version, stays beside it."""
    judged = case.urgency if case.judged is None else case.judged
    hold = None if case.urgency == Urgency.emergency else case.hold_until  # an emergency's alerts are out: none waits
    changed = replace(case, urgency=level, judged=judged, hold_until=hold)
    scene.work.cases.save(changed)
    tell_others(scene, changed)
    return changed


def tell_others(scene: Scene, case: Case) -> None:
    """Tell the other officers who hold the case its level, never the reason: a lock screen may show it."""
    shown = urgency_words(case.urgency.name)
    tell_holders(scene.work, case, "level_now", scene.event.id, but=scene.person.officer_id, urgency=shown)
