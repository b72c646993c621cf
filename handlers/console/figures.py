"""What an officer writes down of a case so that the reports can count it: who the child is, who harmed it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from flows.words import label, sections
from handlers.access import access_case
from handlers.console.versions import FIGURES, fact_words
from handlers.events import Entry, Person
from handlers.settle import settle
from handlers.work import Work
from referral.case import Case

GROWN_UP = 18  # years
CHOICES: Mapping[str, Mapping[str, str]] = {  # by fact: each value with its words; unknown is ""
    "child_age": {str(age): str(age) for age in range(GROWN_UP)},
    "child_sex": sections()["child_sex"],
    "culprit": sections()["culprit"],
}


def record(work: Work, person: Person, number: str, told: Mapping[str, str]) -> Literal["done", "not_found"]:
    """Set the facts that were chosen; the history says from what to what. What is no choice stays as it is."""
    case = access_case(work, person, number, "note")
    if case is None:
        return "not_found"
    changed = {name: told[name] for name in FIGURES if is_news(case, name, told.get(name))}
    if changed:
        lines = (line(name, case.facts.get(name, ""), value) for name, value in changed.items())
        work.history.record(case.id, Entry("note", work.now, person.officer_id, "; ".join(lines)))
        work.audit(person.officer_id, "set_facts", case.id, ", ".join(changed))
        facts = {name: value for name, value in {**case.facts, **changed}.items() if value or name not in changed}
        known = replace(case, facts=facts)
        work.cases.save(known)
        settle(work, known)
    return "done"


def is_news(case: Case, name: str, value: str | None) -> bool:
    """Whether this is a choice and not what is known already."""
    return value is not None and value in ("", *CHOICES[name]) and value != case.facts.get(name, "")


def line(name: str, before: str, after: str) -> str:
    """One change, in words."""
    return f"{label(name)}: {fact_words(name, before) or '–'} → {fact_words(name, after) or '–'}"
