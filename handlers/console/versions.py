"""What the forms of a case page are about, in words: a form filled in on older words changes nothing unseen."""

from collections.abc import Mapping

from flows.words import sections
from handlers.access import officer_of, permitted
from handlers.events import Person
from handlers.scene import agency_name, named
from handlers.status import taken_by
from handlers.where import commune, exact_place
from handlers.work import Work
from referral.case import Case
from referral.clock import hour_and_day

FIGURES = ("child_age", "child_sex", "culprit")  # facts that an officer may write down for the reports

# What each form must have been filled in on: a note, a question or an acceptance is true whatever changed meanwhile.
CONCERNS: Mapping[str, tuple[str, ...]] = {
    "level": ("status", "level"),
    "kind": ("status", "kind"),
    "place": ("status", "place"),
    "give": ("status", "holders"),
    "close": ("status", "level", "kind", "place", "holders"),
    "merge": ("status", "level", "place"),
    "figures": FIGURES,
}


def state_of(work: Work, case: Case) -> dict[str, str]:
    """Each aspect of the case as people read it."""
    return {
        "status": named(work, "states", "closed" if case.status == "closed" else "open"),
        "level": named(work, "urgency", case.urgency.name),
        "kind": named(work, "categories", case.category),
        "place": ", ".join(part for part in (exact_place(case), commune(work, case)) if part),
        "holders": holders(work, case),
        **{name: fact_words(name, case.facts.get(name, "")) for name in FIGURES},
    }


def fact_words(name: str, value: str) -> str:
    """What a fact that the reports count says, in words; "" while it is unknown."""
    return sections().get(name, {}).get(value, value)


def holders(work: Work, case: Case) -> str:
    """Who holds the case and since when."""
    accepted = (a for a in work.alerts.of(case.id) if a.answer == "accepted")
    return "; ".join(f"{taken_by(work, a)} {hour_and_day(a.answered_at or a.sent_at)}" for a in accepted)


def concerned(state: Mapping[str, str], act: str) -> tuple[str, ...]:
    """What a form of this kind was filled in on; () of a form that is never too old."""
    return tuple(state.get(aspect, "") for aspect in CONCERNS.get(act, ()))


def state_for(work: Work, person: Person, number: str) -> Mapping[str, str] | None:
    """The same for whoever may read the case; None if it is not there or not theirs. Nothing is written down."""
    case, officer = work.cases.by_number(number), officer_of(work, person)
    if case is None or officer is None or not permitted(work, person, officer, case, "read"):
        return None
    return state_of(work.told_in(person.locale), case)


def said(work: Work, act: str, choice: str) -> str:
    """What was chosen in a form, in words."""
    if act in ("give", "pass"):
        agency = work.directory.agencies.get(choice)
        return agency_name(work, agency) if agency else choice
    table = {"level": "urgency", "close": "outcomes"}.get(act, "")
    return sections()[table].get(choice, choice) if table else choice
