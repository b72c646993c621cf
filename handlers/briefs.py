"""A case for whoever only needs to know of it or supervises it: the few facts their task needs, never the story."""

from collections.abc import Callable, Mapping

from flows.words import category_words, label, sections, urgency_words
from handlers.scene import agency_names, named
from handlers.speaking import role_of
from handlers.where import commune, exact_place
from handlers.work import Work
from referral.brief import age_group, fields_for
from referral.case import Case
from referral.hazards import HAZARDS
from referral.roles import BriefField

Facts = tuple[tuple[str, str], ...]  # label, words


def brief_fields(work: Work, case: Case, officer_id: str) -> tuple[BriefField, ...]:
    """What this officer was told the case for lets them read."""
    mine = [telling for telling in work.tellings.of(case.id) if telling.officer == officer_id]
    return fields_for(role_of(work, officer_id), mine)


def brief_facts(work: Work, case: Case, officer_id: str) -> Facts:
    """The fields with their labels, without those that are not known."""
    fields = brief_fields(work, case, officer_id)
    lines = ((label(field), READS[field](work, case)) for field in READS if field in fields)
    return tuple((name, value) for name, value in lines if value)


def child_age_group(_work: Work, case: Case) -> str:
    """The child's age as a group: no more is needed."""
    return sections()["age_groups"].get(age_group(case.facts.get("child_age", "")), "")


def hazard(_work: Work, case: Case) -> str:
    """What is dangerous and where, if it is a place: there pupils can be warned of it."""
    if case.category not in HAZARDS:
        return ""
    return ", ".join(part for part in (case.facts.get("hazard_kind_words", ""), exact_place(case)) if part)


def holders(work: Work, case: Case) -> str:
    """Whom to ask: the agencies that hold the case."""
    known = work.directory.officers
    accepted = [a.officer for a in work.alerts.of(case.id) if a.answer == "accepted" and a.officer in known]
    agencies = tuple(dict.fromkeys(known[officer].agency for officer in accepted))
    return agency_names(work, agencies) or named(work, "states", "waiting")


READS: Mapping[BriefField, Callable[[Work, Case], str]] = {
    "category": lambda _work, case: category_words(case.category),
    "urgency": lambda _work, case: urgency_words(case.urgency.name),
    "commune": commune,
    "age_group": child_age_group,
    "hazard": hazard,
    "holders": holders,
}


def told_state(work: Work, case: Case, officer_id: str, state: str) -> str:
    """How a list marks a case that is not this officer's own; what it said, if they were not told of it."""
    mine = {telling.mode for telling in work.tellings.of(case.id) if telling.officer == officer_id}
    shown = {"supervise": named(work, "states", "supervise", state=state), "know": named(work, "states", "know")}
    return next((words for mode, words in shown.items() if mode in mine), state)
