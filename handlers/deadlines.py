"""Legal clocks of a case: started, stopped, warned of, breached."""

from datetime import datetime

from handlers.work import Work
from referral.case import Case


def run_clocks(work: Work, case: Case) -> datetime | None:
    """Bring the clocks of a case up to date; when to look again, None if time alone changes nothing."""
    return None


def stop_clocks(work: Work, case: Case, officer_id: str, step: str) -> None:
    """A step of referral.steps.STEPS was done: the clocks it stops stand still from now on."""
