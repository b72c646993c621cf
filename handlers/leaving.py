"""An officer is removed: what they were asked and what they held goes to somebody else, each case for itself."""

from dataclasses import replace

from handlers.duty import leave_post, set_timer
from handlers.events import Entry, Timer
from handlers.scene import words
from handlers.settle import settle
from handlers.work import Work


def remove(work: Work, officer_id: str) -> None:
    """From now on nobody is this officer. The cases they held are handed back one by one, each in its transaction."""
    agency = work.directory.officers[officer_id].agency
    work.staff.remove(officer_id)
    leave_post(work, officer_id)
    for case_id in work.cases.answered(officer_id, "accepted"):
        subject = f"{case_id}:{officer_id}"
        work.set_timer(Timer(f"hand_back:{subject}", work.now, "hand_back", subject))
    set_timer(work, agency)


def hand_back(work: Work, timer: Timer) -> None:
    """A case whose holder is gone has no holder: the acknowledgement is taken back, and the next one is asked."""
    case_id, _, officer_id = timer.subject.partition(":")
    case = work.cases.get(case_id)
    if case is None or case.status == "closed":
        return
    for alert in work.alerts.of(case_id):
        if alert.officer == officer_id and alert.answer == "accepted":
            work.alerts.save(case_id, replace(alert, answer="declined", answered_at=work.now))
    work.history.record(case_id, Entry("reason", work.now, "system", words(work, "vi", "officer_left")))
    work.audit("system", "hand_back", case_id)
    settle(work, case)
