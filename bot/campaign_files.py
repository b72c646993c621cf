"""The results of a run as CSV and as a workbook that no spreadsheet takes for formulas."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from bot.table_write import csv_of, shielded
from referral.campaigns.results import Results
from referral.jurisdiction.words import spoken

Cell = int | str


def rows(found: Results) -> Iterator[Sequence[Cell]]:
    """The heading and each line, with the commune's code and name."""
    yield ("commune", "commune_name", "channel", *found.columns)
    for line in found.lines:
        yield (line.commune, spoken(line.commune), line.channel, *line.cells)


def as_csv(found: Results) -> bytes:
    """A table that spreadsheets open with its accents."""
    return csv_of([str(cell) for cell in row] for row in rows(found))


def as_workbook(found: Results) -> bytes:
    """A workbook with one sheet."""
    from openpyxl import Workbook  # when it is asked for: a start has no table

    book, written = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet("results")
    for row in rows(found):
        sheet.append([shielded(cell) if isinstance(cell, str) else cell for cell in row])
    book.save(written)
    return written.getvalue()
