"""What the officer page shows: the list, one case cut to what is permitted, and an attachment with its reason."""

from dataclasses import replace

from flows.words import sections, urgency_words
from handlers.access import access_case, officer_of, relation_to
from handlers.asking import safe_questions
from handlers.bodies import body_lines
from handlers.briefs import brief_facts, brief_fields
from handlers.clock_page import clock_lines
from handlers.console.timeline import asked_next, line_of
from handlers.console.versions import state_of
from handlers.corrections import other_kinds
from handlers.details import case_line, fact_lines, targets
from handlers.events import Attachment, Entry, Person
from handlers.expired import over
from handlers.linking import linked_line
from handlers.media import may_show
from handlers.milestones import awaited
from handlers.officer import outcomes_of
from handlers.phoning import phone_of, to_call
from handlers.scene import agency_name, named
from handlers.settle import settle
from handlers.speaking import role_of
from handlers.status import body_of
from handlers.views import CaseView, EntryLine, Spot
from handlers.work import Work
from referral.agencies import DESKS, Officer
from referral.alerts import waits_for_desk
from referral.case import Case
from referral.clock import hour_and_day
from referral.jurisdiction.units import unit
from referral.likeness import point_of
from referral.permissions import WORK_ON, Relation, may
from referral.staff import OFFICER, Grant


def sitting(work: Work, person_id: str, grant: Grant) -> Person | None:
    """The person at a page, with what their log-in grants."""
    person = work.people.get(person_id)
    return replace(person, grant=grant) if person else None


def case_view(work: Work, person_id: str, number: str, grant: Grant = OFFICER) -> CaseView | None:
    """One case as this officer may see it; None if it is not there or not theirs, which look the same."""
    person = sitting(work, person_id, grant)
    officer = officer_of(work, person) if person else None
    case = access_case(work, person, number, "see_line") if person else None
    if person is None or case is None or officer is None:
        return None
    who = relation_to(work, officer, case, grant)
    if may(who, "read_brief", grant) and not may(who, "read", grant):
        return brief_view(work.told_in(person.locale), case, officer)
    told = work.told_in(person.locale)
    shut = CaseView(case_line(told, case, officer.id), opened_up=False, allowed=allowed(case, who, grant))
    if "read" not in shut.allowed:
        return replace(shut, can_accept="accept" in shut.allowed, calls=calls(told, officer.id, case))
    work.audit(officer.id, "read", case.id)
    return opened_view(told, person, seen_by_human(work, case), shut)


def allowed(case: Case, who: Relation, grant: Grant) -> frozenset[str]:
    """What this seat may do with the case now: its page shows the forms of these and of no others."""
    return frozenset(action for action in WORK_ON if may(who, action, grant) and not over(case, action))


def brief_view(work: Work, case: Case, officer: Officer) -> CaseView:
    """What somebody who was told, and not asked, needs for their task."""
    work.audit(officer.id, "read_brief", case.id)
    line = case_line(work, case, officer.id)
    bodies = body_lines(work, case) if "bodies" in brief_fields(work, case, officer.id) else ()
    return CaseView(line, opened_up=False, brief=True, facts=brief_facts(work, case, officer.id), bodies=bodies)


def calls(work: Work, officer_id: str, case: Case) -> tuple[tuple[str, str, str], ...]:
    """Whom an officer of a desk should phone: the body, its number to dial, and the number as it is shown."""
    if role_of(work, officer_id) not in DESKS or waits_for_desk(case, work.now) or case.status == "closed":
        return ()
    return tuple((agency_name(work, a), a.phone, phone_of(work, a)) for a in to_call(work, case))


def seen_by_human(work: Work, case: Case) -> Case:
    """A human has opened it: the wish for one is met."""
    if not case.needs_human:
        return case
    seen = replace(case, needs_human=False)
    work.cases.save(seen)
    return settle(work, seen)


def opened_view(work: Work, person: Person, case: Case, shut: CaseView) -> CaseView:
    """The whole case, for whoever may read it: what was said and done, and what of it this seat may change."""
    return with_choices(work, person, case, with_story(work, person, case, replace(shut, opened_up=True)))


def with_story(work: Work, person: Person, case: Case, view: CaseView) -> CaseView:
    """What is known of the case and what happened."""
    attachments = {a.id: a for a in work.history.attachments(case.id)}
    return replace(
        view,
        category=named(work, "categories", case.category),
        reasons=case.reasons,
        facts=fact_lines(work, case),
        entries=tuple(entry_line(work, case, e, attachments) for e in work.history.entries(case.id)),
        bodies=body_lines(work, case),
        clocks=clock_lines(work, case),
        linked=linked_line(work, person, case),
        line_of_time=line_of(work, case),
        next_asked=asked_next(work, case),
        spot=spot_of(case),
        version=case.triage_version,
        judged="" if case.judged is None else named(work, "urgency", case.judged.name),
        joined=tuple(part.number for i in case.absorbed if (part := work.cases.get(i))),
        joined_to=kept.number if case.merged_into and (kept := work.cases.get(case.merged_into)) else "",
    )


