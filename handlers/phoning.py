"""Whom the desk should phone: the bodies that must act and of which nobody has accepted."""

from handlers.planning import plan_for
from handlers.scene import agency_name, words
from handlers.work import Work
from referral.agencies import DESKS, Agency
from referral.alerts import Alert
from referral.case import Case


def to_call(work: Work, case: Case) -> tuple[Agency, ...]:
    """The bodies to phone, in the order of the plan; a desk that accepted in their place has not asked them yet."""
    reached = {alert.body for alert in work.alerts.of(case.id) if said_yes(work, alert)}
    bodies = (work.directory.agencies[duty.body] for duty in plan_for(work, case).duties)
    return tuple(body for body in bodies if body.role not in DESKS and body.id not in reached)


def said_yes(work: Work, alert: Alert) -> bool:
    """Whether the body of an alert itself took the case, here or on the phone."""
    agency = work.directory.agency_of(alert.officer)
    own = agency is not None and agency.id == alert.body
    return alert.answer in ("accepted", "handed_on") and (alert.phoned or own)


def call_lines(work: Work, case: Case, officer_id: str) -> list[str]:
    """The list of an alert to the desk: the bodies it was asked for that have not accepted, each with its number."""
    asked = {alert.body for alert in work.alerts.of(case.id) if alert.officer == officer_id}
    bodies = (body for body in to_call(work, case) if body.id in asked)
    lines = [f"{agency_name(work, body)}: {phone_of(work, body)}" for body in bodies]
    return [words(work, "vi", "alert_call"), *lines] if lines else []


def phone_of(work: Work, agency: Agency) -> str:
    """An agency's number as an officer may read it: marked while nobody has confirmed it."""
    if not agency.phone:
        return words(work, "vi", "phone_missing")
    return agency.phone if agency.phone_confirmed else words(work, "vi", "phone_unconfirmed", phone=agency.phone)
