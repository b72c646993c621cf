"""The lines of a deployer's table become shifts; every line that cannot is said, by its number, with what to do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from bot.directory_lines import Cells, Fault, Problem, misshapen
from bot.directory_officers import agencies_called
from bot.directory_places import Unclear
from bot.directory_table import Columns, Line
from bot.duty_cells import EVERYBODY, ON_HOLIDAYS, RANKS, date_in, days_in, hour_in
from referral.agencies import Directory
from referral.jurisdiction.names import fold
from referral.records import dataclass
from referral.roster import EVERY_DAY, Hours, Shift

TABLE = "shifts"
SHIFT_COLUMNS: Columns = {
    "agency": ("cơ quan", "đơn vị"),
    "officer": ("cán bộ", "người trực"),
    "days": ("ngày", "thứ"),
    "begin": ("từ giờ", "bắt đầu"),
    "end": ("đến giờ", "kết thúc"),
    "holidays": ("ngày lễ",),
    "rank": ("vai trực", "chính phó"),
    "since": ("từ ngày",),
    "until": ("đến ngày",),
}
NO_SHIFT = {fold(said) for said in ("không có lịch", "bỏ lịch", "none")}  # in `days`: the agency has no roster any more


@dataclass(frozen=True, slots=True)
class Shifts:
    """What a table makes of rosters: the shifts of each agency it names, and the lines that are not taken."""

    by_agency: Mapping[str, Sequence[Shift]]
    problems: tuple[Problem, ...]


def shifts_in(lines: Iterable[Line], directory: Directory) -> Shifts:
    """The shifts of the good lines. An agency with a bad line keeps the roster it has: half a roster is none."""
    lines = tuple(lines)
    problems = [Problem(TABLE, line.number, *fault) for line in lines for fault in faults(line, directory)]
    bad = {problem.line for problem in problems}
    problems += repeated([line for line in lines if line.number not in bad], directory)
    bad = {problem.line for problem in problems}
    broken = {a for line in lines if line.number in bad for a in agencies_called(line.cells["agency"], directory)}
    found: dict[str, list[Shift]] = {}
    for line in lines:
        agency = agencies_called(line.cells["agency"], directory)
        if line.number not in bad and broken.isdisjoint(agency):
            found.setdefault(agency[0], []).extend(read_shift(line.cells, directory))
    return Shifts(found, tuple(problems))


def read_shift(cells: Cells, directory: Directory) -> list[Shift]:
    """The shift of a good line; none for one that says that the agency has no roster any more."""
    begin, end = hour_in(cells["begin"]), hour_in(cells["end"])
    if begin is None or end is None:
        return []
    (agency,) = agencies_called(cells["agency"], directory)
    officer = next(iter(officers_called(cells, agency, directory)), "")
    one_day = date_in(cells["days"])
    since, until = (one_day, one_day) if one_day else (date_in(cells["since"]), date_in(cells["until"]))
    days = EVERY_DAY if one_day else days_in(cells["days"])
    hours = Hours(days, begin, end, since, until, ON_HOLIDAYS[fold(cells["holidays"])])
    return [Shift(agency, officer, hours, RANKS[fold(cells["rank"])])]


def officers_called(cells: Cells, agency: str, directory: Directory) -> tuple[str, ...]:
    """The ids of the officers of this agency with this id or exact name; none where everybody is meant."""
    said = cells["officer"]
    return tuple(o.id for o in directory.officers_of(agency) if said in (o.id, o.name))


def faults(line: Line, directory: Directory) -> Iterator[Fault]:
    """Everything that is wrong with one line of shifts."""
    cells = line.cells
    if shape := misshapen(line):
        yield from shape
        return
    yield from unfit_post(cells, directory)
    if fold(cells["days"]) in NO_SHIFT:
        return
    if not days_in(cells["days"]) and not date_in(cells["days"]):
        yield "days", Unclear(f"“{cells['days']}” names no days", "write T2-T6, T7, CN, hằng ngày, or 24/11/2026")
    for column in ("begin", "end"):
        if hour_in(cells[column]) is None:
            yield (
                column,
                Unclear(f"“{cells[column]}” is no hour", "write 07:30 or 7h30; the end may be on the next day"),
            )
    yield from unfit_dates(cells)
    if fold(cells["holidays"]) not in ON_HOLIDAYS:
        yield "holidays", Unclear("neither yes nor no", "write có, không, or chỉ ngày lễ")
    if fold(cells["rank"]) not in RANKS:
        yield "rank", Unclear(f"“{cells['rank']}” is no rank", "write chính, phó, or nothing")


def unfit_post(cells: Cells, directory: Directory) -> Iterator[Fault]:
    """A shift is that of one agency, and of one of its officers or of all of them."""
    agencies = agencies_called(cells["agency"], directory)
    if len(agencies) > 1:
        yield "agency", Unclear("several agencies have this name", f"write the id: {', '.join(sorted(agencies))}")
    elif not agencies:
        yield "agency", Unclear("no agency has this id or name", "correct it; `langnghe directory coverage` helps")
    elif fold(cells["officer"]) not in EVERYBODY:
        found = officers_called(cells, agencies[0], directory)
        if len(found) > 1:
            yield "officer", Unclear("several officers have this name", f"write the id: {', '.join(found)}")
        if not found:
            yield "officer", Unclear("no officer of this agency has this id or name", "see `langnghe officer list`")


def unfit_dates(cells: Cells) -> Iterator[Fault]:
    """Dates are dates, and in their order."""
    read: dict[str, date | None] = {column: date_in(cells[column]) for column in ("since", "until")}
    for column, day in read.items():
        if cells[column] and day is None:
            yield column, Unclear(f"“{cells[column]}” is no date", "write it as 24/11/2026")
        if cells[column] and date_in(cells["days"]):
            yield column, Unclear("there is a date in the column of days already", "leave this cell empty")
    since, until = read["since"], read["until"]
    if since and until and until < since:
        yield "until", Unclear("this is before the first day", "put the two in order")


def repeated(lines: Iterable[Line], directory: Directory) -> Iterator[Problem]:
    """A line that says what an earlier one said."""
    seen: dict[Shift, int] = {}
    for line in lines:
        for shift in read_shift(line.cells, directory):
            if shift in seen:
                yield Problem(TABLE, line.number, "", Unclear(f"the same as line {seen[shift]}", "take one out"))
            seen.setdefault(shift, line.number)
