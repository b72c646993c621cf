"""An officer asks another agency to act too: which ones there are, and the asking with its reason."""

from dataclasses import replace

from flows.fitting import SMALLEST
from flows.model import Session
from flows.words import fold
from handlers.details import targets
from handlers.expired import missed
from handlers.facts import agencies_of
from handlers.holding import ask_anew, of_body
from handlers.next_steps import buttons_for
from handlers.officer import done, keep_entry, reach
from handlers.scene import Scene, agency_name, agency_names
from handlers.settle import settle
from handlers.speaking import tell_reporter
from referral.agencies import Agency
from referral.alerts import NEVER_ASKED
from referral.case import Case


def offer_agencies(scene: Scene) -> Session:
    """The agencies that may be asked and were not, one button a line."""
    case = reach(scene, "pass_on")
    if case is None:
        return missed(scene)
    near = sorted(not_asked(scene, case), key=lambda agency: not agency.communes)  # the commune's own first
    return scene.with_facts(result="open", near="\n".join(agency.name for agency in near[: SMALLEST.buttons]))


def not_asked(scene: Scene, case: Case) -> list[Agency]:
    """The agencies that a case can be passed to, without the officer's own and those that were asked already."""
    asked = {a.body for a in scene.work.alerts.of(case.id) if a.answer not in NEVER_ASKED}
    me = scene.work.directory.officers.get(scene.person.officer_id)
    return [a for a in targets(scene.work, case) if a.id not in asked and not (me and a.id == me.agency)]


def pass_on(scene: Scene) -> Session:
    """Ask another agency to act too; the case stays with its holder until they accept."""
    work, case = scene.work, reach(scene, "pass_on")
    if case is None:
        return missed(scene)
    agency = agency_called(scene, case)
    if agency is None:
        return scene.with_facts(result="no_agency", agencies=", ".join(a.name for a in targets(work, case)))
    if any(alert.body == agency.id and alert.answer == "accepted" for alert in work.alerts.of(case.id)):
        held = {"result": "held", "next_steps": buttons_for(scene, case)}
        return scene.with_facts(**held, agency_name=agency_name(work, agency))
    passed = replace(case, passed_to=tuple(dict.fromkeys((*case.passed_to, agency.id))))
    work.cases.save(passed)
    ask_anew(work, passed, agency.id)
    keep_entry(scene, case, "reason", f"{agency.name}: {scene.session.answers['reason']}")
    tell_reporter(work, case, "passed", agency=agency_name(work, agency))
    settle(work, passed)
    return asked(scene, passed, agency)


def asked(scene: Scene, case: Case, agency: Agency) -> Session:
    """That the agency was asked, or who is asked instead because nobody there can be reached now."""
    work = scene.work
    waiting = [a for a in work.alerts.of(case.id) if a.body == agency.id and not a.answer]
    instead = [] if any(of_body(work, alert) for alert in waiting) else agencies_of(work, waiting)
    told = done(scene, case, agency_name=agency_name(work, agency), instead=agency_names(work, instead))
    return replace(told, answers={**told.answers, "result": "unreached"}) if instead else told


def agency_called(scene: Scene, case: Case) -> Agency | None:
    """The agency the officer named, of those that may be told: by id or name, or by a part that only one name has."""
    said, near = fold(scene.session.answers["agency"]), targets(scene.work, case)
    exact = [a for a in near if said in (fold(a.id), fold(a.name))]
    parts = [a for a in near if f" {said} " in f" {fold(a.name)} "]
    return next(iter(exact), parts[0] if len(parts) == 1 else None)
