"""A case in lines for officers: the row of a list, and the content that opens on accept."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from flows.words import category_words, label, sections, urgency_words
from handlers.access import officer_of, relation_to
from handlers.bodies import body_lines
from handlers.briefs import brief_facts, brief_fields, told_state
from handlers.deadlines import clock_line, pressing_clocks
from handlers.due import next_due
from handlers.events import Entry, Person
from handlers.linking import linked_line
from handlers.planning import plan_for
from handlers.scene import Scene, agency_names, named, when, words
from handlers.shielding import shield_lines
from handlers.status import body_of, taken_by
from handlers.views import CaseLine
from handlers.where import commune, exact_place
from handlers.work import Work
from referral.agencies import Agency
from referral.alerts import NEVER_ASKED, Alert, waits_for_answer
from referral.case import Case
from referral.clock import hour_and_day
from referral.conflict import agency_may_know
from referral.permissions import may
from referral.plan import serves

MOST_LISTED = 100  # open cases that are looked through for one list
LINK_LASTS = timedelta(minutes=30)  # of the link that opens a case from an outside messenger, once
MARKED_FROM = 2  # earlier reports closed as untrue, before the next reader is told
SHOWN_FACTS = (
    "commune", "point", "point_near", "place_checked", "child_at", "happened_at", "lives", "other_place", "callback",
    "child_age", "danger_now", "injured", "still_in_water", "breathing", "hazard_kind", "children_there",
    "contact_when",
)  # fmt: skip


def case_lines(work: Work, person: Person) -> tuple[CaseLine, ...]:
    """The open cases this officer was asked to take, what needs them now first; below, what they were told."""
    officer = officer_of(work, person)
    if officer is None:
        return ()
    asked, told = work.cases.alerted(officer.id, MOST_LISTED), work.cases.told(officer.id)
    every = {case.id: case for case in (*asked, *told)}
    standing = {case_id: relation_to(work, officer, case) for case_id, case in every.items()}
    own = [case for case_id, case in every.items() if may(standing[case_id], "see_line")]
    lines = [(may(standing[case.id], "read_brief"), case_line(work, case, officer.id)) for case in own]
    return tuple(line for _, line in sorted(lines, key=lambda pair: (pair[0], pressing(pair[1]))))


def pressing(line: CaseLine) -> tuple[bool, bool, float, int]:
    """The order of a list: what waits for an answer, what is due and when, then the more urgent."""
    due = line.due_at.timestamp() if line.due_at else 0.0
    return not line.waiting_for_me, line.due_at is None, due, -line.urgency


def case_line(work: Work, case: Case, officer_id: str) -> CaseLine:
    """One row: number, urgency, commune, and how far it is."""
    alerts = work.alerts.of(case.id)
    mine = [a.answer for a in alerts if a.officer == officer_id]
    due = next_due(work, case, officer_id)
    return CaseLine(
        number=case.number,
        urgency=case.urgency,
        urgency_words=named(work, "urgency", case.urgency.name),
        place=commune(work, case),
        opened=hour_and_day(case.opened_at),
        state=shown_state(work, case, alerts, officer_id),
        waiting_for_me="" in mine and "accepted" not in mine and case.status == "open",
        accepted_by_me="accepted" in mine,
        due=due.words if due else "",
        due_at=due.moment if due else None,
    )


def shown_state(work: Work, case: Case, alerts: Sequence[Alert], officer_id: str) -> str:
    """How far the case is, and that it is not theirs if this officer was only told."""
    how_far = state(work, case, alerts, officer_id)
    asked = any(a.officer == officer_id and a.answer not in NEVER_ASKED for a in alerts)
    return how_far if asked else told_state(work, case, officer_id, how_far)


def state(work: Work, case: Case, alerts: Sequence[Alert], officer_id: str) -> str:
    """How far the case is, in one short sentence."""
    accepted = [a for a in alerts if a.answer == "accepted"]
    if case.status == "closed":
        return named(work, "states", "closed")
    if any(a.officer == officer_id for a in accepted):
        return named(work, "states", "mine")
    if accepted:
        last = accepted[-1]
        time = when(work, last.answered_at or last.sent_at)
        return named(work, "states", "accepted_at", name=taken_by(work, last), time=time)
    return named(work, "states", "holding" if waits_for_answer(case, work.now) else "waiting")


def details(scene: Scene, case: Case) -> str:
    """What opens on accept, then what the law wants next."""
    tied = linked_line(scene.work, scene.person, case)
    opened = "\n".join(part for part in (content(scene.work, case), tied) if part)
    clocks = (clock_line(scene.work, clock) for clock in pressing_clocks(scene.work, case))
    return "\n".join([shown_or_linked(scene, case, opened), *clocks])


def brief_details(scene: Scene, case: Case) -> str:
    """What opens for somebody who was told and not asked."""
    work, me = scene.work, scene.person.officer_id
    lines = [f"{name}: {value}" for name, value in brief_facts(work, case, me)]
    if "bodies" in brief_fields(work, case, me):
        lines += [f"{body.name}: {body.state}" for body in body_lines(work, case)]
    return shown_or_linked(scene, case, "\n".join(lines))


def shown_or_linked(scene: Scene, case: Case, text: str) -> str:
    """Content of a case: here if the channel is ours or the deployment allows it, else behind a link."""
    house = scene.work.house
    if scene.person.address.channel in house.own_channels or house.details_in_chat:
        return text
    if house.public_url:
        token = scene.work.logins.issue(scene.person.officer_id, scene.work.now + LINK_LASTS, case.id)
        return scene.say("details_behind_link", link=f"{house.public_url}/o/login?t={token}&case={case.number}")
    return scene.say("details_on_page")


def content(work: Work, case: Case) -> str:
    """Kind, level and who set it and why, facts and the reporter's own words."""
    history = work.history.entries(case.id)
    said = [e.text for e in history if e.kind in ("said", "replied") and e.text]
    first = (category_words(case.category), urgency_words(case.urgency.name), *end_of(case))
    lines = [" · ".join(first)]
    lines += [level_line(work, e) for e in history if e.kind in ("level", "place", "kind")]
    lines += [f"{name}: {value}" for name, value in fact_lines(work, case)]
    return "\n".join([*lines, *(words(work, "vi", "summary_reporter_said", text=text) for text in said)])


