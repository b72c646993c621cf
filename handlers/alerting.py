"""The words of an alert: a protection alert names nobody and no place finer than the commune; a rescue alert does."""

from flows.words import category_words, urgency_words
from handlers.events import OutgoingMessage
from handlers.scene import agency_names, words
from handlers.speaking import tell_officer
from handlers.where import commune, rescue_place
from handlers.work import Work
from referral.alerts import Alert, waits_for_desk
from referral.case import Case
from referral.conflict import in_conflict
from referral.plan import sirens
from referral.triage import RESCUE
from referral.urgency import Urgency

DESKS = frozenset({"province_desk", "intake_desk"})  # who coordinates, and must know that somebody must not


def send_alert(work: Work, case: Case, alert: Alert, again: bool) -> None:
    """Alert one officer; a repeat says its number, so that a second copy is recognisable."""
    lines = [alert_text(work, case)]
    if again:
        lines.append(words(work, "vi", "alert_again", n=str(alert.n)))
    keys = ["button_accept", "button_decline"]
    if waits_for_desk(case, work.now):
        lines.append(words(work, "vi", "alert_desk_first"))
        keys.insert(1, "button_release")
    if in_conflict(case) and role_of(work, alert.officer) in DESKS:
        lines.append(words(work, "vi", "alert_conflict"))
    buttons = tuple(words(work, "vi", key, number=case.number) for key in keys)
    text, siren = "\n".join(lines), sirens(case.urgency)
    key = f"alert:{case.id}:{alert.n}"
    message = OutgoingMessage(key, "", text, buttons, "urgent", siren=siren, case_id=case.id)
    tell_officer(work, alert.officer, message)


def role_of(work: Work, officer_id: str) -> str:
    """The role of an officer's agency, "" if the directory has lost one of them."""
    officer = work.directory.officers.get(officer_id)
    agency = work.directory.agencies.get(officer.agency) if officer else None
    return agency.role if agency else ""


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
