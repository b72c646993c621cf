"""A case in lines for officers: the row of a list, and the content that opens on accept."""

from collections.abc import Sequence
from datetime import timedelta

from flows.words import category_words, label, sections, urgency_words
from handlers.access import officer_of, relation_to
from handlers.events import Entry, Person
from handlers.planning import plan_for
from handlers.scene import Scene, agency_names, words
from handlers.shielding import shield_lines
from handlers.status import body_of
from handlers.views import CaseLine
from handlers.where import commune, exact_place
from handlers.work import Work
from referral.agencies import Agency
from referral.alerts import Alert, waits_for_answer
from referral.case import Case
from referral.clock import hour, hour_and_day
from referral.conflict import agency_may_know
from referral.permissions import may

LINK_LASTS = timedelta(minutes=30)  # of the link that opens a case from an outside messenger, once
MARKED_FROM = 2  # earlier reports closed as untrue, before the next reader is told
SHOWN_FACTS = (
    "commune", "point", "point_near", "place_checked", "child_at", "happened_at", "lives", "other_place", "callback",
    "child_age", "danger_now", "injured", "still_in_water", "breathing", "hazard_kind", "children_there",
)  # fmt: skip


def case_lines(work: Work, person: Person) -> tuple[CaseLine, ...]:
    """The open cases this officer was asked to take, the most urgent and oldest first."""
    officer = officer_of(work, person)
    if officer is None:
        return ()
    seen = [case for case in work.cases.alerted(officer.id) if may(relation_to(work, officer, case), "see_line")]
    return tuple(case_line(work, case, officer.id) for case in seen)


def case_line(work: Work, case: Case, officer_id: str) -> CaseLine:
    """One row: number, urgency, commune, and how far it is."""
    alerts = work.alerts.of(case.id)
    mine = [a.answer for a in alerts if a.officer == officer_id]
    return CaseLine(
        number=case.number,
        urgency=case.urgency,
        urgency_words=urgency_words(case.urgency.name),
        place=commune(work, case),
        opened=hour_and_day(case.opened_at),
        state=state(work, case, alerts, officer_id),
        waiting_for_me="" in mine and "accepted" not in mine and case.status == "open",
        accepted_by_me="accepted" in mine,
    )


def state(work: Work, case: Case, alerts: Sequence[Alert], officer_id: str) -> str:
    """How far the case is, in one short sentence."""
    states = sections()["states"]
    accepted = [a for a in alerts if a.answer == "accepted"]
    if case.status == "closed":
        return states["closed"]
    if any(a.officer == officer_id for a in accepted):
        return states["mine"]
    if accepted:
        last = accepted[-1]
        return states["accepted_at"].format(name=body_of(work, last.officer), time=hour(last.answered_at or work.now))
    return states["holding"] if waits_for_answer(case, work.now) else states["waiting"]


def details(scene: Scene, case: Case) -> str:
    """What opens on accept: here if the channel is ours or the deployment allows it, else behind a link."""
    house = scene.work.house
    if scene.person.address.channel in house.own_channels or house.details_in_chat:
        return content(scene.work, case)
    if house.public_url:
        token = scene.work.logins.issue(scene.person.officer_id, scene.work.now + LINK_LASTS, case.id)
        return scene.say("details_behind_link", link=f"{house.public_url}/o/login?t={token}&case={case.number}")
    return scene.say("details_on_page")


def content(work: Work, case: Case) -> str:
    """Kind, level and who set it and why, facts and the reporter's own words."""
    history = work.history.entries(case.id)
    said = [e.text for e in history if e.kind == "said" and e.text]
    lines = [f"{category_words(case.category)} · {urgency_words(case.urgency.name)}"]
    lines += [level_line(work, e) for e in history if e.kind == "level"]
    lines += [f"{name}: {value}" for name, value in fact_lines(work, case)]
    return "\n".join([*lines, *(words(work, "vi", "summary_reporter_said", text=text) for text in said)])


def level_line(work: Work, entry: Entry) -> str:
    """Who set the level, when, from what to what, and why."""
    agency, time = body_of(work, entry.actor), hour_and_day(entry.at)
    return words(work, "vi", "level_kept", agency=agency, time=time, text=entry.text)


def fact_lines(work: Work, case: Case) -> tuple[tuple[str, str], ...]:
    """The facts of a case with their labels, and who else should hear of it."""
    found = ((label(name), case.facts.get(f"{name}_words") or case.facts.get(name, "")) for name in SHOWN_FACTS)
    lines = [
        (label("place"), exact_place(case)),
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


def serves(agency: Agency, case: Case) -> bool:
    """Whether an agency is of the commune or the province of a case, or answers for all."""
    of_province = bool(case.province) and agency.province == case.province
    return case.commune in agency.communes or of_province or agency.role == "intake_desk"
