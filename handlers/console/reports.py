"""Periodic reports at the console: what may be counted for whom, who owes one, and handing one in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.keeps_console import Draft, Handed, Viewer
from handlers.work import Work
from referral.agencies import Agency
from referral.clock import local
from referral.jurisdiction.words import province_of
from referral.reports.periods import Owed, Period, current, owed_named
from referral.reports.report import Material
from referral.reports.scope import Place, Scope
from referral.staff import Grant

COORDINATES = "people_committee"  # the role of the body that coordinates in a commune, and owes its report


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a commune has handed a report in, and when."""

    commune: str
    at: datetime | None


def viewer_of(work: Work, officer_id: str) -> Viewer:
    """From whom cases may be hidden; nobody in particular for who is no officer."""
    return Viewer(work.directory.officers.get(officer_id), work.directory.agency_of(officer_id))


def scope_of(place: Place, period: Period) -> Scope:
    """What is counted together for a place: a commune's report is a row of the tables of its whole province."""
    province = place.province or (province_of(place.commune) if place.commune else "")
    return Scope(period.since, period.until, province, place.agency)


def material(work: Work, scope: Scope, officer_id: str) -> Material:
    """All that is counted in a scope, as this officer may see it. Slow: opens every case."""
    viewer = viewer_of(work, officer_id)
    hazards = () if scope.agency else work.counted.hazards(scope, viewer)
    reached = {} if scope.agency else work.counted.reached(scope)
    own = {code: n for code, n in reached.items() if scope.province in ("", province_of(code))}
    return Material(work.counted.cases(scope, viewer), hazards, own)


def coordinators(work: Work, province: str = "") -> Sequence[Agency]:
    """The bodies that owe a report, of one province or of all."""
    every = (agency for agency in work.directory.agencies.values() if agency.role == COORDINATES)
    return [one for one in every if province in ("", *{province_of(code) for code in one.communes})]


def due_next(work: Work, province: str) -> Owed:
    """The report that is due next in a province."""
    return current(work.reports.deadlines(province), local(work.now).date())


def owed_called(work: Work, commune: str, name: str) -> Owed | None:
    """The report of a commune with this name; None if there is none."""
    return owed_named(work.reports.deadlines(province_of(commune)), name)


def standings(work: Work, province: str, name: str) -> Sequence[Standing]:
    """Which communes of a province have handed a report in; those that owe it first."""
    handed = work.reports.handed_in(province, name)
    communes = {code for agency in coordinators(work, province) for code in agency.communes}
    known = [Standing(code, handed.get(code)) for code in sorted(communes | handed.keys())]
    return sorted(known, key=lambda one: (one.at is not None, one.commune))


def writes_for(grant: Grant, commune: str) -> bool:
    """Whether this log-in writes the report of a commune."""
    return grant.role == "commune_coordinator" and commune in grant.area.communes


def save_draft(work: Work, draft: Draft, actor: str) -> None:
    """Keep what somebody wrote under the headings."""
    work.reports.save_draft(draft, actor)
    work.audit(actor, "report draft", detail=f"{draft.commune} {draft.name}")


def hand_in(work: Work, report: Handed) -> Handed:
    """Hand a commune's report in; a second time it is a correction, and another version."""
    kept = work.reports.hand_in(report)
    work.audit(report.by, "report handed in", detail=f"{kept.commune} {kept.name} v{kept.version}")
    return kept


def today(work: Work) -> date:
    """The day in Vietnam."""
    return local(work.now).date()
