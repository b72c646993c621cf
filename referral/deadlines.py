"""Legal clocks: which of them run for a case or a request, when each is due, and what is to be said of it by now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from functools import lru_cache

from referral.calendar import Calendar, Wait, parse_wait
from referral.clock_rules import Rule
from referral.conditions import holds
from referral.records import dataclass

PERCENTS = (50, 80, 100)
OVER = 100
DROPPED = "dropped"  # Clock.step of a clock whose rule no longer applies
ASKED = "asked"  # Clock.step of a clock that stopped by itself: a body of the commune was asked
CLOSED = "closed"
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of one case or request. A case that opens again gets another run; what was before stays."""

    name: str  # of its rule
    run: int
    started_at: datetime
    due_at: datetime
    within: str  # the wait it was started with, as in the data: "12 hours"
    stopped_at: datetime | None = None
    stopped_by: str = ""  # officer id, or "system"
    step: str = ""  # what stopped it: a step, ASKED or DROPPED
    marked: int = 0  # the highest of PERCENTS that was told and recorded
    ended: bool = False  # its case was closed since: when it opens again, another run begins

    @property
    def running(self) -> bool:
        """Whether time still counts."""
        return self.stopped_at is None

    def late(self, now: datetime) -> bool:
        """Whether it was or is over its time; what was recorded as late stays late, whatever the wall clock says."""
        over = now if self.stopped_at is None else self.stopped_at
        return self.marked == OVER or over >= self.due_at


@dataclass(frozen=True, slots=True)
class Mark:
    """What was recorded when a share of the time was over: whom we told, and who had accepted for which body."""

    name: str
    run: int
    percent: int
    at: datetime
    told: tuple[str, ...] = ()  # officer ids
    held: tuple[tuple[str, str, datetime], ...] = ()  # body, officer, when that officer accepted


@dataclass(frozen=True, slots=True)
class Matter:
    """What a clock needs to know of a case or a request at one moment."""

    of: str  # "case" or "request"
    received_at: datetime
    facts: Mapping[str, str]
    closed: bool = False
    asked_at: datetime | None = None  # when a body of the commune was first asked
    shorter: Mapping[str, str] = field(default_factory=dict)  # what the province has made shorter, by name of the rule


@dataclass(frozen=True, slots=True)
class Watch:
    """The rules in force, the office calendar, and what time it is."""

    rules: Mapping[str, Rule]
    calendar: Calendar
    now: datetime


def brought_in_line(matter: Matter, clocks: Sequence[Clock], watch: Watch) -> tuple[Clock, ...]:
    """All clocks as they should be now: begun, moved to the due time in force, stopped, dropped, taken up again."""
    latest = {clock.name: clock for clock in sorted(clocks, key=lambda c: c.run)}
    begun = [
        begin(matter, rule, latest.get(rule.name), watch)
        for rule in watch.rules.values()
        if rule.of == matter.of and begins(matter, rule, latest.get(rule.name))
    ]
    older = [clock for clock in clocks if clock is not latest[clock.name] or clock.name not in watch.rules]
    known = [clock for clock in latest.values() if clock.name in watch.rules]
    return (*older, *(adjusted(matter, clock, watch) for clock in (*known, *begun)))


def begins(matter: Matter, rule: Rule, latest: Clock | None) -> bool:
    """Whether a rule asks for a clock that is not there yet."""
    return not matter.closed and (latest is None or latest.ended) and holds(rule.applies, matter.facts)


def begin(matter: Matter, rule: Rule, before: Clock | None, watch: Watch) -> Clock:
    """A new clock. The first counts from receipt, however late its rule began to apply; a case that opens again was
    told of anew just now."""
    first = before is None and rule.counts_from == "receipt"
    start = matter.received_at if first else watch.now
    return Clock(rule.name, before.run + 1 if before else 1, start, start, "")


def adjusted(matter: Matter, clock: Clock, watch: Watch) -> Clock:
    """One clock as it should be now."""
    rule = watch.rules[clock.name]
    if matter.closed and rule.stopped_by(CLOSED):
        return replace(stopped(clock, watch.now, SYSTEM, CLOSED) if clock.running else clock, ended=True)
    if clock.ended:
        return clock
    if holds(rule.applies, matter.facts):
        return due_anew(matter, taken_up(clock), watch)
    return stopped(clock, watch.now, SYSTEM, DROPPED) if clock.running else clock


def taken_up(clock: Clock) -> Clock:
    """A clock that was dropped runs again from where it began: its rule applies again."""
    return replace(clock, stopped_at=None, stopped_by="", step="") if clock.step == DROPPED else clock


