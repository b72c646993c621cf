"""Going on duty and off it: who leaves a post leaves no case waiting for an answer that will not come."""

from datetime import datetime, timedelta

from handlers.events import Timer
from handlers.presence import look_again
from handlers.work import Work
from referral.agencies import Officer
from referral.calendar import ONE_DAY
from referral.roster import HORIZON, Override, Post

STANDS_IN = timedelta(hours=12)  # for so long whoever comes after the day's last shift is on duty


def go_on(work: Work, officer_id: str) -> None:
    """On duty from now: as the shift says, else until the day's last shift ends, or for twelve hours."""
    work.duty.end_overrides(officer_id)
    work.staff.set_duty(officer_id, True)
    officer = work.directory.officers.get(officer_id)
    if officer and not officer.on_duty:
        last = work.directory.roster.last_end(officer.agency, work.now)
        work.duty.override(Override(officer_id, work.now, last or work.now + STANDS_IN, on_duty=True))
    keep_timer(work, officer)


def go_off(work: Work, officer_id: str) -> datetime | None:
    """Off duty from now: where there is a roster for the rest of the shift, which is returned, else until further word.

    An alert that waits for this officer moves on.
    """
    work.duty.end_overrides(officer_id)
    officer = work.directory.officers.get(officer_id)
    ends = work.directory.roster.shift_end(post_of(officer), work.now) if officer else None
    if ends:
        work.duty.override(Override(officer_id, work.now, ends, on_duty=False))
    elif officer and officer.on_duty:
        work.staff.set_duty(officer_id, False)
    look_again(work, officer_id)
    keep_timer(work, officer)
    return ends


def post_of(officer: Officer) -> Post:
    """Where an officer works."""
    return Post(officer.agency, officer.id)


def keep_timer(work: Work, officer: Officer | None) -> None:
    """The duty of one officer was changed: look at the agency when it changes next."""
    if officer:
        set_timer(work, officer.agency)


def keep_timers(work: Work) -> None:
    """Each agency with a roster is looked at when its duty changes next; an edge that was missed is acted on first.

    Called at the start of the program, once a day and whenever rosters were changed: clocks move and timers get lost.
    """
    kept = {timer.subject: timer.due_at for timer in work.timers_of("shift")}
    for agency in sorted(governed(work)):
        due = next_edge(work, agency)
        if kept.get(agency, due) > work.now and kept.get(agency) != due:
            work.set_timer(Timer(f"shift:{agency}", due, "shift", agency))


def governed(work: Work) -> set[str]:
    """The agencies whose duty changes by itself."""
    roster, officers = work.directory.roster, work.directory.officers
    excepted = {officers[o.officer].agency for o in roster.overrides if o.officer in officers}
    return excepted | roster.agencies


def set_timer(work: Work, agency: str) -> None:
    """Look at an agency again when its duty may change next, if it changes by itself."""
    if agency in governed(work):
        work.set_timer(Timer(f"shift:{agency}", next_edge(work, agency), "shift", agency))


def next_edge(work: Work, agency: str) -> datetime:
    """When the duty of an officer of this agency may change next; in eight days at the latest."""
    roster, now = work.directory.roster, work.now
    posts = [post_of(officer) for officer in work.directory.officers_of(agency)]
    for ahead in (ONE_DAY, HORIZON):  # nearly always within a day: a week is looked through only if need be
        edges = [edge for post in posts for edge in roster.changes(post, now, now + ahead)[:1]]
        if edges:
            return min(edges)
    return now + HORIZON