def with_choices(work: Work, person: Person, case: Case, view: CaseView) -> CaseView:
    """What the forms of this seat offer."""
    may_do = view.allowed
    awaits = awaited(work, case, person.officer_id) if "update" in may_do else ()
    passes = case.status == "open" and bool(may_do & {"pass_on", "hand_over"})
    return replace(
        view,
        can_accept="accept" in may_do and not view.line.accepted_by_me,
        calls=calls(work, person.officer_id, case),
        pass_targets=others(work, person, case, view.line.accepted_by_me) if passes else (),
        outcomes=tuple(outcomes_of(case).items()) if "close" in may_do else (),
        updates=tuple(sections()["updates"].items()) if "update" in may_do else (),
        opinion=case.category == "child_opinion" and "answer" in may_do,
        levels=other_levels(case) if "set_level" in may_do else (),
        questions=safe_questions(case) if "ask" in may_do else (),
        kinds=other_kinds(case) if "set_kind" in may_do else (),
        milestones=tuple((step, sections()["milestones"][step]) for step in awaits),
        state=state_of(work, case),
    )


def others(work: Work, person: Person, case: Case, mine: bool) -> tuple[tuple[str, str], ...]:
    """The agencies that a case may be passed to; whoever holds it has no use for their own."""
    me = work.directory.agency_of(person.officer_id) if mine else None
    return tuple((a.id, agency_name(work, a)) for a in targets(work, case) if a != me)


def spot_of(case: Case) -> Spot | None:
    """Where to draw the case: its point, else the middle of its commune."""
    point = point_of(case.facts.get("point", ""))
    if point:
        return Spot(*point, exact=True, commune=case.commune)
    known = unit(case.commune) if case.commune else None
    return Spot(known.lat, known.lon, exact=False, commune=case.commune) if known else None


def other_levels(case: Case) -> tuple[tuple[str, str], ...]:
    """The levels an officer may give an open case: all but the one it has, the most urgent first."""
    shown = urgency_words(case.urgency.name)
    every = ((key, words) for key, words in sections()["urgency"].items() if key != "none" and words != shown)
    return tuple(every) if case.status == "open" else ()


def entry_line(work: Work, case: Case, entry: Entry, attachments: dict[str, Attachment]) -> EntryLine:
    """One line of the history."""
    attachment = attachments.get(entry.attachment_id)
    return EntryLine(
        at=hour_and_day(entry.at),
        who=body_of(work, entry.actor),
        kind=named(work, "entry_kinds", entry.kind),
        text=entry.text,
        attachment_id=entry.attachment_id,
        attachment_words=attachment_words(work, case, attachment) if attachment else "",
        attachment_state=attachment_state(case, attachment) if attachment else "",
        key=entry.kind,
        told=entry.told,
    )


def attachment_state(case: Case, attachment: Attachment) -> str:
    """shown, sealed, waiting or failed."""
    if attachment.state != "stored":
        return attachment.state
    return "shown" if attachment.shown and may_show(case) else "sealed"


def attachment_words(work: Work, case: Case, attachment: Attachment) -> str:
    """What it is, and that it is sealed, still loading or did not load."""
    state, kind = attachment_state(case, attachment), named(work, "attachments", attachment.kind)
    return named(work, "attachments", state, kind=kind) if state in sections()["attachments"] else kind


def open_attachment(
    work: Work, person_id: str, attachment_id: str, reason: str, grant: Grant = OFFICER
) -> tuple[bytes, str] | None:
    """The bytes and MIME type of an attachment: a shown one freely, a sealed one with a reason that is kept."""
    person = sitting(work, person_id, grant)
    attachment = work.history.attachment(attachment_id)
    case = work.cases.get(attachment.case_id) if attachment else None
    if person is None or attachment is None or case is None or attachment.state != "stored":
        return None
    if attachment_state(case, attachment) == "shown":
        return safe_bytes(work, attachment_id) if access_case(work, person, case.number, "read") else None
    if not reason.strip() or not access_case(work, person, case.number, "open_sealed"):
        return None
    work.history.record(case.id, Entry("reason", work.now, person.officer_id, reason.strip()))
    return original_bytes(work, attachment_id)


def safe_bytes(work: Work, attachment_id: str) -> tuple[bytes, str] | None:
    """The re-encoded copy without metadata."""
    media = work.history.media(attachment_id)
    return (media.safe_copy, "image/jpeg") if media and media.safe_copy else None


def original_bytes(work: Work, attachment_id: str) -> tuple[bytes, str] | None:
    """What was sent, byte for byte."""
    media = work.history.media(attachment_id)
    return (media.data, media.mime or "application/octet-stream") if media and media.data is not None else None
