"""The reporter learns in time that nobody there has accepted: nobody at all, or only a desk that is phoning them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers.scene import agency_names
from handlers.speaking import tell_reporter
from handlers.work import Work
from referral.alerts import Alert, taken_there, warn_at
from referral.case import Case
from referral.plan import Plan


def warn_reporter(work: Work, case: Case, the_plan: Plan) -> tuple[Case, datetime | None]:
    """Say each of the two things once, when it is true and due; the case, and when to look again."""
    alerts = work.alerts.of(case.id)
    due = None if taken_there(the_plan, alerts, work.directory) else warn_at(case, the_plan, alerts, work.now)
    if due is None or due > work.now:
        return case, due
    return (tell_desk_only(work, case) if accepted(alerts) else tell_nobody(work, case)), None


def says_desk_only(work: Work, case: Case, the_plan: Plan) -> bool:
    """Whether the next settling tells the reporter that only a desk has accepted."""
    alerts = work.alerts.of(case.id)
    if case.desk_told or not accepted(alerts) or taken_there(the_plan, alerts, work.directory):
        return False
    due = warn_at(case, the_plan, alerts, work.now)
    return due is not None and due <= work.now


def accepted(alerts: Sequence[Alert]) -> list[Alert]:
    """The alerts that somebody accepted."""
    return [alert for alert in alerts if alert.answer == "accepted"]


def tell_nobody(work: Work, case: Case) -> Case:
    """Nobody has accepted."""
    if case.warned:
        return case
    tell_reporter(work, case, "nobody")
    return keep(work, replace(case, warned=True))


def tell_desk_only(work: Work, case: Case) -> Case:
    """A desk has, and is told to phone whoever is there; nobody there has."""
    if case.desk_told:
        return case
    officers = work.directory.officers
    desks = [officers[a.officer].agency for a in accepted(work.alerts.of(case.id)) if a.officer in officers]
    tell_reporter(work, case, "desk_only", agency=agency_names(work, desks))
    return keep(work, replace(case, desk_told=True))


def keep(work: Work, case: Case) -> Case:
    """Keep what the reporter was told."""
    work.cases.save(case)
    return case
