"""An officer puts down a dangerous place that nobody has reported: a case like any other, with who must fix it."""

from collections.abc import Mapping

from flows.place_facts import point_text
from handlers.access import officer_of
from handlers.events import Attachment, Entry, Media
from handlers.media import showable, state_of
from handlers.numbers import free_number
from handlers.officer_pages import sitting
from handlers.settle import settle
from handlers.speaking import role_of
from handlers.work import Work
from referral.case import Case
from referral.jurisdiction.words import province_of
from referral.likeness import Point
from referral.permissions import may_take_calls
from referral.records import dataclass
from referral.staff import Grant
from referral.urgency import Urgency

ON_LAND = frozenset({"manhole", "pit", "sign", "bridge", "electricity", "road", "other"})  # the rest is water


@dataclass(frozen=True, slots=True)
class Seen:
    """What an officer saw: the kind of place, its commune, the words of where, a pin, a photo."""

    kind: str
    commune: str
    where: str
    point: Point | None = None
    photo: Media | None = None


def record(work: Work, person_id: str, seen: Seen, grant: Grant) -> str:
    """Put the place down; its number, "" if this officer's agency does not take reports."""
    person = sitting(work, person_id, grant)
    officer = officer_of(work, person) if person else None
    if officer is None or not may_take_calls(role_of(work, officer.id)):
        return ""
    case = case_of(work, seen)
    work.cases.add(case, work.chance.receipt())
    if seen.photo:
        keep_photo(work, case, officer.id, seen.photo)
    work.audit(officer.id, "recorded a place", case.id)
    case = settle(work, case)
    hazard = work.hazards.of_case(case.id)
    return hazard.number if hazard else ""


def case_of(work: Work, seen: Seen) -> Case:
    """The case of a place that an officer saw: no child is in it, and nobody to keep it from."""
    return Case(
        id=work.chance.id(),
        number=free_number(work, work.cases.by_number),
        category="injury_hazard" if seen.kind in ON_LAND else "drowning_hazard",
        urgency=Urgency.priority,
        opened_at=work.now,
        commune=seen.commune,
        province=province_of(seen.commune),
        avoid_asked=True,
        verified=True,
        facts=facts(seen),
    )


def facts(seen: Seen) -> Mapping[str, str]:
    """What is known of the place, by the names that a report has."""
    pin = point_text(seen.point) if seen.point else ""
    known = {"hazard_kind": seen.kind, "place_said": seen.where, "point": pin}
    return {name: value for name, value in known.items() if value}


def keep_photo(work: Work, case: Case, officer_id: str, photo: Media) -> None:
    """The photo belongs to the case, and may be shown: it is of a place."""
    kept = Attachment(
        work.chance.id(), case.id, "photo", state_of(photo), showable(case, photo), photo.mime, photo.problem
    )
    work.history.add_attachment(kept, photo if photo.data is not None else None)
    work.history.record(case.id, Entry("note", work.now, officer_id, attachment_id=kept.id))
