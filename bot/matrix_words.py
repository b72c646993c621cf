"""A province's matrix as a deployer reads and writes it: the table of lines, what an edition changes, bad lines."""

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bot.directory_lines import misshapen
from bot.directory_table import Columns, Line
from bot.place_words import cells
from bot.table_write import csv_of, xlsx_of
from flows.words import sections, urgency_words
from referral.jurisdiction.names import fold
from referral.matrix import Matrix
from referral.matrix_changes import Change
from referral.matrix_lines import SAID_MODES, Fault, Numbered
from referral.matrix_table import COLUMNS, Entry, cells_of, entries_of
from referral.roles import OFFICES

MATRIX_COLUMNS: Columns = {
    "category": ("loại việc", "loại"),
    "role": ("vai trò",),
    "mode": ("cách",),
    "only_if": ("chỉ khi", "điều kiện"),
    "wait": ("chờ", "thời gian chờ"),
    "words": ("nghĩa là",),
}
WIDTHS = (24, 24, 12, 44, 18, 60)  # of the columns of a workbook, in letters


def lines_in(lines: Iterable[Line]) -> tuple[list[Numbered], list[Fault]]:
    """The lines with our names for kinds of cases, and those whose cells are not what somebody meant."""
    known = {fold(words): name for name, words in sections()["categories"].items()}
    good, faults = list[Numbered](), list[Fault]()
    for line in lines:
        wrong = misshapen(line)
        faults += [Fault(line.number, column, what.words, what.remedy) for column, what in wrong]
        category = known.get(fold(line.cells["category"]), line.cells["category"])
        if not wrong:
            good.append((line.number, {**line.cells, "category": category}))
    return good, faults


def rows_of(matrix: Matrix) -> Iterator[tuple[str, ...]]:
    """The headings, then every line with what it means."""
    yield (*COLUMNS, "words")
    for one in entries_of(matrix):
        yield (*cells_of(one), meaning(one))


def meaning(one: Entry) -> str:
    """A line in Vietnamese; the program does not read it."""
    if one.mode == "patience":
        return f"{urgency_words(one.category)}: {SAID_MODES[one.mode][1]}"
    return f"{sections()['categories'][one.category]}: {OFFICES[one.role].said[0]} {SAID_MODES[one.mode][0]}"


def csv_bytes(matrix: Matrix) -> bytes:
    """The table as CSV that spreadsheets open with their accents."""
    return csv_of(rows_of(matrix))


def xlsx_bytes(matrix: Matrix) -> bytes:
    """The table as a workbook, every cell a text."""
    return xlsx_of(rows_of(matrix), WIDTHS)


WRITERS = {".csv": csv_bytes, ".xlsx": xlsx_bytes}


def change_table(found: Iterable[Change], where: str) -> RenderableType:
    """What an edition changes, cell by cell."""
    rows = [(change.category, change.role, *shown(change)) for change in found]
    if not rows:
        return Text(f"{where}: nothing changes.")
    table = Table("Category", "Role", "Before", "After", title=f"{where}: {len(rows)} changes", title_justify="left")
    for row in rows:
        table.add_row(*cells(row))
    return table


def shown(change: Change) -> tuple[str, str]:
    """Before and after; a dash where there was or will be nothing."""
    return change.before or "–", change.after or "–"


def fault_lines(name: str, faults: Iterable[Fault]) -> Iterator[Text]:
    """Every line that is not understood: what is wrong, what to write."""
    for fault in sorted(faults, key=lambda one: one.line):
        at = f"{name} line {fault.line}{f', {fault.column}' if fault.column else ''}"
        yield Text(f"{at}: {fault.words.rstrip('.')}. Remedy: {fault.remedy.rstrip('.')}.")
