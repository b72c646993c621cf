"""Whether a human of the deployer's answers somebody now, in the platform's own app: then we listen and are silent."""

from handlers.events import Person
from handlers.work import Work
from referral.case import Case
from referral.urgency import Urgency


def attended(work: Work, person: Person, case: Case | None) -> bool:
    """Whether we leave this person to a human; never an officer, never in an emergency that nobody has accepted."""
    answering = person.human_until is not None and person.human_until > work.now
    return answering and not person.officer_id and not (case and cries_unheard(work, case))


def cries_unheard(work: Work, case: Case) -> bool:
    """An open emergency that nobody has accepted: whoever says good day in an app has not taken it."""
    accepted = any(alert.answer == "accepted" for alert in work.alerts.of(case.id))
    return case.status == "open" and case.urgency == Urgency.emergency and not accepted
