"""A dangerous place on a page: what an officer may read of it, its reports and photos, and what became of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers.access import officer_of, relation_to
from handlers.hazard_views import hazard_called, reports_seen
from handlers.keeps_board import Wanted
from handlers.media import may_show
from handlers.officer_pages import sitting
from handlers.scene import agency_name
from handlers.where import beyond
from handlers.work import Work
from referral.agencies import Officer
from referral.board import View
from referral.case import Case
from referral.hazards import Hazard, kinds
from referral.permissions import may
from referral.records import dataclass
from referral.staff import Grant

SHOWN = 50  # places on one page of the list


@dataclass(frozen=True, slots=True)
class Spot:
    """A dangerous place as a line of the list. Its point is there only if a report is of a kind that shows places."""

    hazard: Hazard
    place: str  # the words of where it is, without the commune
    body: str  # who must fix it
    reports: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One report of a place: its number and photos only for whoever may see them."""

    at: datetime
    number: str = ""
    photos: tuple[str, ...] = ()  # ids of attachments


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a place: reported, asked, fixed, confirmed; by which body."""

    at: datetime
    what: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class HazardView:
    """One dangerous place with all that an officer may read of it."""

    spot: Spot
    owner: str
    told: tuple[Told, ...]
    history: tuple[Event, ...]
    fixed_photo: str = ""  # id of the attachment
    mine: bool = False  # fixed by whoever looks: somebody else must confirm it
    confirmed_by_me: bool = False


def spots(work: Work, seen: View, wanted: Wanted, after: int = 0, most: int = SHOWN) -> Sequence[Spot]:
    """The places of an area that are wanted; one more than `most`, if there is one."""
    officer = work.directory.officers[seen.officer]
    ids = work.board.listed(seen, wanted, most + 1, after)
    found = (work.hazards.get(hazard_id) for hazard_id in ids)
    return [spot(work, officer, hazard) for hazard in found if hazard]


def spot(work: Work, officer: Officer, hazard: Hazard) -> Spot:
    """One place as a line."""
    reports = reports_seen(work, officer, hazard)
    shown = hazard if any(may_show(case) for case in reports) else replace(hazard, point=None)
    body = work.directory.agencies.get(hazard.must_fix)
    return Spot(
        shown,
        beyond(hazard.description, hazard.commune),
        agency_name(work, body) if body else "",
        len(reports),
        hazard.status == "open" and hazard.due_at < work.now,
    )


def hazard_view(work: Work, person_id: str, number: str, grant: Grant) -> HazardView | None:
    """One place as this officer may read it; None if it is not there or not theirs, which look the same."""
    person = sitting(work, person_id, grant)
    officer = officer_of(work, person) if person else None
    hazard = hazard_called(work, person, number) if person and officer else None
    if officer is None or hazard is None:
        return None
    work.audit(officer.id, f"read {hazard.number}")
    reports = reports_seen(work, officer, hazard)
    return HazardView(
        spot(work, officer, hazard),
        kinds()[hazard.kind].owner,
        tuple(told(work, officer, case, grant) for case in reports),
        history(work, hazard),
        fixed_photo(work, officer, hazard, grant),
        hazard.fixed_by == officer.id,
        hazard.confirmed_by == officer.id,
    )


def told(work: Work, officer: Officer, case: Case, grant: Grant) -> Told:
    """One report: when it came; its number for who sees its line, its photos for who may read it."""
    who = relation_to(work, officer, case, grant)
    photos = may_show(case) and may(who, "read", grant)
    shown = (a.id for a in work.history.attachments(case.id) if a.shown and a.state == "stored") if photos else ()
    return Told(case.opened_at, case.number if may(who, "see_line", grant) else "", tuple(shown))


def fixed_photo(work: Work, officer: Officer, hazard: Hazard, grant: Grant) -> str:
    """The photo of the place made safe, for whoever may read the report that it was kept with."""
    photo = work.history.attachment(hazard.photo_id) if hazard.photo_id else None
    case = work.cases.get(photo.case_id) if photo and photo.shown and photo.state == "stored" else None
    return hazard.photo_id if case and may(relation_to(work, officer, case, grant), "read", grant) else ""


def history(work: Work, hazard: Hazard) -> tuple[Event, ...]:
    """What happened to a place, the first first."""
    steps = (
        (hazard.found_at, "found", ""),
        (hazard.asked_at, "asked", ""),
        (hazard.fixed_at, "gone" if hazard.status == "gone" else "fixed", hazard.fixed_by),
        (hazard.confirmed_at, "confirmed", hazard.confirmed_by),
    )
    return tuple(sorted((Event(at, what, body(work, by)) for at, what, by in steps if at), key=lambda event: event.at))


def body(work: Work, by: str) -> str:
    """The agency of the officer who did something; "reporter" stays as it is."""
    agency = work.directory.agency_of(by)
    return agency_name(work, agency) if agency else by if by == "reporter" else ""
