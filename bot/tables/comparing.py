"""What a table would change, line by line, before anything is written: the dry run of every kind of table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from bot.directory_lines import AGENCY_COLUMNS, Problem, agencies_in, read_agency
from bot.directory_officers import OFFICER_COLUMNS, agencies_called, officers_in
from bot.directory_places import Unclear
from bot.directory_table import Columns, Line
from bot.duty_lines import SHIFT_COLUMNS, shifts_in
from bot.duty_words import shifts_at, with_rosters
from bot.matrix_words import MATRIX_COLUMNS, lines_in
from bot.table_bytes import Upload
from bot.tables.apart import breathing, read_apart
from bot.tables.days import DAY_COLUMNS, OFFICES_SAID, days_of
from bot.tables.rows import agency_row, day_words, shift_line
from bot.tables.steps import Step, in_slices
from handlers.console import directory as writing
from referral.agencies import Agency, Directory, Officer
from referral.matrix_changes import changes
from referral.matrix_table import read_edition
from referral.permissions import Page
from referral.records import dataclass
from referral.staff import Grant

Kind = Literal["agencies", "officers", "shifts", "days", "matrix"]
OWN = Unclear("nobody moves their own record", "leave this line out, or ask somebody else")
What = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a table: what they may change of the directory as it is now; a matrix is that of one province."""

    grant: Grant
    directory: Directory
    province: str = ""
    officer: str = ""  # who reads it, if they are one: nobody moves themselves


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the table changes: which, and what of it, from what to what."""

    what: What
    which: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a table would do. `after` is the directory then; `steps` do it, each in a transaction of its own."""

    differences: tuple[Difference, ...]
    same: int
    problems: tuple[Problem, ...]
    after: Directory
    steps: Sequence[Step]


def agencies(lines: Sequence[Line], reader: Reader) -> DryRun:
    """A table of agencies; a line of one that lies outside, as it is or as it was, is not taken."""
    before = reader.directory
    inside, outside = parted(lines, lambda line: mine(agencies_of_line(line, before), reader, "edit_directory"))
    found, problems = agencies_in(inside, before)
    changed = {one: agency for one, agency in found.items() if before.agencies.get(one) != agency}
    differences = [
        difference
        for one, agency in changed.items()
        for difference in fields_of(one, agency_fields(before.agencies.get(one)), agency_fields(agency))
    ]
    return DryRun(
        tuple(differences),
        len(found) - len(changed),
        (*problems, *strangers("agencies", outside)),
        replace(before, agencies={**before.agencies, **found}, kept=None),
        in_slices(list(changed.values()), []),
    )


def agencies_of_line(line: Line, directory: Directory) -> list[Agency]:
    """The agency that a line of agencies is about, as it says and as it is."""
    read = read_agency(line.cells)
    known = directory.agencies.get(read.id)
    return [*([read] if read.communes or read.province or read.role == "intake_desk" else []), *filter(None, [known])]


def officers(lines: Sequence[Line], reader: Reader) -> DryRun:
    """A table of officers."""
    before = writing_directory(reader.directory)
    inside, outside = parted(lines, lambda line: mine(employers(line, before), reader, "edit_directory"))
    inside, own = parted(inside, lambda line: not moves_self(line, reader))
    found, problems = officers_in(inside, before)
    changed = {one: officer for one, officer in found.items() if before.officers.get(one) != officer}
    differences = [
        difference
        for one, officer in changed.items()
        for difference in fields_of(one, officer_fields(before.officers.get(one)), officer_fields(officer))
    ]
    return DryRun(
        tuple(differences),
        len(found) - len(changed),
        (*problems, *strangers("officers", outside), *bad_lines("officers", own, OWN)),
        replace(before, officers={**before.officers, **found}),
        in_slices([], list(changed.values())),
    )


def moves_self(line: Line, reader: Reader) -> bool:
    """Whether somebody puts themselves into another agency: what is kept from them stays kept from them."""
    me = reader.directory.officers.get(reader.officer)
    if me is None or line.cells.get("id") != me.id:
        return False
    return agencies_called(line.cells["agency"], reader.directory) != (me.agency,)


def employers(line: Line, directory: Directory) -> list[Agency]:
    """The agencies of an officer, as a line says and as it is."""
    known = directory.officers.get(line.cells.get("id", ""))
    ids = (*agencies_called(line.cells["agency"], directory), *([known.agency] if known else ()))
    return [directory.agencies[one] for one in ids]


def shifts(lines: Sequence[Line], reader: Reader) -> DryRun:
    """A table of shifts: an agency that it names has these and no others."""
    before = writing_directory(reader.directory)
    inside, outside = parted(lines, lambda line: mine(employers(line, before), reader, "edit_roster"))
    found = shifts_in(inside, before)
    after = with_rosters(before, found.by_agency)
    differences = list[Difference]()
    for agency in sorted(found.by_agency):
        was, will = shifts_at(before.roster, agency), shifts_at(after.roster, agency)
        differences += [Difference("removed", agency, "", shift_line(s), "") for s in was if s not in will]
        differences += [Difference("added", agency, "", "", shift_line(s)) for s in will if s not in was]
    touched = {one: found.by_agency[one] for one in {difference.which for difference in differences}}
    return DryRun(
        tuple(differences),
        len(found.by_agency) - len(touched),
        (*found.problems, *strangers("shifts", outside)),
        after,
        [lambda work, actor: writing.put_rosters(work, touched, actor)],
    )


