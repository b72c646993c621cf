"""The results of a run as CSV and as a workbook that no spreadsheet takes for formulas."""

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook

from referral.campaigns.results import Results
from referral.jurisdiction.words import spoken

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would compute
Cell = int | str


def rows(found: Results) -> Iterator[Sequence[Cell]]:
    """The heading and each line, with the commune's code and name."""
    yield ("commune", "commune_name", "channel", *map(harmless, found.columns))
    for line in found.lines:
        yield tuple(map(harmless, (line.commune, spoken(line.commune), line.channel, *line.cells)))


def harmless(cell: Cell) -> Cell:
    """The same as text, if a spreadsheet could take it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def as_csv(found: Results) -> bytes:
    """A table that spreadsheets open with its accents."""
    written = StringIO()
    csv.writer(written).writerows(rows(found))
    return written.getvalue().encode("utf-8-sig")


def as_workbook(found: Results) -> bytes:
    """A workbook with one sheet."""
    book, written = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet("results")
    for row in rows(found):
        sheet.append(list(row))
    book.save(written)
    return written.getvalue()
