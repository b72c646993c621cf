"""What comes after: whether the reporter finds that it is over, and when a child's opinion must be answered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from referral.calendar import Calendar, parse_wait
from referral.case import Case
from referral.clock import local
from referral.clock_rules import shipped_rules
from referral.records import dataclass

NEEDS_ANSWER = frozenset({"answered", "helped", "no_danger_found"})  # outcomes by which an opinion would count as met
SETTLED = frozenset({"ok", "not_ok"})  # what was said of the end so clearly that it is not asked again


@dataclass(frozen=True, slots=True)
class Survey:
    """What a reporter tapped after the end of a case, or after the answer to an opinion. It holds no words."""

    round: int  # how often the case had been contested by then
    due: int = 1  # how often the reporter should have been asked
    asked: int = 0  # which of these times the question was asked
    ok: str = ""  # key of the choice: is it over?
    helped: str = ""  # was the help in time?
    heard: str = ""  # did they feel heard?
    at: datetime | None = None  # when they tapped last

    @property
    def pending(self) -> bool:
        """Whether the question is still to be asked."""
        return self.due > self.asked and self.ok not in SETTLED


def due_again(before: Survey | None, case: Case) -> Survey:
    """The survey after one more end of the case, or one more answer: of this round, to be asked once more."""
    if before is None or before.round != case.contested:
        return Survey(case.contested)
    return replace(before, due=before.asked + 1, ok="")


def tapped(survey: Survey, answers: Mapping[str, str], now: datetime) -> Survey:
    """The survey with what was tapped by now."""
    return replace(
        survey,
        ok=answers.get("ok") or survey.ok,
        helped=answers.get("helped") or survey.helped,
        heard=answers.get("heard") or survey.heard,
        at=now,
    )


def may_close(case: Case, outcome: str) -> bool:
    """Whether a case may be closed so: an opinion counts as met only when the child has an answer."""
    needs = outcome == "answered" or (case.category == "child_opinion" and outcome in NEEDS_ANSWER)
    return not needs or case.facts.get("answered") == "yes"


def answer_by(case: Case, calendar: Calendar) -> date | None:
    """The last day for the answer to a child's opinion; None for other cases."""
    if case.category != "child_opinion":
        return None
    within = parse_wait(shipped_rules()["opinion"].within)
    return local(within.after(case.opened_at, calendar) - timedelta.resolution).date()
