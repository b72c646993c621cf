"""A province's own lengths of the legal clocks, read from a table: shorter than the law's, never longer."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot.directory_table import Line
from referral.calendar import BadWait, Calendar, parse_wait
from referral.clock_rules import Rule
from referral.deadlines import looser
from referral.jurisdiction.names import fold
from referral.records import dataclass

CLOCK_COLUMNS = {"clock": ("rule", "hạn", "đồng hồ"), "within": ("length", "thời hạn")}
TRANSLATED = {
    "phút": "minutes",
    "giờ": "hours",
    "ngày": "days",
    "giờ làm việc": "working hours",
    "ngày làm việc": "working days",
}


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is not taken, and what to do about it."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Office:
    """What two waits are compared with: the rules, the office calendar, the first day of the two years looked at."""

    rules: Mapping[str, Rule]
    calendar: Calendar
    first: datetime


def waits_in(lines: Sequence[Line], office: Office) -> tuple[Mapping[str, str], tuple[BadLine, ...]]:
    """The waits of a table by name of the rule, and the lines that are not taken."""
    good: dict[str, str] = {}
    bad: list[BadLine] = []
    for line in lines:
        found = judged(line, office)
        if isinstance(found, BadLine):
            bad.append(found)
        elif found[0] in good:
            bad.append(BadLine(line.number, f"{found[0]} stands there twice: keep one line"))
        else:
            good[found[0]] = found[1]
    return good, tuple(bad)


def judged(line: Line, office: Office) -> tuple[str, str] | BadLine:
    """One line: the rule and its wait, or why it is not taken."""
    rule = rule_called(line.cells["clock"], office.rules)
    if rule is None:
        return BadLine(line.number, f"“{line.cells['clock']}” is no clock; use one of {', '.join(office.rules)}")
    if line.surplus or line.unread:
        return BadLine(line.number, "a cell too many, merged, or a formula without a result: write plain text")
    within = spelled(line.cells["within"])
    try:
        own, law = parse_wait(within), parse_wait(rule.within)
    except BadWait as error:
        return BadLine(line.number, str(error))
    if looser(own, law, office.calendar, office.first):
        return BadLine(
            line.number, f"{within} can end later than {rule.within} ({rule.article}): only shorter is taken"
        )
    return rule.name, within


def rule_called(said: str, rules: Mapping[str, Rule]) -> Rule | None:
    """The rule with this name or title; of a title that two rules share, none."""
    named = [rule for rule in rules.values() if fold(said) in (fold(rule.name), fold(rule.title))]
    return named[0] if len(named) == 1 else None


def spelled(said: str) -> str:
    """A wait as the rules write it, from English or Vietnamese: 4 giờ làm việc, 4 working hours."""
    count, _, unit = said.strip().lower().partition(" ")
    return f"{count} {TRANSLATED.get(unit.strip(), unit.strip())}"


def outdated(shortened: Sequence[tuple[str, str, str]], rules: Mapping[str, Rule]) -> Iterator[str]:
    """Stored lengths that no rule reads any more, or that cannot be read."""
    for province, name, within in shortened:
        try:
            parse_wait(within)
        except BadWait:
            yield f"province {province}, clock {name}: “{within}” cannot be read"
        if name not in rules:
            yield f"province {province}, clock {name}: there is no such clock"
