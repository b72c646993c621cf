"""An alert that nobody has seen follows its officer from way to way; the answer on one way settles all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers.alerting import alert_key, alert_message, watch
from handlers.bundling import earlier_alike
from handlers.events import CopyState, OutgoingMessage, Timer
from handlers.scene import Scene, words
from handlers.ways import copies_of, may_hear, outside, send_copy, untried
from handlers.work import Work
from referral.agencies import Officer
from referral.alerts import Alert, AlertAnswer
from referral.case import Case

ANSWERED = {"accepted": "accepted_elsewhere", "declined": "declined_elsewhere"}  # what the other ways are told


def next_way(work: Work, timer: Timer) -> None:
    """The patience of an alert's urgency is over: if it was neither answered nor seen, the next way gets a copy."""
    case, n = work.cases.get(timer.subject), int(timer.key.rpartition(":")[2])
    alert = next((a for a in work.alerts.of(timer.subject) if a.n == n), None)
    officer = work.directory.officers.get(alert.officer) if alert else None
    if case and alert and officer and wanted(work, case, officer.id):
        follow(work, case, alert, officer)


def wanted(work: Work, case: Case, officer_id: str) -> bool:
    """Whether this officer's answer is still waited for, and nobody else has accepted for all they were asked for."""
    alerts = work.alerts.of(case.id)
    held = {a.body for a in alerts if a.answer == "accepted"}
    asked = {a.body for a in alerts if a.officer == officer_id and a.answer == ""}
    return case.status == "open" and bool(asked - held)


def follow(work: Work, case: Case, alert: Alert, officer: Officer) -> None:
    """Send the alert to the next way that was not tried, unless one shows that it was seen."""
    message = alert_message(work, case, alert, earlier_alike(work, case))
    base = f"{message.key}:{officer.id}"
    copies = copies_of(work, officer, base)
    if any(copy.mark == "seen" for copy in copies) or not may_hear(work, officer.id, message):
        return
    rest = untried(outside(work, officer, message), copies)
    for way in rest[:1]:
        send_copy(work, officer, replace(message, key=base), way)
    if rest[1:]:
        watch(work, case, alert)


def tell_other_ways(scene: Scene, case: Case, alerts: Sequence[Alert], answer: AlertAnswer) -> None:
    """An officer answered here: each other way outside our house that had the alert reads so, once.

    Where the alert still waits to be sent, the desk lets it go (`ways.answered`).
    """
    work, officer = scene.work, scene.work.directory.officers.get(scene.person.officer_id)
    if officer is None or not alerts:
        return
    for alert in alerts:
        work.drop_timer(f"way:{case.id}:{alert.n}")
    text = words(work, "vi", ANSWERED[answer], number=case.number)
    last = max(alert.n for alert in alerts)
    for way, states in states_elsewhere(scene, case, alerts, officer).items():
        if "sent" in states:
            key = f"answered:{case.id}:{last}:{answer}:{way}"
            work.send(OutgoingMessage(key, way, text, case_id=case.id, guarded=True))


def states_elsewhere(
    scene: Scene, case: Case, alerts: Sequence[Alert], officer: Officer
) -> Mapping[str, frozenset[CopyState]]:
    """What became of these alerts on each other way of an officer outside our house."""
    copies = [c for a in alerts for c in copies_of(scene.work, officer, f"{alert_key(case, a)}:{officer.id}")]
    ways = (way for way in outside(scene.work, officer, OutgoingMessage("", "")) if way != scene.person.id)
    return {way: frozenset(copy.state for copy in copies if copy.person_id == way) for way in ways}
