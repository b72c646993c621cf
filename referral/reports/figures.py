"""What a report counts of one case: no id, no words, no place smaller than the commune; what nobody told is unknown."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from referral.alerts import NEVER_ASKED, Alert
from referral.case import Case
from referral.deadlines import DROPPED, Clock
from referral.follow_up import Survey
from referral.records import dataclass
from referral.urgency import Urgency

Kept = Literal["none", "kept", "late", "running"]  # of a legal clock: there is none; over its time is late

UNKNOWN = "unknown"
SEX, CULPRIT = "child_sex", "culprit"  # facts: nobody is asked for them in a chat; an officer may have written them
SEXES = frozenset({"male", "female"})
CULPRITS = frozenset({"parent", "step_parent", "relative", "carer", "teacher", "acquaintance", "child", "stranger"})
OPINION = "child_opinion"
AGES: Sequence[tuple[int, str]] = ((6, "under_6"), (11, "6_10"), (16, "11_15"), (18, "16_17"))  # below which age


@dataclass(frozen=True, slots=True)
class CaseFigure:
    """One case as a report counts it, also long after the case itself was erased."""

    commune: str  # official code, "" while unknown
    province: str
    category: str
    urgency: Urgency
    opened_at: datetime
    outcome: str = ""  # key of referral.case.OUTCOMES; "" while it is open
    age: str = UNKNOWN  # one of AGES, or unknown
    sex: str = UNKNOWN
    culprit: str = UNKNOWN  # how the person causing harm stands to the child
    to_alert: timedelta | None = None  # from the first message to the first alert
    to_answer: timedelta | None = None  # to the first acknowledgement
    to_action: timedelta | None = None  # to the first step that was written down
    in_time: bool | None = None  # whether it was acknowledged within the patience of its first alert
    measures: Kept = "none"  # the clock of 12 hours
    plan: Kept = "none"  # the clock of 5 working days
    satisfied: str = ""  # what the reporter tapped of the end: key of the choice, "" if nothing
    answered: bool = False  # a child's opinion was answered
    bodies: tuple[str, ...] = ()  # ids of the agencies that were asked


@dataclass(frozen=True, slots=True)
class HazardFigure:
    """One dangerous place as a report counts it."""

    commune: str
    found_at: datetime
    fixed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Course:
    """What happened with a case, as the tables tell it."""

    case: Case
    alerts: Sequence[Alert] = ()
    clocks: Sequence[Clock] = ()
    survey: Survey | None = None


def figure_of(course: Course, now: datetime) -> CaseFigure:
    """The figure of a case as it stands now."""
    case, asked = course.case, asked_of(course.alerts)
    first = min((alert.sent_at for alert in asked), default=None)
    taken = min((a.answered_at for a in asked if a.answered_at and a.answer != "declined"), default=None)
    acted = min((alert.acted_at for alert in asked if alert.acted_at), default=None)
    return CaseFigure(
        commune=case.commune,
        province=case.province,
        category=case.category,
        urgency=case.urgency,
        opened_at=case.opened_at,
        outcome=case.outcome if case.status == "closed" else "",
        age=age_of(case.facts.get("child_age", "")),
        sex=told(case, SEX, SEXES),
        culprit=told(case, CULPRIT, CULPRITS),
        to_alert=since(case, first),
        to_answer=since(case, taken),
        to_action=since(case, acted),
        in_time=in_time(asked, now),
        measures=kept(course.clocks, "measures", now),
        plan=kept(course.clocks, "plan", now),
        satisfied=course.survey.ok if course.survey else "",
        answered=case.category == OPINION and case.facts.get("answered") == "yes",
        bodies=tuple(dict.fromkeys(alert.body for alert in asked)),
    )


def asked_of(alerts: Sequence[Alert]) -> Sequence[Alert]:
    """The alerts that asked somebody: not those that were taken back before it came to that."""
    return [alert for alert in alerts if alert.answer not in NEVER_ASKED]


def age_of(age: str) -> str:
    """The age group; unknown is not guessed, and who is grown up is no child of a report."""
    years = int(age) if age.isdecimal() else None
    return next((name for limit, name in AGES if years is not None and years < limit), UNKNOWN)


def told(case: Case, fact: str, known: frozenset[str]) -> str:
    """What was said of it, if it is one of these."""
    return case.facts[fact] if case.facts.get(fact) in known else UNKNOWN


def since(case: Case, moment: datetime | None) -> timedelta | None:
    """How long after the first message; a clock that was put back makes nothing negative."""
    return max(moment - case.opened_at, timedelta()) if moment else None


def in_time(asked: Sequence[Alert], now: datetime) -> bool | None:
    """Whether the first body that was asked answered before its patience was over; None while it is not over."""
    if not asked:
        return None
    first = min(asked, key=lambda alert: alert.n)
    answers = [a.answered_at for a in asked if a.answered_at and a.answer != "declined"]
    if answers:
        return min(answers) <= first.due_at
    return False if now > first.due_at else None


def kept(clocks: Sequence[Clock], name: str, now: datetime) -> Kept:
    """How a legal clock went: late once is late, whichever run it was."""
    runs = [clock for clock in clocks if clock.name == name and clock.step != DROPPED]
    if not runs:
        return "none"
    if any(clock.late(now) for clock in runs):
        return "late"
    return "running" if any(clock.running for clock in runs) else "kept"
