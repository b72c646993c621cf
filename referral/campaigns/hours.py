"""When campaigns may go out: outside the quiet hours, spread over a while, and one day after another."""

from datetime import date, datetime, time, timedelta

from referral.calendar import ONE_DAY
from referral.campaigns import Rules
from referral.clock import VIETNAM, local

LAST_CALL = timedelta(minutes=10)  # before the last quiet hours: by then all have started


def may_go(now: datetime, rules: Rules) -> bool:
    """Whether it is outside the quiet hours."""
    return is_loud(local(now).time(), rules)


def is_loud(here: time, rules: Rules) -> bool:
    """Whether this local time is outside the quiet hours."""
    if rules.quiet_from <= rules.quiet_until:  # the same twice: no hour is quiet
        return not rules.quiet_from <= here < rules.quiet_until
    return rules.quiet_until <= here < rules.quiet_from


def goes_at(moment: datetime, rules: Rules) -> datetime:
    """This moment, or the end of the quiet hours it lies in."""
    if may_go(moment, rules):
        return moment
    here = local(moment)
    morning = datetime.combine(here.date(), rules.quiet_until, VIETNAM)
    return morning if morning > here else morning + ONE_DAY


def day_begins(now: datetime) -> datetime:
    """Midnight in Vietnam."""
    return datetime.combine(local(now).date(), time(), VIETNAM)


def next_day(now: datetime, starts_at: datetime) -> datetime:
    """Tomorrow at the hour at which a run starts."""
    return datetime.combine(local(now).date() + ONE_DAY, local(starts_at).time(), VIETNAM)


def over_at(day: date, days: int) -> datetime:
    """Midnight at the end of so many days, the run's own counted: what says “today” is not sent tomorrow."""
    return datetime.combine(day, time(), VIETNAM) + days * ONE_DAY


def closes_at(ends_at: datetime, rules: Rules) -> datetime:
    """When the last quiet hours before this end begin, or the end itself if it is not quiet then."""
    last = local(ends_at - timedelta.resolution)
    if may_go(last, rules):
        return ends_at
    evening = datetime.combine(last.date(), rules.quiet_from, VIETNAM)
    return evening if evening <= last else evening - ONE_DAY


def time_left(now: datetime, ends_at: datetime, rules: Rules) -> timedelta:
    """From when it may go next until it may not go any more; nothing or less if it is too late."""
    return closes_at(ends_at, rules) - goes_at(now, rules)


def fitting(spread: timedelta, begun_at: datetime, ends_at: datetime, rules: Rules) -> timedelta:
    """A spread that is over before the last quiet hours; perhaps none, then all start at once."""
    left = closes_at(ends_at, rules) - LAST_CALL - begun_at
    return max(timedelta(), min(spread, left))


def share(planned: int, elapsed: timedelta, spread: timedelta) -> int:
    """How many of the planned may have started by now, so that not all answer at once; all of them at the end."""
    if spread <= timedelta() or elapsed >= spread:
        return planned
    return max(1, planned * max(elapsed, timedelta()) // spread)
