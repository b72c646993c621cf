"""A workbook that a deployer filled in: its rows, and which cells look empty though they are not."""

from collections.abc import Mapping
from io import BytesIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.exceptions import InvalidFileException

from bot.directory_table import Numbered, trimmed
from bot.table_bytes import MOST_COLUMNS, MOST_ROWS, TableTooLarge, TableUnreadable, Upload

FORMULA = "a formula whose result was not saved"
MERGED = "merged with the cell beside or above it"

# What openpyxl raises over a file that is no workbook, or a damaged one.
NO_WORKBOOK = (OSError, BadZipFile, InvalidFileException, ParseError, LookupError, ValueError, TypeError)


def xlsx_rows(upload: Upload) -> list[Numbered]:
    """The rows of the first sheet of a workbook. Raises TableUnreadable."""
    try:
        book = load_workbook(BytesIO(upload.data), read_only=True, data_only=True)
        some = book.worksheets[0].iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
        rows = [(n, trimmed(map(written, row))) for n, row in enumerate(some, 1)]
        book.close()
    except NO_WORKBOOK:
        raise TableUnreadable(upload.file) from None
    return rows


def xlsx_unread(upload: Upload) -> Mapping[int, Mapping[int, str]]:
    """Why cells look empty that are not, by row (from 1) and column (from 0): a formula's result, a merged cell.

    Raises TableUnreadable and TableTooLarge.
    """
    try:
        written_in, shown_in = (load_workbook(BytesIO(upload.data), data_only=d).worksheets[0] for d in (False, True))
    except NO_WORKBOOK:
        raise TableUnreadable(upload.file) from None
    if written_in.max_row > MOST_ROWS:
        raise TableTooLarge(upload.file)
    found: dict[int, dict[int, str]] = {}
    for row, cells in enumerate(written_in.iter_rows(max_col=min(written_in.max_column, MOST_COLUMNS)), 1):
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
