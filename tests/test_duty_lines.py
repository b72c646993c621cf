"""The lines of shifts: how days and hours are written, and each bad line by its number with what to do."""

from datetime import date, time

import pytest

from bot.directory_table import Line
from bot.duty_cells import date_in, days_in, hour_in
from bot.duty_lines import SHIFT_COLUMNS, Shifts, shifts_in
from referral.agencies import Agency, Directory, Officer
from referral.roster import EVERY_DAY, Hours, Shift

WEEKDAYS = frozenset(range(5))
DIRECTORY = Directory(
    {
        "police": Agency("police", "Công an xã", "police"),
        "one": Agency("one", "Trạm y tế", "health_station"),
        "other": Agency("other", "Trạm y tế", "health_station"),
    },
    {
        "police-1": Officer("police-1", "police", "Cán bộ Một"),
        "police-2": Officer("police-2", "police", "Cán bộ Hai"),
        "police-3": Officer("police-3", "police", "Cán bộ Hai"),
        "one-1": Officer("one-1", "one", "Y sĩ"),
    },
)


def shift_line(number: int = 2, /, **cells: str) -> Line:
    """A line without fault, but for the cells that are given."""
    good = {"agency": "Công an xã", "officer": "Cán bộ Một", "days": "T2-T6", "begin": "07:30", "end": "17:30"}
    return Line(number, {**dict.fromkeys(SHIFT_COLUMNS, ""), **good, **cells})


def read(*lines: Line) -> Shifts:
    return shifts_in(lines, DIRECTORY)


def wrong(**cells: str) -> list[tuple[str, str]]:
    """The columns and words of what is wrong with one line; each has a remedy."""
    found = read(shift_line(**cells))
    assert not found.by_agency
    assert all(problem.line == 2 and problem.what.remedy for problem in found.problems)
    return [(problem.column, problem.what.words) for problem in found.problems]


def test_a_line_becomes_a_shift() -> None:
    assert read(shift_line()).by_agency == {
        "police": [Shift("police", "police-1", Hours(WEEKDAYS, time(7, 30), time(17, 30)))]
    }


def test_a_line_with_everything() -> None:
    line = shift_line(
        officer="", days="hằng ngày", begin="17h30", end="7h30", holidays="chỉ ngày lễ", rank="phó",
        since="01/12/2026", until="2026-12-31 00:00:00",
    )  # fmt: skip
    hours = Hours(EVERY_DAY, time(17, 30), time(7, 30), date(2026, 12, 1), date(2026, 12, 31), "only")
    assert read(line).by_agency == {"police": [Shift("police", "", hours, "deputy")]}


def test_a_date_in_the_column_of_days_is_that_day_alone() -> None:
    (shift,) = read(shift_line(days="06/02/2027")).by_agency["police"]
    assert (shift.hours.days, shift.hours.since, shift.hours.until) == (EVERY_DAY, date(2027, 2, 6), date(2027, 2, 6))


def test_an_agency_may_have_no_roster_any_more() -> None:
    assert read(shift_line(days="không có lịch", begin="", end="", officer="")).by_agency == {"police": []}


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("T2-T6", {0, 1, 2, 3, 4}), ("thứ hai đến thứ sáu", {0, 1, 2, 3, 4}), ("T7, CN", {5, 6}), ("chủ nhật", {6}),
        ("Thứ 3", {1}), ("T6 – T2", {4, 5, 6, 0}), ("Mon-Fri; CN", {0, 1, 2, 3, 4, 6}), ("t2 và t4", {0, 2}),
        ("cả tuần", set(range(7))), ("", set()), ("T9", set()), ("T2-T4-T6", set()), ("T2, hm", set()),
    ],
)  # fmt: skip
def test_days(cell: str, days: set[int]) -> None:
    assert days_in(cell) == days


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("07:30", time(7, 30)), ("7h30", time(7, 30)), ("7h", time(7)), ("7", time(7)), ("17 giờ", time(17)),
        ("07:30:00", time(7, 30)), ("24:00", time()), ("0h", time()), ("24:30", None), ("07:60", None), ("", None),
        ("sáng", None), ("25h", None),
    ],
)  # fmt: skip
def test_hours(cell: str, hour: time | None) -> None:
    assert hour_in(cell) == hour


@pytest.mark.parametrize(
    ("cell", "day"),
    [("24/11/2026", date(2026, 11, 24)), ("2026-11-24", date(2026, 11, 24)), ("31/11/2026", None), ("mai", None)],
)
def test_dates(cell: str, day: date | None) -> None:
    assert date_in(cell) == day


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"agency": "Trạm y tế"}, ("agency", "several agencies have this name")),
        ({"agency": "Đồn"}, ("agency", "no agency has this id or name")),
        ({"officer": "Cán bộ Hai"}, ("officer", "several officers have this name")),
        ({"officer": "one-1"}, ("officer", "no officer of this agency has this id or name")),
        ({"days": "sáng"}, ("days", "“sáng” names no days")),
        ({"begin": "sáng"}, ("begin", "“sáng” is no hour")),
        ({"end": ""}, ("end", "“” is no hour")),
        ({"holidays": "hm"}, ("holidays", "neither yes nor no")),
        ({"rank": "sếp"}, ("rank", "“sếp” is no rank")),
        ({"since": "mai"}, ("since", "“mai” is no date")),
        ({"since": "02/12/2026", "until": "01/12/2026"}, ("until", "this is before the first day")),
        ({"days": "24/11/2026", "until": "01/12/2026"}, ("until", "there is a date in the column of days already")),
    ],
)
def test_a_bad_line(cells: dict[str, str], problem: tuple[str, str]) -> None:
    assert wrong(**cells) == [problem]


def test_a_line_with_a_merged_cell_is_not_judged() -> None:
    found = read(Line(2, shift_line().cells, unread={"begin": "merged with the cell beside or above it"}))
    assert [problem.column for problem in found.problems] == ["begin"]
    assert not found.by_agency


def test_half_a_roster_is_none() -> None:
    found = read(shift_line(2), shift_line(3, end="sáng"), shift_line(4, agency="one", officer="one-1"))
    assert list(found.by_agency) == ["one"]
    assert [problem.line for problem in found.problems] == [3]


def test_the_same_shift_twice_is_named() -> None:
    found = read(shift_line(2), shift_line(5, officer="police-1"))
    assert [(problem.line, problem.what.words) for problem in found.problems] == [(5, "the same as line 2")]