def due_anew(matter: Matter, clock: Clock, watch: Watch) -> Clock:
    """A running clock with the due time by the wait and calendar in force; one recorded as late keeps what it broke."""
    rule = watch.rules[clock.name]
    if not clock.running or clock.marked == OVER:
        return clock
    lengths = dict.fromkeys((rule.within, matter.shorter.get(rule.name, rule.within)))
    ends = [(end_of(within, clock.started_at, watch.calendar), within) for within in lengths]
    due_at, within = min(ends)  # whatever a province wrote, never later than the law
    due = clock if (clock.within, clock.due_at) == (within, due_at) else replace(clock, within=within, due_at=due_at)
    if rule.stopped_by(ASKED) and matter.asked_at:
        return stopped(due, max(due.started_at, matter.asked_at), SYSTEM, ASKED)
    return due


def stopped(clock: Clock, now: datetime, by: str, step: str) -> Clock:
    """The clock, standing still from now on."""
    return replace(clock, stopped_at=now, stopped_by=by, step=step)


def stopped_by_step(clocks: Sequence[Clock], step: str, by: str, watch: Watch) -> tuple[Clock, ...]:
    """The running clocks that this step stops, stopped."""
    waiting = (c for c in clocks if c.running and c.name in watch.rules and watch.rules[c.name].stopped_by(step))
    return tuple(stopped(clock, watch.now, by, step) for clock in waiting)


def percent_due(clock: Clock, watch: Watch) -> int:
    """The highest mark that is reached and was not told, 0 if there is none; what was missed is made up by one mark.

    A clock that stopped too late has reached its end all the same.
    """
    if not clock.running:
        return OVER if clock.marked < OVER and clock.late(watch.now) else 0
    reached = [percent for percent, moment in moments(clock, watch) if percent > clock.marked and moment <= watch.now]
    return max(reached, default=0)


def next_moment(clocks: Iterable[Clock], watch: Watch) -> datetime | None:
    """When time alone changes something next."""
    running = (clock for clock in clocks if clock.running and clock.name in watch.rules)
    ahead = (moment for c in running for percent, moment in moments(c, watch) if percent > c.marked)
    return min((moment for moment in ahead if moment > watch.now), default=None)


def moments(clock: Clock, watch: Watch) -> Iterable[tuple[int, datetime]]:
    """When each mark is to be told: by office time for a wait of the office, and then only while it is open."""
    stretch = Stretch(clock.started_at, clock.due_at, is_wall(clock))
    return marks_of(stretch, watch.calendar, watch.rules[clock.name].office_hours)


@lru_cache(maxsize=4096)  # a case is looked at many times, and its clocks are mostly those of the last time
def marks_of(stretch: "Stretch", calendar: Calendar, office_hours: bool) -> tuple[tuple[int, datetime], ...]:
    """Each mark of a stretch of time with its moment."""
    shares = [(percent, stretch.share(percent, calendar) if percent < OVER else stretch.due_at) for percent in PERCENTS]
    return tuple((percent, calendar.next_open(moment) if office_hours else moment) for percent, moment in shares)


@lru_cache(maxsize=4096)
def end_of(within: str, start: datetime, calendar: Calendar) -> datetime:
    """When a wait that began then is over."""
    return parse_wait(within).after(start, calendar)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when a clock runs, by the wall or by the office."""

    started_at: datetime
    due_at: datetime
    wall: bool

    def share(self, percent: int, calendar: Calendar) -> datetime:
        """The moment at which this share of the time is over."""
        if self.wall:
            return self.started_at + (self.due_at - self.started_at) * percent / 100
        span = calendar.open_between(self.started_at, self.due_at) * percent / 100
        return calendar.after_office_time(self.started_at, span)


def left(clock: Clock, watch: Watch) -> timedelta:
    """How much time is left: of the wall, or of the office for a wait of the office; nothing once it is over."""
    if is_wall(clock):
        return max(clock.due_at - watch.now, timedelta())
    return watch.calendar.open_between(max(watch.now, clock.started_at), clock.due_at)


def is_wall(clock: Clock) -> bool:
    """Whether this clock counts wall time; working hours and working days count office time."""
    return "working" not in clock.within


def looser(own: Wait, law: Wait, calendar: Calendar, first: datetime) -> bool:
    """Whether a wait ends later than the law's for any start within two years of the first.

    Waits of one kind are compared as they are. Of two kinds every half hour is tried as a start, and the moment
    before it: between those neither of them jumps, while offices open and close on half hours.
    """
    kinds = [(own.wall, law.wall), (own.office, law.office), (timedelta(own.days), timedelta(law.days))]
    same = [mine > theirs for mine, theirs in kinds if mine and theirs]
    if same:
        return same[0]
    return any(own.after(start, calendar) > law.after(start, calendar) for start in starts_in_two_years(first))


def starts_in_two_years(first: datetime) -> Iterable[datetime]:
    """Every half hour of two years, and the second before each."""
    begin = first.replace(minute=0, second=0, microsecond=0)
    for n in range(2 * 2 * 24 * 365):
        moment = begin + n * timedelta(minutes=30)
        yield from (moment - timedelta(seconds=1), moment)
