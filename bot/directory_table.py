"""A table that a deployer filled in, CSV or XLSX, as lines of named cells; what they say is judged elsewhere."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from unicodedata import normalize
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from referral.jurisdiction.names import fold

Columns = Mapping[str, tuple[str, ...]]  # our name of a column: other headings it may have
OPTIONAL = ("id",)
Numbered = tuple[int, list[str]]  # a row with its number in the file

# What openpyxl raises over a file that is no workbook, or a damaged one.
NO_WORKBOOK = (OSError, BadZipFile, InvalidFileException, ParseError, LookupError, ValueError, TypeError)


class TableUnreadable(Exception):
    """This file cannot be read: is it there, and saved as CSV in UTF-8 or as XLSX?"""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file.name}: {self.__doc__}")


class BadHeadings(Exception):
    """The first line must name the columns, each once and no other; `langnghe directory template` writes them."""

    def __init__(self, file: Path, columns: Columns, unknown: Sequence[str]) -> None:
        wrong = f" Not known or twice: {', '.join(unknown)}." if unknown else ""
        super().__init__(f"{file.name}: {self.__doc__} Here they are: {', '.join(columns)}.{wrong}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number as an editor or a spreadsheet shows it, and its cells by our names, "" if empty."""

    number: int
    cells: Mapping[str, str]
    surplus: bool = False  # it has more cells than there are columns


def read_table(file: Path, columns: Columns) -> tuple[Line, ...]:
    """The lines below the headings; empty ones and those that begin with # are left out.

    Raises TableUnreadable and BadHeadings.
    """
    rows = xlsx_rows(file) if file.suffix.lower() == ".xlsx" else csv_rows(file)
    filled = [(number, row) for number, row in rows if any(row) and not row[0].startswith("#")]
    if not filled:
        raise BadHeadings(file, columns, ())
    names = headings(file, filled[0][1], columns)
    return tuple(line(number, row, names, columns) for number, row in filled[1:])


def headings(file: Path, row: Sequence[str], columns: Columns) -> list[str]:
    """Our names of the columns in the order of the file. Raises BadHeadings."""
    known = {fold(said): name for name, others in columns.items() for said in (name, *others)}
    names = [known.get(fold(said), "") for said in row]
    wrong = [said for at, said in enumerate(row) if not names[at] or names[at] in names[:at]]
    if wrong or not columns.keys() <= {*names, *OPTIONAL}:
        raise BadHeadings(file, columns, wrong)
    return names


def line(number: int, row: Sequence[str], names: Sequence[str], columns: Columns) -> Line:
    """One row under its headings; what has no column is empty."""
    cells = dict.fromkeys(columns, "") | dict(zip(names, row, strict=False))
    return Line(number, cells, len(row) > len(names))


def csv_rows(file: Path) -> list[Numbered]:
    """The rows of a CSV with commas or semicolons. Raises TableUnreadable."""
    try:
        text = file.read_text("utf-8-sig")
        return list(numbered(text))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise TableUnreadable(file) from None


def delimiter(text: str) -> str:
    """What stands between the headings more often."""
    first = next((said for said in text.splitlines() if said.strip() and not said.lstrip('"').startswith("#")), "")
    return ";" if first.count(";") > first.count(",") else ","


def numbered(text: str) -> Iterator[Numbered]:
    """Each row with the number of the line on which it begins: a cell in quotation marks may go over several."""
    rows = csv.reader(StringIO(text), delimiter=delimiter(text))
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
