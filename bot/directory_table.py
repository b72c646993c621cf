"""A table that a deployer filled in, CSV or XLSX, as lines of named cells; what they say is judged elsewhere."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from unicodedata import normalize
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.exceptions import InvalidFileException

from referral.jurisdiction.names import fold

Columns = Mapping[str, tuple[str, ...]]  # our name of a column: other headings it may have
OPTIONAL = ("id", "only_if", "wait", "words", "officer", "holidays", "rank", "since", "until")
HIGHEST = 10  # rows: among these the headings stand, perhaps below a title
FORMULA = "a formula whose result was not saved"
MERGED = "merged with the cell beside or above it"
Numbered = tuple[int, list[str]]  # a row with its number in the file

# What openpyxl raises over a file that is no workbook, or a damaged one.
NO_WORKBOOK = (OSError, BadZipFile, InvalidFileException, ParseError, LookupError, ValueError, TypeError)


class TableUnreadable(Exception):
    """This file cannot be read: is it there, and saved as CSV in UTF-8 or as XLSX?"""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file.name}: {self.__doc__}")


class BadHeadings(Exception):
    """The first line must name the columns, each once and no other; the commands `template` and `export` write them."""

    def __init__(self, file: Path, columns: Columns, unknown: Sequence[str]) -> None:
        wrong = f" Not known or twice: {', '.join(unknown)}." if unknown else ""
        super().__init__(f"{file.name}: {self.__doc__} Here they are: {', '.join(columns)}.{wrong}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number as an editor or a spreadsheet shows it, and its cells by our names, "" if empty."""

    number: int
    cells: Mapping[str, str]
    surplus: bool = False  # it has more cells than there are columns
    unread: Mapping[str, str] = field(default_factory=dict)  # why cells look empty that are not, by our names


def read_table(file: Path, columns: Columns) -> tuple[Line, ...]:
    """The lines below the headings; empty ones and those that begin with # are left out.

    Raises TableUnreadable and BadHeadings.
    """
    workbook = file.suffix.lower() == ".xlsx"
    shapes = [xlsx_rows(file)] if workbook else csv_rows(file)
    filled = max((below_title(rows, columns) for rows in shapes), key=lambda rows: known_in(rows, columns))
    if not filled:
        raise BadHeadings(file, columns, ())
    names = headings(file, filled[0][1], columns)
    unread = xlsx_unread(file) if workbook else {}
    return tuple(line(row, names, columns, unread.get(row[0], {})) for row in filled[1:])


def below_title(rows: Iterable[Numbered], columns: Columns) -> list[Numbered]:
    """The rows that say something, from the headings on: those of the first few that know most of our columns."""
    filled = [(number, row) for number, row in rows if any(row) and not row[0].startswith("#")]
    starts = range(min(len(filled), HIGHEST))
    return filled[max(starts, key=lambda at: known_in(filled[at:], columns), default=0) :]


def known_in(rows: Sequence[Numbered], columns: Columns) -> int:
    """How many of our columns the first row names."""
    return len({name for name in names_in(rows[0][1], columns) if name}) if rows else -1


def names_in(row: Sequence[str], columns: Columns) -> list[str]:
    """Our names of the columns that a row of headings names, "" for others."""
    known = {fold(said): name for name, others in columns.items() for said in (name, *others)}
    return [known.get(fold(said), "") for said in row]


def headings(file: Path, row: Sequence[str], columns: Columns) -> list[str]:
    """Our names of the columns in the order of the file. Raises BadHeadings."""
    names = names_in(row, columns)
    wrong = [said for at, said in enumerate(row) if not names[at] or names[at] in names[:at]]
    if wrong or not columns.keys() <= {*names, *OPTIONAL}:
        raise BadHeadings(file, columns, wrong)
    return names


def line(row: Numbered, names: Sequence[str], columns: Columns, unread: Mapping[int, str]) -> Line:
    """One row under its headings; what has no column is empty."""
    cells = dict.fromkeys(columns, "") | dict(zip(names, row[1], strict=False))
    why = {names[at]: words for at, words in unread.items() if at < len(names)}
    return Line(row[0], cells, len(row[1]) > len(names), why)


def csv_rows(file: Path) -> list[list[Numbered]]:
    """The rows of a CSV with commas, with semicolons, and with tabs. Raises TableUnreadable."""
    try:
        text = file.read_text("utf-8-sig")
        return [list(numbered(text, delimiter)) for delimiter in ",;\t"]
    except (OSError, UnicodeDecodeError, csv.Error):
        raise TableUnreadable(file) from None


def numbered(text: str, delimiter: str) -> Iterator[Numbered]:
    """Each row with the number of the line on which it begins: a cell in quotation marks may go over several."""
    rows = csv.reader(StringIO(text), delimiter=delimiter)
    begins = 1
    for row in rows:
        yield begins, trimmed(row)
        begins = rows.line_num + 1


def xlsx_rows(file: Path) -> list[Numbered]:
    """The rows of the first sheet of a workbook. Raises TableUnreadable."""
    try:
        book = load_workbook(file, read_only=True, data_only=True)
        rows = [
            (n, trimmed(map(written, row))) for n, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1)
        ]
        book.close()
    except NO_WORKBOOK:
        raise TableUnreadable(file) from None
    return rows


def xlsx_unread(file: Path) -> Mapping[int, Mapping[int, str]]:
    """Why cells look empty that are not, by row (from 1) and column (from 0): a formula's result, a merged cell.

    Raises TableUnreadable.
    """
    try:
        written_in, shown_in = (load_workbook(file, data_only=shown).worksheets[0] for shown in (False, True))
    except NO_WORKBOOK:
        raise TableUnreadable(file) from None
    found: dict[int, dict[int, str]] = {}
    for row, cells in enumerate(written_in.iter_rows(), 1):
        for at, cell in enumerate(cells):
            if isinstance(cell, MergedCell):
                found.setdefault(row, {})[at] = MERGED
            elif cell.data_type == "f" and shown_in.cell(row, at + 1).value is None:
                found.setdefault(row, {})[at] = FORMULA
    return found


def written(value: object) -> str:
    """A cell of a workbook as people would write it: 21340, not 21340.0."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def trimmed(row: Iterable[str]) -> list[str]:
    """Cells without invisible characters and needless spaces, up to the last that is not empty, at least one."""
    cells = [" ".join("".join(c if c.isprintable() else " " for c in normalize("NFC", cell)).split()) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells or [""]
