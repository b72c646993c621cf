"""Periods of reports: half a year, a year, from day to day; and until when a province wants which report."""

import calendar
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from referral.calendar import ONE_DAY, Calendar
from referral.clock import VIETNAM, local
from referral.records import dataclass

ReportKind = Literal["half", "year"]
KINDS: tuple[ReportKind, ...] = ("half", "year")
REMIND_AT = time(8)
LAST_MONTH = timedelta(days=31)  # before its deadline: from then on a report may be handed in
LONGEST = timedelta(days=5 * 366)  # of a period that somebody may ask for
JULY = 7
FIRST, LAST = 2000, 2200  # years of which somebody may ask


class BadPeriod(ValueError):
    """Give whole months: the first day of one, the last day of one; five years at most, and all of it after 1999."""


class BadDueDay(ValueError):
    """Write month and day of the deadline like 06-15; that of half a year must be before that of the year."""


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in Vietnam, the last one included."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time(), VIETNAM)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + ONE_DAY, time(), VIETNAM)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Until which day of each year a province wants its reports, as month and day; the day itself still counts."""

    half: tuple[int, int]
    year: tuple[int, int]

    def day(self, kind: ReportKind, year: int) -> date:
        """The deadline in a year."""
        month, day = self.half if kind == "half" else self.year
        return date(year, month, day)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The deadlines of a province through the years: each holds from its year on; before the first, the usual ones."""

    entries: tuple[tuple[int, Deadlines], ...] = ()  # by year

    def of(self, year: int) -> Deadlines:
        """Those of a year."""
        return next((found for since, found in reversed(self.entries) if since <= year), usual_deadlines())

    def day(self, kind: ReportKind, year: int) -> date:
        """One deadline of a year."""
        return self.of(year).day(kind, year)


@dataclass(frozen=True, slots=True)
class Owed:
    """One report that a commune owes: what it is called in tables (“2027-half”), its period and its deadline."""

    name: str
    kind: ReportKind
    period: Period
    due: date

    @property
    def opens(self) -> date:
        """From when it may be handed in: its period is nearly over, and does not change any more."""
        return self.due - LAST_MONTH


@cache
def usual() -> Mapping[str, Any]:
    """What holds where a province has written nothing."""
    return tomllib.loads((files("referral") / "data" / "reports.toml").read_text("utf-8"))


def usual_deadlines() -> Deadlines:
    """Those of a province that has not written its own."""
    return deadlines_of(str(usual()["half"]), str(usual()["year"]))


def usual_reminders() -> Sequence[int]:
    """How many days before a deadline who owes a report is reminded."""
    return [int(days) for days in usual()["remind"]]


def deadlines_of(half: str, year: str) -> Deadlines:
    """Read two deadlines, or raise BadDueDay."""
    found = Deadlines(month_and_day(half), month_and_day(year))
    if found.half >= found.year:
        raise BadDueDay(BadDueDay.__doc__)
    return found


def month_and_day(text: str) -> tuple[int, int]:
    """Read 06-15; a day that only some years have is refused."""
    try:
        day = date.fromisoformat(f"2027-{text.strip()}")
    except ValueError:
        raise BadDueDay(BadDueDay.__doc__) from None
    return day.month, day.day


def written(deadline: tuple[int, int]) -> str:
    """Month and day as they are written: 06-15."""
    return f"{deadline[0]:02}-{deadline[1]:02}"


def changed(known: Schedule, new: Deadlines, today: date) -> Mapping[int, Deadlines]:
    """What another wish makes of the years to come; a report that may be handed in keeps its day."""
    years = (today.year, today.year + 1)
    return {year: wanted(known.of(year), new, year, today) for year in years} | {today.year + 2: new}


def wanted(kept: Deadlines, new: Deadlines, year: int, today: date) -> Deadlines:
    """The deadlines of a year after such a wish: each day that is neither so near nor was, by the old or the new."""
    free = {kind: all(today < one.day(kind, year) - LAST_MONTH for one in (kept, new)) for kind in KINDS}
    half, whole = new.half if free["half"] else kept.half, new.year if free["year"] else kept.year
    return Deadlines(half, whole) if half < whole else kept


def owed(deadlines: Schedule, year: int) -> Sequence[Owed]:
    """The two reports of a year; both begin where the yearly one before ended, so no day is in none."""
    first = deadlines.day("year", year - 1) + ONE_DAY
    days = {kind: deadlines.day(kind, year) for kind in KINDS}
    return [Owed(f"{year}-{kind}", kind, Period(first, day), day) for kind, day in days.items()]


def owed_named(deadlines: Schedule, name: str) -> Owed | None:
    """The report with this name; None if there is none."""
    year, _, _ = name.partition("-")
    if not (year.isascii() and year.isdecimal() and len(year) == 4 and FIRST <= int(year) <= LAST):
        return None
    return next((one for one in owed(deadlines, int(year)) if one.name == name), None)


def current(deadlines: Schedule, today: date) -> Owed:
    """The report that is due next."""
    ahead = [one for year in (today.year, today.year + 1) for one in owed(deadlines, year) if one.due >= today]
    return min(ahead, key=lambda one: one.due)


def reminders(one: Owed, before: Sequence[int], office: Calendar) -> Sequence[tuple[datetime, int]]:
    """When its coordinators are reminded, in working hours, and how many days are left then; never after the day."""
    days = ((datetime.combine(one.due - timedelta(days=n), REMIND_AT, VIETNAM), n) for n in before)
    return [(earlier_open(moment, office), n) for moment, n in days]


def earlier_open(moment: datetime, office: Calendar) -> datetime:
    """This moment if offices are open on its day, else the same hour of the last working day before it."""
    while not office.working_day(local(moment).date()):
        moment -= ONE_DAY
    return moment


def half_year(today: date) -> Period:
    """The half of the calendar year in which this day lies."""
    if today.month < JULY:
        return Period(date(today.year, 1, 1), date(today.year, 6, 30))
    return Period(date(today.year, JULY, 1), date(today.year, 12, 31))


def whole_year(today: date) -> Period:
    """The calendar year in which this day lies."""
    return Period(date(today.year, 1, 1), date(today.year, 12, 31))


def between(first: date, last: date) -> Period:
    """A period somebody chose, or BadPeriod. Two that differ by a day would give that day's cases away."""
    period = Period(first, last)
    if last - first > LONGEST or not FIRST <= first.year <= last.year <= LAST or whole_months(period) < 1:
        raise BadPeriod(BadPeriod.__doc__)
    return period


def in_months(first: date, last: date) -> Period:
    """The whole months in which two days lie, or BadPeriod."""
    return between(first.replace(day=1), last.replace(day=calendar.monthrange(last.year, last.month)[1]))


def before(period: Period) -> Period:
    """The one before it: as many whole months where it is made of such, else as many days."""
    last = period.first - ONE_DAY
    months = whole_months(period)
    if not months:
        return Period(last - (period.last - period.first), last)
    count = period.first.year * 12 + period.first.month - 1 - months
    return Period(date(count // 12, count % 12 + 1, 1), last)


def whole_months(period: Period) -> int:
    """Of how many whole months it is made; 0 if it begins or ends within one."""
    first, last = period.first, period.last
    if first.day != 1 or last.day != calendar.monthrange(last.year, last.month)[1]:
        return 0
    return (last.year - first.year) * 12 + last.month - first.month + 1
