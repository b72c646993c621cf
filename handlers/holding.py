"""Who holds a case and cannot go on: holders who left the directory, and cases that are given away entirely."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers.events import OutgoingMessage
from handlers.scene import agency_names, words
from handlers.speaking import tell_holders, tell_officer, tell_reporter
from handlers.status import body_of, taken_by
from handlers.steps import record_step
from handlers.work import Work
from referral.alerts import Alert, lost_holders
from referral.case import Case, Handover
from referral.clock import hour
from referral.conflict import agency_may_know
from referral.plan import Plan


def end_lost(work: Work, case: Case) -> Case:
    """Holders who are no longer in the directory hold nothing: whoever else does is told, and their bodies ask anew."""
    lost = lost_holders(work.alerts.of(case.id), work.directory, work.now) if case.status == "open" else ()
    for alert in lost:
        work.alerts.save(case.id, alert)
        work.audit("system", "lost", case.id)
    return let_go(work, case, lost) if lost else case


def let_go(work: Work, case: Case, given_back: tuple[Alert, ...]) -> Case:
    """Holders gave a case back or are lost: the others who hold it are told, and if nobody does the reporter."""
    bodies, first = agency_names(work, [alert.body for alert in given_back]), given_back[0]
    tag = f"{first.n}:{first.answered_at}"
    tell_holders(work, case, "holder_gone", tag, but=first.officer, agencies=bodies)
    held = [a for a in work.alerts.of(case.id) if a.answer == "accepted"]
    if {alert.body for alert in given_back} <= {alert.body for alert in held}:
        return case
    if held:
        tell_reporter(work, case, "given_back_held", agencies=takers(work, given_back), others=takers(work, held))
    else:
        tell_reporter(work, case, "given_back", agencies=takers(work, given_back))
    told = replace(case, warned=True, desk_told=False)  # these words say it, with the numbers to call
    work.cases.save(told)
    return told


def takers(work: Work, alerts: Sequence[Alert]) -> str:
    """Who took a case, as the reporter read it then: not a body that another agency stood in for."""
    named = (taken_by(work, alert) or agency_names(work, [alert.body]) for alert in alerts)  # an officer may be lost
    return ", ".join(dict.fromkeys(named))


def ask_anew(work: Work, case: Case, body: str) -> None:
    """What a body gave away before is no answer to being asked again."""
    for alert in work.alerts.of(case.id):
        if alert.body == body and alert.answer == "handed_on":
            work.alerts.save(case.id, replace(alert, answer="stood_down", answered_at=work.now))


def finish_handovers(work: Work, case: Case) -> Case:
    """Whoever gave the case away is free when the receiver has accepted; a hand-over of nobody's is forgotten."""
    if not case.handing or case.status == "closed":
        return case
    done = [h for h in case.handing if may_receive(work, case, h) and received(work, case, h)]
    for handover in done:
        finish(work, case, handover)
    open_ones = tuple(h for h in case.handing if may_receive(work, case, h) and holds(work, case, h.giver))
    if open_ones == case.handing:
        return case
    changed = replace(case, handing=open_ones)
    work.cases.save(changed)
    return changed


def may_receive(work: Work, case: Case, handover: Handover) -> bool:
    """Whether the receiver is still in the directory and may know of the case."""
    receiver = work.directory.agencies.get(handover.receiver)
    return receiver is not None and agency_may_know(case, receiver)


def received(work: Work, case: Case, handover: Handover) -> bool:
    """Whether the receiver has accepted: an officer of its own, or somebody there on the phone."""
    accepted = (a for a in work.alerts.of(case.id) if a.answer == "accepted" and a.body == handover.receiver)
    return holds(work, case, handover.giver) and any(a.phoned or of_body(work, a) for a in accepted)


def of_body(work: Work, alert: Alert) -> bool:
    """Whether the officer of an alert is of the body it was for."""
    agency = work.directory.agency_of(alert.officer)
    return agency is not None and agency.id == alert.body


def holds(work: Work, case: Case, officer_id: str) -> bool:
    """Whether this officer holds the case."""
    return any(a.officer == officer_id and a.answer == "accepted" for a in work.alerts.of(case.id))


def finish(work: Work, case: Case, handover: Handover) -> None:
    """The giver's duty ends: their access closes, they and the reporter are told who has the case now."""
    record_step(work, case, handover.giver, "handed_on")
    for alert in work.alerts.of(case.id):
        if alert.officer == handover.giver and alert.answer == "accepted":
            given = replace(alert, answer="handed_on", answered_at=work.now, given_to=handover.receiver)
            work.alerts.save(case.id, given)
    agency = agency_names(work, [handover.receiver])
    done = words(work, "vi", "handing_done", number=case.number, agency=agency, time=hour(work.now))
    tell_giver(work, case, handover, done)
    tell_reporter(work, case, "handed_on", giver=body_of(work, handover.giver), agency=agency)


def watch_handovers(work: Work, case: Case, the_plan: Plan) -> datetime | None:
    """After the patience the giver hears that the receiver has not accepted; when to look again."""
    if case.status == "closed":
        return None
    ends = [(the_plan.patient_until(handover.at), handover) for handover in case.handing]
    for end, handover in ends:
        if end <= work.now:
            agency = agency_names(work, [handover.receiver])
            tell_giver(work, case, handover, words(work, "vi", "handing_waits", number=case.number, agency=agency))
    return min((end for end, _ in ends if end > work.now), default=None)


def tell_giver(work: Work, case: Case, handover: Handover, text: str) -> None:
    """Tell whoever gives a case away how it stands; the same words once."""
    done = "waits" if holds(work, case, handover.giver) else "done"
    key = f"handing:{case.id}:{handover.receiver}:{handover.at}:{done}"
    tell_officer(work, handover.giver, OutgoingMessage(key, "", text, lane="urgent", case_id=case.id))
