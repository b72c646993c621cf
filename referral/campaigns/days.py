"""The kinds of days that a campaign can be due on; each gives its days of a stretch of time, in order."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Protocol

from referral.campaigns.lunar import lunar_days
from referral.records import dataclass

A_WEEK = timedelta(weeks=1)
ANY_YEAR = ((1, 1), (12, 31))


class Days(Protocol):
    """One sentence of `when`."""

    def between(self, first: date, last: date) -> Iterator[date]:
        """Its days from `first` to `last`, both counted."""
        ...


@dataclass(frozen=True, slots=True)
class Once:
    """One day and never again."""

    day: date

    def between(self, first: date, last: date) -> Iterator[date]:
        return iter((self.day,) if first <= self.day <= last else ())


@dataclass(frozen=True, slots=True)
class Yearly:
    """The same day of each year; 29 February is the 28th in most."""

    month: int
    day: int

    def between(self, first: date, last: date) -> Iterator[date]:
        days = (day_of(year, self.month, self.day) for year in range(first.year, last.year + 1))
        return (day for day in days if first <= day <= last)


@dataclass(frozen=True, slots=True)
class Monthly:
    """The same day of each month, or the last of a shorter one."""

    day: int

    def between(self, first: date, last: date) -> Iterator[date]:
        months = ((year, month) for year in range(first.year, last.year + 1) for month in range(1, 13))
        days = (day_of(year, month, self.day) for year, month in months)
        return (day for day in days if first <= day <= last)


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekday (0 is Monday) in a season of each year, given by month and day; it may go over New Year."""

    weekday: int
    begins: tuple[int, int] = ANY_YEAR[0]
    ends: tuple[int, int] = ANY_YEAR[1]

    def between(self, first: date, last: date) -> Iterator[date]:
        day = first + timedelta(days=(self.weekday - first.weekday()) % 7)
        while day <= last:
            if self.in_season((day.month, day.day)):
                yield day
            day += A_WEEK

    def in_season(self, day: tuple[int, int]) -> bool:
        """Whether this month and day lie in it."""
        if self.begins <= self.ends:
            return self.begins <= day <= self.ends
        return day >= self.begins or day <= self.ends


@dataclass(frozen=True, slots=True)
class Lunar:
    """The same lunar day of each year."""

    month: int
    day: int

    def between(self, first: date, last: date) -> Iterator[date]:
        return lunar_days(self.month, self.day, first, last)


@dataclass(frozen=True, slots=True)
class Offset:
    """So many days after another day; before it, if there is a minus."""

    of: Once | Yearly | Lunar
    by: timedelta

    def between(self, first: date, last: date) -> Iterator[date]:
        return (day + self.by for day in self.of.between(first - self.by, last - self.by))


@dataclass(frozen=True, slots=True)
class AfterHazard:
    """So long after somebody reported a dangerous place: no day of a calendar."""

    by: timedelta

    def between(self, first: date, last: date) -> Iterator[date]:
        return iter(())


def day_of(year: int, month: int, day: int) -> date:
    """This day, or the last of its month where the month is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]))
