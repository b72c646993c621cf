"""What is done when something is due: one table, one function for each kind of timer."""

from collections.abc import Callable, Mapping

from handlers import campaign_calendar, duty_note, shifts
from handlers.alert_ways import next_way
from handlers.console import report_reminders
from handlers.data_requests import request_due
from handlers.events import Timer
from handlers.follow_up import ask_again
from handlers.hazard_checks import hazard_check, hazard_due
from handlers.phone_way import code_over
from handlers.retention import forget_due
from handlers.sessions import SESSION_LIFE
from handlers.settle import settle
from handlers.speaking import hint_later
from handlers.takeover import human_gone
from handlers.work import Work


def settle_case(work: Work, timer: Timer) -> None:
    """Time has changed what must be done for a case: the next rung, the end of a wait, a warning."""
    case = work.cases.get(timer.subject)
    if case:
        settle(work, case)


def end_session(work: Work, timer: Timer) -> None:
    """A week without a word: whoever holds the phone now finds no conversation."""
    person = work.people.get(timer.subject)
    quiet_at = person.seen_at + SESSION_LIFE if person and person.seen_at else work.now
    if quiet_at > work.now:
        work.set_timer(Timer(timer.key, quiet_at, "end_session", timer.subject))
    else:
        work.people.save_session(timer.subject, None)


ON_DUE: Mapping[str, Callable[[Work, Timer], None]] = {
    "settle": settle_case,
    "end_session": end_session,
    "shift": shifts.change,
    "duty_note": duty_note.write,
    "request_clock": request_due,
    "hazard_due": hazard_due,
    "hazard_check": hazard_check,
    "hint": hint_later,
    "ask_again": ask_again,
    "human_gone": human_gone,
    "way": next_way,
    "phone_code": code_over,
    "campaign": campaign_calendar.due,
    "forget": forget_due,
    "report_due": report_reminders.due,
}


def due(work: Work, timer: Timer) -> None:
    """Act on a timer that was taken in this transaction."""
    ON_DUE[timer.kind](work, timer)
