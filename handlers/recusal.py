"""An officer steps back from a case: nothing of it stays with them, and the next one is asked at once."""

from dataclasses import replace

from flows.model import Session
from handlers.expired import missed
from handlers.holding import let_go
from handlers.officer import keep_entry, reach
from handlers.scene import Scene, agency_names, words
from handlers.settle import settle
from handlers.shielding import cut_off, tell_coordinators
from referral.case import Case
from referral.conflict import may_know


def recuse(scene: Scene) -> Session:
    """Shut this officer out of the case, or their whole agency; who is above hears that somebody stepped back."""
    case = reach(scene, "recuse")
    officer = scene.work.directory.officers.get(scene.person.officer_id)
    if case is None or officer is None:
        return missed(scene)
    keep_entry(scene, case, "reason", scene.session.answers["reason"])
    whole = scene.session.answers.get("who_recuses") == "agency"
    step_back(scene, case, officer.agency if whole else officer.id)
    tell_stepped_back(scene, case, officer.agency)
    return scene.with_facts(result="done")


def step_back(scene: Scene, case: Case, who: str) -> None:
    """Shut out an officer or an agency, without asking what they had seen: they say so themselves."""
    work = scene.work
    recused = replace(case, excluded=case.excluded | {who})
    held = tuple(a for a in work.alerts.of(case.id) if a.answer == "accepted")
    work.cases.save(recused)
    cut_off(work, recused)
    gone = tuple(a for a in held if not may_know(recused, a.officer, work.directory))
    settle(work, let_go(work, recused, gone) if gone else recused)


def tell_stepped_back(scene: Scene, case: Case, agency: str) -> None:
    """Tell the level above, without content and without a name."""
    work = scene.work
    now = work.cases.get(case.id) or case
    blanks = {"number": case.number, "agency": agency_names(work, [agency])}
    tell_coordinators(work, now, f"recused:{case.id}:{scene.event.id}", words(work, "vi", "conflict_recused", **blanks))
