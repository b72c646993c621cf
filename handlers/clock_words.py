"""Legal clocks in words for officers: how long, until when, how much is left."""

import re
from collections.abc import Mapping
from datetime import timedelta

from flows.words import sections
from handlers.scene import named, words
from handlers.work import Work
from referral.clock import hour_and_day, local
from referral.clock_rules import Rule, shipped_rules
from referral.deadlines import Clock, Watch, is_wall, left

UNITS = re.compile(r"(\d+) ([a-z ]+?)s?")
ONE_MINUTE = timedelta(minutes=1)


def watch_of(work: Work) -> Watch:
    """The rules in force, the office calendar and the time of this transaction."""
    return Watch(shipped_rules(), work.directory.calendar, work.now)


def blanks_of(work: Work, clock: Clock) -> dict[str, str]:
    """What every sentence about a clock may say: what must be done, how long, the source, until when, what is left."""
    rule = rule_of(clock)
    return {
        "title": title_of(work, clock),
        "length": length(clock.within, units_of(work)),
        "article": rule.article,
        "due": due_words(work, clock),
        "left": left_words(work, clock),
    }


def rule_of(clock: Clock) -> Rule:
    """The rule of a clock."""
    return shipped_rules()[clock.name]


def title_of(work: Work, clock: Clock) -> str:
    """What a clock wants done."""
    return work.house.translate(work.page_locale, rule_of(clock).title)


def milestones_in(rule: Rule) -> tuple[str, ...]:
    """The steps that stop this clock and that an officer reports as a milestone."""
    return tuple(step for step in rule.stops if step in sections()["milestones"])


def units_of(work: Work) -> Mapping[str, str]:
    """The units of a wait in the language of the page."""
    return {unit: named(work, "units", unit) for unit in sections()["units"]}


def length(within: str, units: Mapping[str, str]) -> str:
    """A wait as officers say it: 12 giờ, 5 ngày làm việc."""
    found = UNITS.fullmatch(within)
    return f"{found[1]} {units[found[2]]}" if found else within


def due_words(work: Work, clock: Clock, locale: str = "") -> str:
    """Until when, in this language: an hour, or the end of a day."""
    if "working day" in clock.within:  # whole days
        day = f"{local(clock.due_at - ONE_MINUTE):%d/%m/%Y}"
        return words(work, locale or work.page_locale, "clock_day_end", day=day)
    return hour_and_day(clock.due_at)


def left_words(work: Work, clock: Clock) -> str:
    """How much time is left: days, hours and minutes of the wall, or hours and minutes of the office."""
    units = units_of(work)
    minutes = -(-left(clock, watch_of(work)) // ONE_MINUTE)
    days, rest = divmod(minutes, 24 * 60) if is_wall(clock) else (0, minutes)
    hours, minutes = divmod(rest, 60)
    parts = [(days, units["day"]), (hours, units["hour"]), (minutes, units["minute"])]
    said = " ".join(f"{count} {unit}" for count, unit in parts if count) or f"0 {units['minute']}"
    return said if is_wall(clock) else f"{said} {units['office']}"
