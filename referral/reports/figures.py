"""What a report counts of one case: no number, no name, no word of it, so it may outlive the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from referral.alerts import Alert
from referral.case import Case
from referral.deadlines import DROPPED, Clock

AGES = ((6, "0-5"), (11, "6-10"), (16, "11-15"), (18, "16-17"))  # below this age: the group


@dataclass(frozen=True, slots=True)
class CaseFigure:
    """One case as the reports count it. None: it is not known, or does not apply."""

    commune: str
    province: str
    category: str
    urgency: int
    opened_at: datetime
    closed_at: datetime | None = None
    outcome: str = ""
    age_group: str = ""
    sex: str = ""
    relation: str = ""  # of the person causing harm
    first_alert: datetime | None = None
    first_ack: datetime | None = None
    first_action: datetime | None = None
    in_time: bool | None = None  # the first acknowledgement came before the next rung was asked
    twelve_hours: bool | None = None
    five_days: bool | None = None


def figure_of(case: Case, alerts: Sequence[Alert], clocks: Sequence[Clock], closed_at: datetime | None) -> CaseFigure:
    """The figure of a case."""
    accepted = sorted((a for a in alerts if a.answered_at and a.answer in ("accepted", "handed_on")), key=answered)
    acted = [a.acted_at for a in alerts if a.acted_at]
    return CaseFigure(
        commune=case.commune,
        province=case.province,
        category=case.category,
        urgency=int(case.urgency),
        opened_at=case.opened_at,
        closed_at=closed_at,
        outcome=case.outcome,
        age_group=age_group(case.facts.get("child_age", "")),
        sex=case.facts.get("child_sex", ""),
        relation=case.facts.get("harmed_by", ""),
        first_alert=min((a.sent_at for a in alerts), default=None),
        first_ack=accepted[0].answered_at if accepted else None,
        first_action=min(acted, default=None),
        in_time=answered(accepted[0]) <= accepted[0].due_at if accepted else None,
        twelve_hours=kept(clocks, "measures"),
        five_days=kept(clocks, "plan"),
    )


def answered(alert: Alert) -> datetime:
    """When an alert was answered."""
    return alert.answered_at or alert.sent_at


def age_group(age: str) -> str:
    """The group of an age in whole years; "" if it is not known."""
    if not age.isdecimal():
        return ""
    return next((group for below, group in AGES if int(age) < below), "18+")


def kept(clocks: Sequence[Clock], name: str) -> bool | None:
    """Whether every clock of this rule was stopped in time; None if there was none, or one still runs."""
    found = [clock for clock in clocks if clock.name == name and clock.step != DROPPED]
    if not found or any(clock.stopped_at is None for clock in found):
        return None
    return all((clock.stopped_at or clock.due_at) <= clock.due_at for clock in found)
