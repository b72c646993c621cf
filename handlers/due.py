"""What is due next with a case for one officer, in words and at a moment: an answer, a first step, a clock."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from flows.words import sections
from handlers import deadlines
from handlers.planning import plan_for
from handlers.scene import named, when, words
from handlers.work import Work
from referral.alerts import NEVER_ASKED, Alert
from referral.case import Case
from referral.records import dataclass

SOON = timedelta(hours=1)  # a wait up to this long is told in minutes


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be done next, and by when; without a moment it only says how far it is."""

    words: str
    moment: datetime | None = None


Source = Callable[[Work, Case, Sequence[Alert]], Due | None]


def next_due(work: Work, case: Case, officer_id: str) -> Due | None:
    """What is due first of all that the sources know; nothing for a case that is closed."""
    mine = [a for a in work.alerts.of(case.id) if a.officer == officer_id and a.answer not in NEVER_ASKED]
    if case.status == "closed" or not mine:
        return None
    found = [due for source in SOURCES if (due := source(work, case, mine))]
    timed = (due for due in found if due.moment)
    return min(timed, key=lambda due: due.moment or work.now, default=next(iter(found), None))


def answer_due(work: Work, case: Case, mine: Sequence[Alert]) -> Due | None:
    """The officer is asked and has not answered: when the next one is asked."""
    waiting = [a.due_at for a in mine if a.answer == ""]
    if not waiting or any(a.answer == "accepted" for a in mine):
        return None
    moment = max(waiting)
    left = moment - work.now
    if left > SOON:
        return Due(words(work, work.page_locale, "due_answer_later", time=when(work, moment)), moment)
    minutes = -(-left // timedelta(minutes=1))
    key = "due_answer" if minutes > 0 else "due_answer_now"
    return Due(words(work, work.page_locale, key, minutes=str(minutes)), moment)


def first_step_due(work: Work, case: Case, mine: Sequence[Alert]) -> Due | None:
    """The officer accepted and has reported nothing yet: by when something should have been done."""
    held = [a for a in mine if a.answer == "accepted" and a.answered_at]
    if not held or any(a.acted_at for a in held):
        return None
    moment = first_step_by(work, case, held[0])
    key = "due_first_step" if moment > work.now else "due_first_step_late"
    return Due(words(work, work.page_locale, key, time=when(work, moment)), moment)


def first_step_by(work: Work, case: Case, alert: Alert) -> datetime:
    """When the first step is due, counted from the acknowledgement."""
    the_plan = plan_for(work, case)
    return the_plan.first_action.after(alert.answered_at or alert.sent_at, the_plan.calendar)


def clock_due(work: Work, case: Case, mine: Sequence[Alert]) -> Due | None:
    """The officer holds it: the legal clock that ends next."""
    held = any(a.answer == "accepted" for a in mine)
    found = deadlines.next_due(work, case) if held else None
    return Due(*found) if found else None


def last_step(work: Work, case: Case, mine: Sequence[Alert]) -> Due | None:
    """What the officer reported last; nothing is due by it."""
    done = [a for a in mine if a.answer == "accepted" and a.acted_at and a.step in sections()["updates"]]
    if not done:
        return None
    said = named(work, "updates", done[-1].step)
    return Due(words(work, work.page_locale, "last_step", step=said, time=when(work, done[-1].acted_at or work.now)))


SOURCES: tuple[Source, ...] = (answer_due, first_step_due, clock_due, last_step)
