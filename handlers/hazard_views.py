"""A dangerous place as an officer may see it: only where a report of it is not hidden from them."""

from flows.words import sections
from handlers.access import officer_of, relation_to
from handlers.events import Person
from handlers.hazards import cases_of
from handlers.scene import Scene, agency_name, words
from handlers.where import beyond
from handlers.work import Work
from referral.agencies import Officer
from referral.case import Case
from referral.clock import hour_and_day, local
from referral.hazards import Hazard, kinds
from referral.jurisdiction.words import spoken

MOST_SHOWN = 20  # places in one list; the rest is counted


def reports_seen(work: Work, officer: Officer, hazard: Hazard) -> tuple[Case, ...]:
    """The reports of a place that an officer may know of: nothing from which they are excluded, not even as a count."""
    cases = cases_of(work, work.hazards.cases(hazard.id))
    return tuple(case for case in cases if relation_to(work, officer, case) != "excluded")


def serves_place(work: Work, officer: Officer, hazard: Hazard) -> bool:
    """Whether a place is of the commune or the province of an officer's agency, or their task."""
    agency = work.directory.agencies.get(officer.agency)
    if agency is None:
        return False
    near = hazard.commune in agency.communes or bool(agency.province and agency.province == hazard.province)
    return near or agency.id == hazard.must_fix or agency.role == "intake_desk"


def sees(work: Work, officer: Officer, hazard: Hazard) -> bool:
    """Whether this officer may see this place."""
    reports = reports_seen(work, officer, hazard)
    holds = any(relation_to(work, officer, case) == "holder" for case in reports)
    return bool(reports) and (holds or serves_place(work, officer, hazard))


def hazard_called(work: Work, person: Person, number: str) -> Hazard | None:
    """The place an officer names by its number or by that of a report; not there and not permitted look the same."""
    officer = officer_of(work, person)
    if officer is None:
        return None
    case = work.cases.by_number(number) if number.startswith("LN-") else None
    if case and relation_to(work, officer, case) not in ("asked", "holder", "declined"):
        return None
    hazard = work.hazards.of_case(case.id) if case else work.hazards.by_number(number)
    return hazard if hazard and sees(work, officer, hazard) else None


def hazards_seen(work: Work, officer: Officer) -> tuple[Hazard, ...]:
    """The places of an officer's area that are open or not yet confirmed, the first due first."""
    agency = work.directory.agencies[officer.agency]
    if agency.communes:
        near = [hazard for code in agency.communes for hazard in work.hazards.listed(commune=code)]
    else:
        near = list(work.hazards.listed(province=agency.province))
    seen = (hazard for hazard in near if sees(work, officer, hazard))
    return tuple(sorted(seen, key=lambda hazard: (hazard.status != "open", hazard.due_at, hazard.number)))


def short_line(scene: Scene, hazard: Hazard) -> str:
    """One place as a line of a list: number, kind, where, how far it is."""
    parts = (hazard.number, kinds()[hazard.kind].name, where(scene, hazard), state(hazard))
    return " · ".join(part for part in parts if part)


def full_lines(scene: Scene, hazard: Hazard) -> str:
    """Everything of a place that an officer needs: kind, where, who must fix it and by when, how many reported it."""
    work, officer = scene.work, officer_of(scene.work, scene.person)
    n = len(reports_seen(work, officer, hazard)) if officer else 0
    body = work.directory.agencies.get(hazard.must_fix)
    blanks = {"n": str(n), "since": hour_and_day(hazard.found_at), "owner": kinds()[hazard.kind].owner}
    blanks["agency"] = agency_name(work, body) if body else words(work, "vi", "hazard_nobody")
    shown = with_photos(work, officer, hazard) if officer else ""
    photos = [words(work, "vi", "hazard_photos", numbers=shown)] if shown else []
    how = [words(work, "vi", "hazard_how", hazard=hazard.number)] if hazard.status == "open" else []
    return "\n".join([short_line(scene, hazard), words(work, "vi", "hazard_full", **blanks), *photos, *how])


def with_photos(work: Work, officer: Officer, hazard: Hazard) -> str:
    """The reports of a place that this officer holds and that have a photo to be shown, by number."""
    held = (case for case in reports_seen(work, officer, hazard) if relation_to(work, officer, case) == "holder")
    shown = (case.number for case in held if any(a.shown for a in work.history.attachments(case.id)))
    return ", ".join(shown)


def where(scene: Scene, hazard: Hazard) -> str:
    """The place in the reporter's words on our own channels; on others only its commune leaves the house."""
    house = scene.work.house
    ours = scene.person.address.channel in house.own_channels or house.details_in_chat
    exact = beyond(hazard.description, hazard.commune) if ours else ""
    pin = f"{hazard.point[0]:.5f}, {hazard.point[1]:.5f}" if ours and hazard.point else ""
    return ", ".join(part for part in (exact, spoken(hazard.commune), pin) if part)


def state(hazard: Hazard) -> str:
    """How far it is, with the day that matters."""
    day = {"open": hazard.due_at, "fixed": hazard.fixed_at, "confirmed": hazard.confirmed_at}.get(hazard.status)
    text = sections()["hazard_states"][hazard.status]
    return text.format(day=f"{local(day):%d/%m/%Y}" if day else "")
