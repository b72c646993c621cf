"""What a coordinator changes of how long data lives: a period, a hold on a case, the legal ground of a case."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from handlers.access import access_case
from handlers.events import Entry, Person
from handlers.keeps_records import Changed, Hold
from handlers.scene import words
from handlers.work import Work
from referral.retention import EDITABLE, allowed, days_of
from referral.rights import GROUNDS

MOST_WORDS = 1000
NOTICE = timedelta(days=7)  # in which a shorter time can still be taken back
Fields = Mapping[str, str]


def reason_of(fields: Fields) -> str:
    """Why."""
    return fields.get("reason", "").strip()[:MOST_WORDS]


def set_period(work: Work, person: Person, fields: Fields) -> str:
    """A kind lives so many days everywhere, within its bounds; a shorter time counts after a week."""
    kind = next((kind for kind in EDITABLE if kind == fields.get("kind")), None)
    said = fields.get("days", "").strip()
    days = int(said) if said.isdecimal() and len(said) < 6 else 0
    if not person.grant.area.everywhere:
        return "not_everywhere"
    if kind is None or not allowed(kind, days):
        return "bounds"
    if not reason_of(fields):
        return "incomplete"
    before = days_of(kind, work.retention.periods())
    begins = work.now + NOTICE if days < before else work.now
    by, reason = person.officer_id, reason_of(fields)
    work.retention.set_period(Changed(kind, days, work.now, by, reason, before, begins))
    work.audit(by, "retention", detail=f"{kind} {days} days, {before} before, from {begins:%Y-%m-%d}")
    return "done"


def hold(work: Work, person: Person, fields: Fields) -> str:
    """A case stays, whatever its age, until somebody lets it go."""
    if not reason_of(fields):
        return "incomplete"
    case = access_case(work, person, fields.get("number", "").strip().upper(), "note")
    if case is None:
        return "no_case"
    work.retention.hold(Hold(case.id, work.now, person.officer_id, reason_of(fields)))
    work.audit(person.officer_id, "hold", case.id)
    return "done"


def release(work: Work, person: Person, fields: Fields) -> str:
    """A case lives as long as others again."""
    case = access_case(work, person, fields.get("number", "").strip().upper(), "note")
    if case is None:
        return "no_case"
    work.retention.release(case.id)
    work.audit(person.officer_id, "hold released", case.id)
    return "done"


def set_ground(work: Work, person: Person, fields: Fields) -> str:
    """The legal ground on which a case is kept, put right; the history says from what, and why."""
    if fields.get("ground") not in GROUNDS or not reason_of(fields):
        return "incomplete"
    case = access_case(work, person, fields.get("number", "").strip().upper(), "note")
    if case is None:
        return "no_case"
    before, after = GROUNDS.get(case.legal_ground, case.legal_ground), GROUNDS[fields["ground"]]
    line = words(work, "vi", "change_set", before=before, after=after, reason=reason_of(fields))
    work.history.record(case.id, Entry("note", work.now, person.officer_id, line))
    work.cases.save(replace(case, legal_ground=fields["ground"]))
    work.audit(person.officer_id, "ground", case.id, fields["ground"])
    return "done"


ACTS = {"period": set_period, "hold": hold, "release": release, "ground": set_ground}
