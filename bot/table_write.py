"""Tables that go out, as CSV and XLSX that spreadsheets open with their accents and of which they calculate nothing."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from bot.directory_table import SHIELDED

CALCULATED = ("=", "+", "-", "@", "\t", "\r")  # what a cell begins with that a spreadsheet takes for a formula
WIDTH = 24  # of a column of a workbook, in letters
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Rows = Iterable[Sequence[str]]


def csv_of(rows: Rows) -> bytes:
    """The table as CSV; a cell that might be calculated gets an apostrophe, which an import takes away again."""
    written = StringIO()
    csv.writer(written).writerows([shielded(cell) for cell in row] for row in rows)
    return f"\ufeff{written.getvalue()}".encode()


def shielded(cell: str) -> str:
    """A cell that no spreadsheet calculates."""
    return f"'{cell}" if cell.startswith(CALCULATED) or SHIELDED.match(cell) else cell


def xlsx_of(rows: Rows, widths: Sequence[int] = ()) -> bytes:
    """The table as a workbook, every cell a text. (openpyxl is loaded for the first one: a start has no table.)"""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    columns = 0
    for n, row in enumerate(rows, 1):
        columns = max(columns, len(row))
        for at, words in enumerate(row, 1):
            cell = sheet.cell(n, at)
            text = f"'{words}" if SHIELDED.match(words) else words  # one apostrophe is taken away at the import
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
            cell.data_type = "s"  # however it begins
            cell.number_format = "@"  # a text stays one when somebody edits it: no phone number loses its 0
            cell.font = Font(bold=n == 1)
    for at in range(1, columns + 1):
        sheet.column_dimensions[get_column_letter(at)].width = widths[at - 1] if widths else WIDTH
    sheet.freeze_panes = "A2"
    written = BytesIO()
    book.save(written)
    return written.getvalue()


WRITERS = {".csv": csv_of, ".xlsx": xlsx_of}
