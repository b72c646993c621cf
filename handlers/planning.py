"""The plan of a case by the directory and the matrix in force now."""

from handlers.work import Work
from referral.alerts import asked_at
from referral.case import Case
from referral.plan import Plan, plan


def plan_for(work: Work, case: Case) -> Plan:
    """The plan of a case by the directory and matrix in force now, and by whom it has asked."""
    return plan(case, work.directory, work.directory.matrix_for(case.province), asked_at(work.alerts.of(case.id)))
