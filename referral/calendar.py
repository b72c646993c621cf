"""Office hours and working days of Vietnam: what waits for an office is counted in its hours, a life never is."""

import re
from collections.abc import Iterable
from dataclasses import field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile

from referral.clock import VIETNAM, local
from referral.records import dataclass

MORNING = (time(7, 30), time(11, 30))
AFTERNOON = (time(13, 30), time(17, 30))
FRIDAY = 4
ONE_DAY = timedelta(days=1)
WAIT = re.compile(r"(\d+) (minute|hour|day|working hour|working day)s?")


class BadWait(ValueError):
    """Write a number and one of: minutes, hours, days, working hours, working days; for example “4 working hours”."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When offices are open. Public holidays follow the Labour Code 2019 Art. 112; `off` and `on` are corrections.

    All moments have a time zone; days are days in Vietnam.
    """

    hours: tuple[tuple[time, time], ...] = (MORNING, AFTERNOON)
    off: frozenset[date] = field(default_factory=frozenset)  # further days on which offices are closed
    on: frozenset[date] = field(default_factory=frozenset)  # days on which they are open all the same

    def working_day(self, day: date) -> bool:
        """Whether offices are open on this day."""
        if day in self.on:
            return True
        return day.weekday() <= FRIDAY and day not in self.off and day not in public_holidays(day.year)

    def holiday(self, day: date) -> bool:
        """Whether this day is a public holiday, or closed by a correction; an ordinary Sunday is none."""
        return day not in self.on and (day in self.off or day in public_holidays(day.year))

    def next_open(self, moment: datetime) -> datetime:
        """This moment if offices are open, else when they open next."""
        return next(max(begin, moment) for begin, end in self._open_from(moment) if end > moment)

    def after_office_time(self, start: datetime, span: timedelta) -> datetime:
        """The moment by which offices have been open for so long since the start."""
        stretches = iter(self._open_from(start))
        while True:
            begin, end = next(stretches)
            here = end - max(begin, start)
            if here >= span:
                return max(begin, start) + span
            span -= max(here, timedelta())

    def open_between(self, start: datetime, end: datetime) -> timedelta:
        """How long offices are open from the start to the end; nothing if the end is earlier."""
        spans = takewhile(lambda span: span[0] < end, self._open_from(start))
        return sum((max(min(to, end) - max(begin, start), timedelta()) for begin, to in spans), timedelta())

    def after_working_days(self, start: datetime, days: int) -> datetime:
        """Midnight at the end of the n-th working day; the first day is not counted (Civil Code 2015 Art. 147-148)."""
        day = local(start).date()
        while days:
            day += ONE_DAY
            days -= self.working_day(day)
        return datetime.combine(day + ONE_DAY, time(), VIETNAM)

    def _open_from(self, start: datetime) -> Iterable[tuple[datetime, datetime]]:
        """The stretches of open time from the day of the start on, without end."""
        day = local(start).date()
        while True:
            if self.working_day(day):
                for begin, end in self.hours:
                    yield datetime.combine(day, begin, VIETNAM), datetime.combine(day, end, VIETNAM)
            day += ONE_DAY


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Public holidays with their substitute days, Tết and Giỗ Tổ by the lunar calendar."""
    import holidays  # a fiftieth of a second: not before a start is over

    return frozenset(holidays.country_holidays("VN", years=year))


@dataclass(frozen=True, slots=True)
class Wait:
    """How long something may take: wall time, or office time (`working` hours), or whole working days."""

    wall: timedelta = timedelta()
    office: timedelta = timedelta()
    days: int = 0

    def after(self, start: datetime, calendar: Calendar) -> datetime:
        """When it is over."""
        if self.days:
            return calendar.after_working_days(start, self.days)
        return calendar.after_office_time(start, self.office) if self.office else start + self.wall


def parse_wait(text: str) -> Wait:
    """Read “2 minutes”, “12 hours”, “15 days”, “4 working hours”, “5 working days”, or raise BadWait."""
    found = WAIT.fullmatch(text.strip())
    if not found or int(found[1]) == 0:
        raise BadWait(f"{text!r}: {BadWait.__doc__}")
    count, unit = int(found[1]), found[2]
    if unit == "working day":
        return Wait(days=count)
    span = {"minute": timedelta(minutes=1), "day": ONE_DAY}.get(unit, timedelta(hours=1)) * count
    return Wait(office=span) if unit == "working hour" else Wait(wall=span)
