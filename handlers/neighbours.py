"""Neighbours who reported a dangerous place: told when it is fixed, as they allowed, and asked whether it is safe."""

from dataclasses import replace

from flows.library import flow_started_by
from flows.model import Flow, Session
from handlers.hazard_checks import open_anew
from handlers.hazards import cases_of
from handlers.scene import Scene
from handlers.speaking import tell_holders, tell_reporter
from handlers.status import body_of
from handlers.work import Work
from referral.hazards import HAZARDS, Hazard

ANSWERS = ("hazard_safe", "hazard_unsafe")  # conversations that take what a neighbour says of a fixed place


def tell_fixed(work: Work, hazard: Hazard) -> None:
    """Tell everybody who reported the place, and ask the other officers who hold a report to look."""
    agency = body_of(work, hazard.fixed_by)
    reports = cases_of(work, work.hazards.cases(hazard.id))
    for case in (case for case in reports if case.category in HAZARDS):  # not whoever saw a child drown there
        if hazard.status == "gone":
            tell_reporter(work, case, "hazard_gone", agency=agency)
            continue
        tell_reporter(work, case, "hazard_fixed", agency=agency)
        tell_holders(work, case, "hazard_look", f"{work.now}", but=hazard.fixed_by, hazard=hazard.number)


def place_of(scene: Scene) -> Hazard | None:
    """The place of the report that this conversation belongs to, if it was said to be fixed or gone."""
    hazard = scene.work.hazards.of_case(scene.session.case_id) if scene.session.case_id else None
    return hazard if hazard and hazard.status in ("fixed", "gone") else None


def answers_for_place(scene: Scene) -> Flow | None:
    """The conversation that takes an answer about the fixed place, also in the middle of another one."""
    found = flow_started_by(scene.event.text, "citizen")
    return found[0] if found and found[0].name in ANSWERS and place_of(scene) else None


def place_safe(scene: Scene) -> Session:
    """A neighbour says that the place is safe now: that confirms it."""
    hazard = place_of(scene)
    if hazard is None:
        return scene.with_facts(result="noted" if scene.session.case_id else "not_found")
    now = scene.work.now
    scene.work.hazards.save(replace(hazard, status="confirmed", confirmed_at=now, confirmed_by="reporter"))
    return scene.with_facts(result="done")


def place_unsafe(scene: Scene) -> Session:
    """A neighbour says that it is not: it is open again, and who must fix it is told."""
    hazard = place_of(scene)
    if hazard is None:
        return scene.with_facts(result="noted" if scene.session.case_id else "not_found")
    open_anew(scene.work, hazard)
    return scene.with_facts(result="done")
