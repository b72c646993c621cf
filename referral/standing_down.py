"""Which unanswered alerts end: of bodies no longer in the plan, never before a body of the plan has accepted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from referral.agencies import Directory
from referral.alerts import Alert, acknowledged, of_desk, quiet
from referral.plan import Plan


def to_stand_down(plan: Plan, alerts: Sequence[Alert], directory: Directory, now: datetime) -> tuple[Alert, ...]:
    """Unanswered alerts of bodies no longer in the plan, never before a body of the plan has accepted.

    A desk that stood in goes when one body has, a body of a commune that it was not when one of the right commune
    has, and a body that the kind of case no longer calls when each body that it calls now has.
    """
    bodies = {duty.body for duty in plan.duties}
    if not any(acknowledged(duty, alerts) for duty in plan.duties):
        return ()
    right, all_of_them = found_right(plan, alerts), quiet(plan, alerts)
    gone = (a for a in alerts if a.answer == "" and a.body not in bodies)
    ending = (a for a in gone if (right if a.body in plan.elsewhere else all_of_them or of_desk(a.body, directory)))
    return tuple(replace(a, answer="stood_down", answered_at=now) for a in ending)


def found_right(plan: Plan, alerts: Sequence[Alert]) -> bool:
    """Whether somebody has accepted for the commune where it happened."""
    return any(duty.body in plan.here and acknowledged(duty, alerts) for duty in plan.duties)
