"""The words of an alert: a protection alert names nobody and no place finer than the commune; a rescue alert does."""

from collections.abc import Sequence
from dataclasses import replace

from flows.words import category_words, urgency_words
from handlers.bundling import bundle_line
from handlers.commanding import tell_command
from handlers.events import Notice, OutgoingMessage, Timer
from handlers.hazards import hazard_line
from handlers.phoning import call_lines
from handlers.planning import plan_for
from handlers.scene import agency_names, words
from handlers.speaking import role_of, tell_officer
from handlers.ways import ALERT, at_once, case_link, copies_of, outside, pages, ring_pages
from handlers.where import commune, rescue_place
from handlers.work import Work
from referral.agencies import DESKS, Officer
from referral.alerts import Alert, waits_for_desk
from referral.case import Case
from referral.conflict import in_conflict, may_know
from referral.plan import sirens
from referral.triage import RESCUE
from referral.urgency import Urgency


def send_alert(work: Work, case: Case, alert: Alert, near: Sequence[Case]) -> None:
    """Alert one officer, and look again at the end of the patience whether another way is needed.

    What would stand behind an alert of the same case that waits to be sent rings on our own pages alone.
    """
    message, officer = alert_message(work, case, alert, near), work.directory.officers.get(alert.officer)
    if officer and asked_before(work, case, alert) and unsent(work, case, officer):
        ring_pages(work, officer, message)
    else:
        tell_officer(work, alert.officer, message)
        watch(work, case, alert)
    if role_of(work, alert.officer) == "intake_desk" and may_know(case, alert.officer, work.directory):
        tell_command(work, case, alert)


def heard(work: Work, case: Case, officer_id: str) -> bool:
    """Whether asking an officer again would ring them now, and not only stand behind what waits for them already."""
    officer = work.directory.officers.get(officer_id)
    return officer is None or bool(pages(work, officer)) or not unsent(work, case, officer)


def unsent(work: Work, case: Case, officer: Officer) -> bool:
    """Whether the last alert of a case, no less urgent than it is now, waits on each way outside our house."""
    away = outside(work, officer, OutgoingMessage("", "", lane="urgent"))
    for alert in reversed([a for a in work.alerts.of(case.id) if a.officer == officer.id]):
        copies = copies_of(work, officer, f"{alert_key(case, alert)}:{officer.id}")
        states = [copy.state for copy in copies if copy.person_id in away]
        if states:
            return alert.urgency >= case.urgency and not {"sent", "dead"} & set(states)
    return False


def watch(work: Work, case: Case, alert: Alert) -> None:
    """If the officer has a further way, see after the patience of the urgency whether the alert must go there."""
    officer = work.directory.officers.get(alert.officer)
    message = OutgoingMessage("", "", lane="urgent")
    if officer and set(outside(work, officer, message)).difference(at_once(work, officer, message)):
        until = plan_for(work, case).patient_until(work.now)
        work.set_timer(Timer(f"way:{case.id}:{alert.n}", until, "way", case.id))


def alert_key(case: Case, alert: Alert) -> str:
    """What the keys of an alert begin with, whoever gets it and on which way."""
    return f"{ALERT}:{case.id}:{alert.n}"


def alert_message(work: Work, case: Case, alert: Alert, near: Sequence[Case]) -> OutgoingMessage:
    """What an alert says by what is known now, also of the earlier cases like it; a repeat says its number."""
    lines = [alert_text(work, case)]
    if asked_before(work, case, alert):
        lines.append(words(work, "vi", "alert_again", n=str(alert.n)))
    keys, at_desk = ["button_accept", "button_decline"], role_of(work, alert.officer) == "intake_desk"
    if waits_for_desk(case, work.now):
        lines.append(words(work, "vi", "alert_desk_first"))
        keys.insert(1, "button_release")
    elif at_desk and (to_phone := call_lines(work, case, alert.officer)):
        lines += to_phone
        keys.insert(1, "button_call")
    if in_conflict(case) and role_of(work, alert.officer) in DESKS:
        lines.append(words(work, "vi", "alert_conflict"))
    lines += [line for line in (bundle_line(work, alert.officer, near), hazard_line(work, case)) if line]
    buttons = tuple(words(work, "vi", key, number=case.number) for key in keys)
    text, siren = "\n".join(lines), sirens(case.urgency) and not alert.silent
    message = OutgoingMessage(alert_key(case, alert), "", text, buttons, "urgent", siren=siren, case_id=case.id)
    return replace(message, notice=alert_notice(work, case))


