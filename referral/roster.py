"""The roster: who stands on duty when, by weekly shifts, public holidays and overrides; the moment is an argument."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Literal, TypeVar

from referral.calendar import ONE_DAY, Calendar
from referral.clock import VIETNAM, local
from referral.records import dataclass

Rank = Literal["", "first", "deputy"]  # "": as the directory has it
OnHolidays = Literal["too", "never", "only"]
Stretch = tuple[datetime, datetime]  # from the first moment until just before the second

HORIZON = timedelta(days=8)  # so far ahead a change is looked for: a week and the night that ends it
EVERY_DAY = frozenset(range(7))
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hours:
    """When a shift is held: the days of the week it begins on (0 is Monday), from when until when."""

    days: frozenset[int]
    begin: time
    end: time  # not after the begin: on the next day
    since: date | None = None  # the first day it begins on
    until: date | None = None  # the last
    on_holidays: OnHolidays = "too"  # public holidays, Tết too, often have a roster of their own

    def begins_on(self, day: date, calendar: Calendar) -> bool:
        """Whether a shift begins on this day."""
        in_force = (self.since or day) <= day <= (self.until or day)
        kept = self.on_holidays == "too" or calendar.holiday(day) == (self.on_holidays == "only")
        return in_force and kept and day.weekday() in self.days

    def on(self, day: date) -> Stretch:
        """The shift that begins on this day."""
        last = day if self.end > self.begin else day + ONE_DAY
        return datetime.combine(day, self.begin, VIETNAM), datetime.combine(last, self.end, VIETNAM)

    def between(self, start: datetime, end: datetime, calendar: Calendar) -> Iterator[Stretch]:
        """The shifts of which some is in this stretch of time, the earliest first."""
        day, last = local(start).date() - ONE_DAY, local(end).date()
        while day <= last:
            begins, ends = self.on(day)
            if self.begins_on(day, calendar) and begins < end and ends > start:
                yield begins, ends
            day += ONE_DAY


@dataclass(frozen=True, slots=True)
class Shift:
    """Hours that an officer of an agency is on duty, or with officer "" everybody of it."""

    agency: str
    officer: str
    hours: Hours
    rank: Rank = ""


@dataclass(frozen=True, slots=True)
class Override:
    """For a while an officer is on duty, or off it, whatever the shifts say; of several the one that began last."""

    officer: str
    since: datetime
    until: datetime
    on_duty: bool


@dataclass(frozen=True, slots=True)
class Post:
    """An officer where they work: what a roster is asked about."""

    agency: str
    officer: str


@dataclass(frozen=True)
class Roster:
    """All shifts and overrides. An agency without any shift has no hours: there only the officer's own switch counts.

    Whoever has switched off is not on duty whatever stands here: that is looked at by the directory.
    """

    shifts: tuple[Shift, ...] = ()
    overrides: tuple[Override, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)

    @cached_property
    def agencies(self) -> frozenset[str]:
        """The agencies that have shifts."""
        return frozenset(self._of_agency)

    def governs(self, post: Post) -> bool:
        """Whether anything here speaks of this officer."""
        return post.agency in self._of_agency or post.officer in self._of_officer

    def on_duty(self, post: Post, moment: datetime) -> bool:
        """Whether this officer is on duty at this moment."""
        running = [o for o in self._of_officer.get(post.officer, ()) if o.since <= moment < o.until]
        if running:
            return max(running, key=lambda o: o.since).on_duty
        return post.agency not in self._of_agency or self.shift_at(post, moment) is not None

    def shift_at(self, post: Post, moment: datetime) -> Shift | None:
        """The shift that this officer is in; of several the one as the first, then the one of their own."""
        running = [shift for shift, _ in self.running(post, moment)]
        return min(running, key=lambda s: (s.rank == "deputy", s.officer == ""), default=None)

    def shift_end(self, post: Post, moment: datetime) -> datetime | None:
        """When the shift ends that this officer is in, whatever comes after it; None outside of shifts."""
        return max((ends for _, (_, ends) in self.running(post, moment)), default=None)

    def running(self, post: Post, moment: datetime) -> list[tuple[Shift, Stretch]]:
        """The shifts that this officer is in at this moment, with their begin and end."""
        just_now = moment + timedelta.resolution
        return [(s, found) for s in self.shifts_of(post) for found in self.of_shift(s, moment, just_now)]

    def shifts_of(self, post: Post) -> tuple[Shift, ...]:
        """The shifts of this officer, with those that everybody of the agency has."""
        return tuple(s for s in self._of_agency.get(post.agency, ()) if s.officer in ("", post.officer))

    def last_end(self, agency: str, moment: datetime) -> datetime | None:
        """When the last shift ends that begins at an agency on the day of this moment, if it has not ended."""
        day = local(moment).date()
        today = (s.hours.on(day) for s in self._of_agency.get(agency, ()) if s.hours.begins_on(day, self.calendar))
        return max((ends for _, ends in today if ends > moment), default=None)

    def of_shift(self, shift: Shift, start: datetime, end: datetime) -> Iterator[Stretch]:
        """When this shift is held within a stretch of time."""
        return shift.hours.between(start, end, self.calendar)

    def changes(self, post: Post, start: datetime, end: datetime) -> list[datetime]:
        """The moments after the start and until the end at which this officer's duty may change."""
        stretches = [found for shift in self.shifts_of(post) for found in self.of_shift(shift, start, end)]
        stretches += [(o.since, o.until) for o in self._of_officer.get(post.officer, ())]
        return within(stretches, start, end)

    def until(self, post: Post, moment: datetime) -> datetime | None:
        """When the duty that runs at this moment ends; None if it does not run, or no end is in sight."""
        later = self.changes(post, moment, moment + HORIZON) if self.on_duty(post, moment) else []
        return next((edge for edge in later if not self.on_duty(post, edge)), None)

    def next_begin(self, post: Post, moment: datetime) -> datetime | None:
        """When this officer, off duty at this moment, comes on duty; None if that is not in sight."""
        return next((e for e in self.changes(post, moment, moment + HORIZON) if self.on_duty(post, e)), None)

    def next_change(self, moment: datetime) -> datetime:
        """The first moment after this one at which anybody's duty may change; in eight days at the latest."""
        end = moment + HORIZON
        stretches = [found for hours in self._hours for found in hours.between(moment, end, self.calendar)]
        stretches += [(o.since, o.until) for o in self.overrides]
        return next(iter(within(stretches, moment, end)), end)

    @cached_property
    def _of_agency(self) -> Mapping[str, tuple[Shift, ...]]:
        return grouped((shift.agency, shift) for shift in self.shifts)

    @cached_property
    def _of_officer(self) -> Mapping[str, tuple[Override, ...]]:
        return grouped((override.officer, override) for override in self.overrides)

    @cached_property
    def _hours(self) -> frozenset[Hours]:
        """Thousands of agencies share a few hours: only these are looked through for the next change."""
        return frozenset(shift.hours for shift in self.shifts)


def grouped(pairs: Iterable[tuple[str, T]]) -> Mapping[str, tuple[T, ...]]:
    """What belongs to each name, in order."""
    found = defaultdict[str, list[T]](list)
    for name, one in pairs:
        found[name].append(one)
    return {name: tuple(ones) for name, ones in found.items()}


def within(stretches: Iterable[Stretch], start: datetime, end: datetime) -> list[datetime]:
    """The begins and ends of stretches, each once, after the start and until the end."""
    return sorted({edge for stretch in stretches for edge in stretch if start < edge <= end})
