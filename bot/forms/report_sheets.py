"""The figures of a report as XLSX and CSV: every cell of words is text, so that none can be a formula."""

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from bot.forms.fill import printable
from bot.table_write import shielded

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Rows = Sequence[Sequence[str]]
Sheet = tuple[str, Rows]  # its name, its rows; the first of them are the headings
WIDE = 46


def xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook; what is a whole number is one, all else is text."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, rows in sheets:
        sheet = book.create_sheet(title_of(name, book.sheetnames))
        sheet.column_dimensions["A"].width = WIDE
        for n, row in enumerate(rows):
            sheet.append([cell(sheet, words, head=n == 0) for words in row])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def cell(sheet: "WriteOnlyWorksheet", words: str, head: bool) -> "Cell":
    """One cell."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    whole = words.isascii() and words.isdecimal() and len(words) < 10
    made = WriteOnlyCell(sheet, int(words) if whole else printable(words))
    if not whole:
        made.data_type = "s"  # text, whatever it begins with
    if head:
        made.font = Font(bold=True)
    return made


def title_of(name: str, taken: Sequence[str]) -> str:
    """A name that a sheet may have: short, without the signs that table programs keep for themselves."""
    plain = "".join(letter for letter in printable(name) if letter not in r"[]:*?/\\'")[:28].strip() or "Bảng"
    return plain if plain not in taken else f"{plain} {len(taken)}"


def csv_text(sheets: Sequence[Sheet]) -> bytes:
    """One table of all, that opens in a table program with its letters right."""
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows(lines(sheets))
    return stream.getvalue().encode("utf-8-sig")


def lines(sheets: Sequence[Sheet]) -> Iterator[list[str]]:
    """The sheets below each other, each line with the name of its sheet."""
    for name, rows in sheets:
        yield from ([safe(name), *map(safe, row)] for row in rows)


def safe(words: str) -> str:
    """Words that no table program takes for a formula."""
    return shielded(printable(words))