def days(lines: Sequence[Line], reader: Reader) -> DryRun:
    """A table of corrections of the calendar; the same for everybody, so only for who works everywhere."""
    calendar = reader.directory.calendar
    inside, outside = parted(lines, lambda _: reader.grant.area.everywhere)
    found, problems = days_of(inside)
    now: dict[date, bool | None] = {**dict.fromkeys(calendar.off, True), **dict.fromkeys(calendar.on, False)}
    changed = {day: off for day, off in found.items() if now.get(day) != off}
    differences = [
        Difference("changed", day_words(day), "offices", OFFICES_SAID[now.get(day)], OFFICES_SAID[off])
        for day, off in sorted(changed.items())
    ]
    return DryRun(
        tuple(differences),
        len(found) - len(changed),
        (*problems, *strangers("days", outside)),
        reader.directory,
        [lambda work, actor: writing.correct_days(work, changed, actor)],
    )


def matrix(lines: Sequence[Line], reader: Reader) -> DryRun:
    """The matrix of a province: with one bad line nothing of it is taken, half a matrix is none."""
    good, misread = lines_in(lines)
    after, faults = read_edition(good)
    problems = [
        Problem("matrix", f.line, f.column, Unclear(f.words, f.remedy))
        for f in sorted((*misread, *faults), key=lambda fault: fault.line)
    ]
    found = [] if problems else changes(reader.directory.matrix_for(reader.province), after)
    differences = [Difference("changed", f"{c.category} · {c.role}", "", c.before, c.after) for c in found]
    return DryRun(
        tuple(differences),
        0 if problems else len(good) - len(differences),
        tuple(problems),
        reader.directory,
        [lambda work, actor: writing.put_matrix(work, reader.province, after, actor)],
    )


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of table: its columns, who may write it, how it is compared."""

    columns: Columns
    part: Page
    compare: Callable[[Sequence[Line], Reader], DryRun]


SHAPES: Mapping[Kind, Shape] = {
    "agencies": Shape(AGENCY_COLUMNS, "edit_directory", agencies),
    "officers": Shape(OFFICER_COLUMNS, "edit_directory", officers),
    "shifts": Shape(SHIFT_COLUMNS, "edit_roster", shifts),
    "days": Shape(DAY_COLUMNS, "edit_directory", days),
    "matrix": Shape(MATRIX_COLUMNS, "edit_directory", matrix),
}


def dry_run(kind: Kind, upload: Upload, reader: Reader) -> DryRun:
    """What a file would change. Raises TableUnreadable and BadHeadings."""
    shape = SHAPES[kind]
    return shape.compare(read_apart(upload, shape.columns), reader)


def writing_directory(directory: Directory) -> Directory:
    """The directory as it is stored: whether somebody is on duty at this moment is no part of a table."""
    return directory.kept or directory


def parted(lines: Iterable[Line], inside: Callable[[Line], bool]) -> tuple[list[Line], list[Line]]:
    """The lines that this seat may write, and the others."""
    parts: tuple[list[Line], list[Line]] = ([], [])
    for line in breathing(lines):
        parts[not inside(line)].append(line)
    return parts


def mine(found: Sequence[Agency], reader: Reader, part: Page) -> bool:
    """Whether all of these agencies may be changed; of a line that names none the reader says what is wrong."""
    return all(writing.may_edit(reader.grant, agency, part) for agency in found)


def strangers(table: str, lines: Iterable[Line]) -> list[Problem]:
    """Lines of what belongs to others."""
    return bad_lines(table, lines, Unclear("outside your area", "leave this line out"))


def bad_lines(table: str, lines: Iterable[Line], why: Unclear) -> list[Problem]:
    """Whole lines that are not taken."""
    return [Problem(table, line.number, "", why) for line in lines]


Fields = Mapping[str, str]


def agency_fields(agency: Agency | None) -> Fields:
    """An agency by columns; empty if there is none."""
    return dict(zip(AGENCY_COLUMNS, agency_row(replace(agency, sample=False)), strict=True)) if agency else {}


def officer_fields(officer: Officer | None) -> Fields:
    """An officer by columns; empty if there is none."""
    deputy = "có" if officer and officer.deputy else "không"
    return {"agency": officer.agency, "name": officer.name, "deputy": deputy} if officer else {}


def fields_of(which: str, before: Fields, after: Fields) -> list[Difference]:
    """The columns that differ; all that say something of what is new."""
    what: What = "changed" if before else "added"
    pairs = ((column, before.get(column, ""), words) for column, words in after.items())
    return [Difference(what, which, column, was, words) for column, was, words in pairs if was != words]
