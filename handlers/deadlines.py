"""Legal clocks of a case: started, stopped, warned of, breached."""

from datetime import datetime

from handlers.work import Work
from referral.case import Case


def run_clocks(work: Work, case: Case) -> datetime | None:
    """Bring the clocks of a case up to date; when to look again, None if time alone changes nothing."""
    return None
