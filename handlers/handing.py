"""An officer gives a case away entirely: the receiver must accept, and until then the giver holds it."""

from dataclasses import replace

from flows.model import Session
from handlers.details import targets
from handlers.expired import missed
from handlers.holding import ask_anew, holds
from handlers.officer import keep_entry, reach
from handlers.passing_on import agency_called, asked
from handlers.scene import Scene, agency_name
from handlers.settle import settle
from handlers.speaking import tell_reporter
from handlers.status import body_of
from referral.agencies import Agency
from referral.case import Case, Handover


def hand_over(scene: Scene) -> Session:
    """Ask another agency to take the case over; a second hand-over replaces the first."""
    case = reach(scene, "hand_over")
    if case is None:
        return missed(scene)
    agency = agency_called(scene, case)
    if agency is None or agency == own(scene):
        others = ", ".join(a.name for a in targets(scene.work, case) if a != own(scene))
        return scene.with_facts(result="no_agency", agencies=others)
    name = agency_name(scene.work, agency)
    keep_entry(scene, case, "reason", f"{agency.name}: {scene.session.answers['reason']}")
    given = settle(scene.work, give(scene, case, agency))
    held = holds(scene.work, given, scene.person.officer_id)
    if not held:
        return scene.with_facts(result="received", agency_name=name)
    return asked(scene, given, agency)


def own(scene: Scene) -> Agency | None:
    """The officer's own agency."""
    return scene.work.directory.agency_of(scene.person.officer_id)


def give(scene: Scene, case: Case, agency: Agency) -> Case:
    """The case with its hand-over; the reporter reads who is asked and who holds it until then."""
    work, giver = scene.work, scene.person.officer_id
    others = tuple(handover for handover in case.handing if handover.giver != giver)
    passed = tuple(dict.fromkeys((*case.passed_to, agency.id)))
    given = replace(case, passed_to=passed, handing=(*others, Handover(giver, agency.id, work.now)))
    work.cases.save(given)
    ask_anew(work, given, agency.id)
    tell_reporter(work, given, "handing", agency=agency_name(work, agency), giver=body_of(work, giver))
    return given
