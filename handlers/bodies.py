"""The bodies that must act on a case and how far each of them is."""

from collections.abc import Sequence

from handlers.planning import plan_for
from handlers.scene import agency_name, named, when
from handlers.status import taken_by
from handlers.views import BodyLine
from handlers.work import Work
from referral.alerts import Alert
from referral.case import Case

ANSWERED = {"accepted": "accepted_at", "declined": "declined_at", "handed_on": "handed_on_at"}  # the words for each
GONE = ("stood_down", "lost", "cut")  # alerts that no longer say how far a body is


def body_lines(work: Work, case: Case) -> tuple[BodyLine, ...]:
    """Every body of the plan, then those that were asked though the plan may no longer name them."""
    alerts = work.alerts.of(case.id)
    bodies = dict.fromkeys([*(duty.body for duty in plan_for(work, case).duties), *bodies_answering(alerts)])
    return tuple(body_line(work, case, body, alerts) for body in bodies)


def bodies_answering(alerts: Sequence[Alert]) -> list[str]:
    """Bodies that were asked and not stood down, though the plan may no longer name them."""
    return [a.body for a in alerts if a.answer not in GONE]


def body_line(work: Work, case: Case, body: str, alerts: Sequence[Alert]) -> BodyLine:
    """One body that must act and how far it is."""
    mine = [a for a in alerts if a.body == body and a.answer not in GONE]
    accepted = [a for a in mine if a.answer == "accepted"]
    name = agency_name(work, work.directory.agencies[body])
    words = alert_words(work, case, (accepted or mine)[-1]) if mine else named(work, "states", "not_asked")
    return BodyLine(name, words, bool(accepted), bool(accepted) and stands_in(work, accepted[-1]))


def alert_words(work: Work, case: Case, alert: Alert) -> str:
    """Who was asked or answered, and when; of an alert nobody answered, whether it arrived or was seen."""
    time = when(work, alert.answered_at or alert.sent_at)
    key = "phoned_at" if alert.phoned else ANSWERED.get(alert.answer) or asked_key(work, case, alert)
    shown = "instead_at" if stands_in(work, alert) else key
    return named(work, "states", shown, name=taken_by(work, alert), time=time)


def stands_in(work: Work, alert: Alert) -> bool:
    """Whether somebody of another agency accepted in the place of this body, which itself has not answered."""
    agency = work.directory.agency_of(alert.officer)
    return alert.answer == "accepted" and not alert.phoned and agency is not None and agency.id != alert.body


def asked_key(work: Work, case: Case, alert: Alert) -> str:
    """How far an alert came that nobody has answered, as the key of a state; a platform need not tell."""
    mark = None if alert.answer else work.receipts.of_alert(case.id, alert.officer, alert.sent_at)
    return f"{mark}_at" if mark else "asked_at"
