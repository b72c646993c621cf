"""The legal clocks of a case as its page shows them: all of them, also those that stopped, and what was told when."""

from collections.abc import Sequence

from handlers.clock_warnings import held_words
from handlers.clock_words import due_words, left_words, length, rule_of, title_of, units_of, watch_of
from handlers.deadlines import subject_of
from handlers.scene import words
from handlers.status import body_of
from handlers.views import ClockLine
from handlers.work import Work
from referral.case import Case
from referral.clock import hour_and_day
from referral.deadlines import DROPPED, OVER, Clock, Mark

STOPPED = {  # whether its rule applies no more, whether it was late
    (False, False): "clock_done",
    (False, True): "clock_done_late",
    (True, False): "clock_dropped",
    (True, True): "clock_dropped_late",
}


def clock_lines(work: Work, case: Case) -> tuple[ClockLine, ...]:
    """Every clock of a case, those that run first; of rules that are no more nothing can be said."""
    known = [clock for clock in work.clocks.of(subject_of(case)) if clock.name in watch_of(work).rules]
    marks = work.clocks.marks(subject_of(case)) if known else ()
    return tuple(clock_view(work, clock, marks) for clock in sorted(known, key=lambda clock: not clock.running))


def clock_view(work: Work, clock: Clock, marks: Sequence[Mark]) -> ClockLine:
    """One clock."""
    rule = rule_of(clock)
    mine = [mark for mark in marks if (mark.name, mark.run) == (clock.name, clock.run)]
    return ClockLine(
        title=title_of(work, clock),
        source=f"{rule.article}, {length(clock.within, units_of(work))}",
        started=hour_and_day(clock.started_at),
        due=due_words(work, clock),
        state=state(work, clock),
        marks=tuple(mark_words(work, mark) for mark in mine),
        late=clock.late(work.now),
        running=clock.running,
    )


def state(work: Work, clock: Clock) -> str:
    """How far a clock is: what is left, or when it stopped, whether too late, and by whom."""
    late = clock.late(work.now)
    if clock.stopped_at is None:
        return words(work, work.page_locale, "clock_is_late" if late else "clock_running", left=left_words(work, clock))
    said = words(work, work.page_locale, STOPPED[clock.step == DROPPED, late], time=hour_and_day(clock.stopped_at))
    agency = body_of(work, clock.stopped_by)
    return words(work, work.page_locale, "clock_by", state=said, agency=agency) if agency else said


def mark_words(work: Work, mark: Mark) -> str:
    """What was recorded at a share of the time: whom we told, and of a breach who had accepted by then."""
    told = ", ".join(dict.fromkeys(body_of(work, officer) for officer in mark.told)) or words(
        work, work.page_locale, "clock_nobody"
    )
    key = "clock_mark_over" if mark.percent == OVER else "clock_mark"
    held = held_words(work, mark.held)
    blanks = {"percent": str(mark.percent), "told": told, "time": hour_and_day(mark.at), "held": held}
    return words(work, work.page_locale, key, **blanks)