def asked_before(work: Work, case: Case, alert: Alert) -> bool:
    """Whether its officer had an alert of the case before this one."""
    return any(a.officer == alert.officer and a.n < alert.n for a in work.alerts.of(case.id))


def alert_notice(work: Work, case: Case) -> Notice:
    """What a template may say of an alert: no more than a lock screen shows."""
    urgency, place = urgency_words(case.urgency.name), commune(work, case)
    fields = (("number", case.number), ("urgency", urgency), ("place", place), ("link", case_link(work, case)))
    return Notice("alert", fields)


def sound_after_all(work: Work, case: Case, alert: Alert) -> None:
    """Ring for an alert that had come without a sound: by what is known now it is something else."""
    text = "\n".join([alert_text(work, case), words(work, "vi", "alert_not_alike")])
    buttons = tuple(words(work, "vi", key, number=case.number) for key in ("button_accept", "button_decline"))
    key = f"{alert_key(case, alert)}:aloud"
    message = OutgoingMessage(key, "", text, buttons, "urgent", siren=sirens(case.urgency), case_id=case.id)
    tell_officer(work, alert.officer, replace(message, notice=alert_notice(work, case)))


def alert_text(work: Work, case: Case) -> str:
    """What the lock screen of an officer may show."""
    if is_rescue(case):
        return rescue_text(work, case)
    return words(
        work, "vi", "alert", number=case.number, urgency=urgency_words(case.urgency.name), place=commune(work, case)
    )


def is_rescue(case: Case) -> bool:
    """Whether minutes decide and the exact place may be told, on the ground of saving a life."""
    return case.urgency == Urgency.emergency and case.category in RESCUE


def rescue_text(work: Work, case: Case) -> str:
    """Kind, exact place, and a number to call back if one was given."""
    text = words(
        work,
        "vi",
        "alert_rescue",
        number=case.number,
        urgency=urgency_words(case.urgency.name),
        category=category_words(case.category),
        place=rescue_place(work, case),
    )
    phone = case.facts.get("callback", "")
    return "\n".join([text, words(work, "vi", "alert_phone", phone=phone)] if phone else [text])


def tell_stood_down(work: Work, case: Case, alert: Alert, misplaced: bool) -> None:
    """Tell an officer that the case is no longer theirs, or never was: `misplaced`, it happened somewhere else."""
    text = words(work, "vi", "stood_down_place" if misplaced else "stood_down", number=case.number)
    key = f"down:{case.id}:{len(work.alerts.of(case.id))}"  # once, however many bodies the officer was asked for
    tell_officer(work, alert.officer, OutgoingMessage(key, "", text, case_id=case.id))


def tell_place_settled(work: Work, case: Case, officer_id: str) -> None:
    """Tell an officer who holds the case where it happened and that somebody there has taken it."""
    others = [a.officer for a in work.alerts.of(case.id) if a.answer == "accepted" and a.officer != officer_id]
    agencies = [work.directory.officers[other].agency for other in others if other in work.directory.officers]
    blanks = {"place": commune(work, case), "agencies": agency_names(work, agencies)}
    text = words(work, "vi", "place_settled", number=case.number, **blanks)
    tell_officer(work, officer_id, OutgoingMessage(f"settled:{case.id}:{case.commune}", "", text, case_id=case.id))
