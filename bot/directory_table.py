"""A table that a deployer filled in, CSV or XLSX, as lines of named cells; what they say is judged elsewhere."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from io import StringIO
from pathlib import Path
from unicodedata import normalize

from bot.table_bytes import (
    MOST_ROWS,
    Decoded,
    TableTooLarge,
    TableUnreadable,
    Upload,
    decoded,
    loaded,
    weigh,
)
from referral.jurisdiction.names import fold
from referral.records import dataclass

Columns = Mapping[str, tuple[str, ...]]  # our name of a column: other headings it may have
OPTIONAL = ("id", "only_if", "wait", "words", "officer", "holidays", "rank", "since", "until")
HIGHEST = 10  # rows: among these the headings stand, perhaps below a title
SHIELDED = re.compile(r"'+[=+@-]")  # an export puts an apostrophe there, so that no spreadsheet calculates
Numbered = tuple[int, list[str]]  # a row with its number in the file
Unread = Mapping[int, Mapping[int, str]]  # why a cell looks empty, by row (from 1) and column (from 0)


class BadHeadings(Exception):
    """The first line must name the columns, each once and no other; the commands `template` and `export` write them."""

    def __init__(self, file: Path, columns: Columns, unknown: Sequence[str]) -> None:
        wrong = f" Not known or twice: {', '.join(unknown)}." if unknown else ""
        super().__init__(f"{file.name}: {self.__doc__} Here they are: {', '.join(columns)}.{wrong}")
        self.said = (file, columns, unknown)

    def __reduce__(self) -> tuple[type[Exception], tuple[Path, Columns, Sequence[str]]]:
        """As another process hands it over."""
        return type(self), self.said


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number as an editor or a spreadsheet shows it, and its cells by our names, "" if empty."""

    number: int
    cells: Mapping[str, str]
    surplus: bool = False  # it has more cells than there are columns
    unread: Mapping[str, str] = field(default_factory=dict)  # why cells look empty that are not, by our names


def read_table(file: Path, columns: Columns) -> tuple[Line, ...]:
    """The lines below the headings of a file. Raises TableUnreadable and BadHeadings."""
    return read_upload(loaded(file), columns)


def read_upload(upload: Upload, columns: Columns) -> tuple[Line, ...]:
    """The lines below the headings; empty ones and those that begin with # are left out.

    Raises TableUnreadable and BadHeadings.
    """
    weigh(upload)
    shapes, unread = workbook_rows(upload) if upload.workbook else (csv_rows(upload, decoded(upload)), {})
    filled = max((below_title(rows, columns) for rows in shapes), key=lambda rows: known_in(rows, columns))
    if not filled:
        raise BadHeadings(upload.file, columns, ())
    names = headings(upload.file, filled[0][1], columns)
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


def workbook_rows(upload: Upload) -> tuple[list[list[Numbered]], Unread]:
    """The rows of a workbook, and which of its cells look empty. Raises TableUnreadable and TableTooLarge."""
    from bot.directory_workbook import xlsx_rows, xlsx_unread  # openpyxl, when somebody brings a workbook

    unread = xlsx_unread(upload)
    return [xlsx_rows(upload)], unread


def csv_rows(upload: Upload, read: Decoded) -> list[list[Numbered]]:
    """The rows of a CSV with commas, with semicolons, and with tabs. Raises TableUnreadable."""
    try:
        shapes = [list(numbered(read.text, delimiter)) for delimiter in ",;\t"]
    except csv.Error:
        raise TableUnreadable(upload.file) from None
    if min(map(len, shapes)) > MOST_ROWS:
        raise TableTooLarge(upload.file)
    return shapes


def numbered(text: str, delimiter: str) -> Iterator[Numbered]:
    """Each row with the number of the line on which it begins: a cell in quotation marks may go over several."""
    rows = csv.reader(StringIO(text), delimiter=delimiter)
    begins = 1
    for row in rows:
        yield begins, trimmed(row)
        begins = rows.line_num + 1


def trimmed(row: Iterable[str]) -> list[str]:
    """Cells without invisible characters and needless spaces, up to the last that is not empty, at least one."""
    cells = [tidied(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells or [""]


def tidied(cell: str) -> str:
    """One cell; without the apostrophe that an export put before what a spreadsheet would calculate."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in normalize("NFC", cell)).split())
    return plain[1:] if SHIELDED.match(plain) else plain
