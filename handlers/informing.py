"""Bodies that should know of a case without acting on it: told in office hours, and only what their task needs."""

from datetime import datetime

from handlers.work import Work
from referral.case import Case
from referral.plan import Plan


def inform(work: Work, case: Case, the_plan: Plan) -> datetime | None:
    """Tell whoever should know and was not told yet; when to look again, None if time alone changes nothing."""
    return None


def tell_supervisors(work: Work, case: Case, key: str, tag: str, **blanks: str) -> None:
    """Tell the bodies that supervise this kind of case of a breach: a phrase without content, once for each tag."""