def end_of(case: Case) -> Iterator[str]:
    """That the case is closed, and how it ended; nothing while it is open."""
    if case.status == "closed":
        yield ": ".join(filter(None, (sections()["states"]["closed"], sections()["outcomes"].get(case.outcome, ""))))


def level_line(work: Work, entry: Entry) -> str:
    """Who set the level, when, from what to what, and why."""
    agency, time = body_of(work, entry.actor), hour_and_day(entry.at)
    return words(work, "vi", "level_kept", agency=agency, time=time, text=entry.text)


def fact_words(case: Case, name: str) -> str:
    """What is known of a fact, in words; "" while nothing is."""
    return case.facts.get(f"{name}_words") or case.facts.get(name, "")


def fact_lines(work: Work, case: Case) -> tuple[tuple[str, str], ...]:
    """The facts of a case with their labels, and who else should hear of it."""
    found = ((label(name), fact_words(case, name)) for name in SHOWN_FACTS)
    lines = [
        (label("place"), exact_place(case)),
        (label("source"), sections()["sources"].get(case.facts.get("source", ""), "")),
        (label("judged"), "" if case.judged is None else urgency_words(case.judged.name)),
        *found,
        (label("pranks"), str(case.pranks) if case.pranks >= MARKED_FROM else ""),
        (label("know"), agency_names(work, plan_for(work, case).know)),
        *((label(name), told) for name, told in shield_lines(work, case).items()),
    ]
    return tuple((name, value) for name, value in lines if value)


def targets(work: Work, case: Case) -> tuple[Agency, ...]:
    """The agencies a case can be passed to: of its commune and province and the desk, none that must not know."""
    near = (a for a in work.directory.agencies.values() if serves(a, case))
    return tuple(a for a in near if agency_may_know(case, a))
