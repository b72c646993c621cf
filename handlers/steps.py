"""What an officer did for a case is written beside their acknowledgement; it ends the silence, and some clocks."""

from dataclasses import replace

from handlers.deadlines import stop_clocks
from handlers.work import Work
from referral.case import Case


def record_step(work: Work, case: Case, officer_id: str, step: str) -> None:
    """Keep a step of referral.steps.STEPS for every body this officer holds the case for."""
    for alert in work.alerts.of(case.id):
        if alert.officer == officer_id and alert.answer == "accepted":
            work.alerts.save(case.id, replace(alert, step=step, acted_at=work.now, reminded=0))
    stop_clocks(work, case, officer_id, step)
