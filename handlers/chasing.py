"""Acknowledged but idle is not done: a silent holder is reminded, then whoever supervises is told."""

from datetime import datetime

from handlers.work import Work
from referral.case import Case
from referral.plan import Plan


def chase(work: Work, case: Case, the_plan: Plan) -> datetime | None:
    """Remind whoever holds the case and does nothing; when to look again, None if time alone changes nothing."""
    return None
