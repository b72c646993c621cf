"""A table of days on which offices are closed, or open all the same, as lines and back."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from bot.directory_lines import Problem, misshapen
from bot.directory_places import Unclear
from bot.directory_table import Columns, Line
from bot.duty_cells import date_in
from referral.jurisdiction.names import fold

TABLE = "days"
DAY_COLUMNS: Columns = {"day": ("ngày",), "offices": ("công sở", "cơ quan nhà nước")}
OFFICES_SAID: Mapping[bool | None, str] = {True: "nghỉ", False: "làm việc", None: "như luật"}
CLOSED: Mapping[str, bool | None] = {
    **dict.fromkeys(map(fold, ("nghỉ", "đóng cửa", "closed", "off")), True),
    **dict.fromkeys(map(fold, ("làm việc", "làm bù", "mở cửa", "open", "on")), False),
    **dict.fromkeys(map(fold, ("như luật", "as the law says")), None),
}


def days_of(lines: Iterable[Line]) -> tuple[dict[date, bool | None], tuple[Problem, ...]]:
    """Each day of the good lines: closed, open, or as the law says; and what is wrong with the others."""
    found: dict[date, bool | None] = {}
    problems, seen = list[Problem](), dict[date, int]()
    for line in lines:
        wrong = [*faults(line)]
        day = date_in(line.cells["day"])
        if not wrong and day in seen:
            wrong.append(("", Unclear(f"the same as line {seen[day]}", "take one out")))
        problems += [Problem(TABLE, line.number, *one) for one in wrong]
        if day and not wrong:
            found[day], seen[day] = CLOSED[fold(line.cells["offices"])], line.number
    return found, tuple(problems)


def faults(line: Line) -> Iterator[tuple[str, Unclear]]:
    """Everything that is wrong with one line of days."""
    if shape := misshapen(line):
        yield from shape
        return
    if date_in(line.cells["day"]) is None:
        yield "day", Unclear(f"“{line.cells['day']}” is no day", "write it as 24/11/2026")
    if fold(line.cells["offices"]) not in CLOSED:
        said = line.cells["offices"]
        yield "offices", Unclear(f"“{said}” says neither open nor closed", "write nghỉ, làm việc, or như luật")
