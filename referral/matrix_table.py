"""A province's edition of the matrix as a table: one line for each cell and each patience; what it leaves out stays."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import Literal

from referral.calendar import Wait, parse_wait
from referral.conditions import Condition, parse_conditions
from referral.matrix import MODES, BadMatrix, Cell, Matrix, Mode, Row, shipped_matrix
from referral.matrix_lines import Fault, Numbered, faults_in, line_in
from referral.records import dataclass
from referral.triage import CATEGORIES
from referral.urgency import Urgency

COLUMNS = ("category", "role", "mode", "only_if", "wait")
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell, `text` its condition; or a patience: `category` the urgency, `text` the wait, without a role."""

    category: str
    mode: Mode | Literal["patience"]
    role: str = ""
    text: str = ""


def read_edition(lines: Iterable[Numbered]) -> tuple[Matrix, tuple[Fault, ...]]:
    """The matrix as these lines change it, and what is wrong with them; with any fault it is the shipped one."""
    read = [(number, line_in(cells)) for number, cells in lines]
    faults = tuple(faults_in(read))
    return (shipped_matrix(), faults) if faults else (overlaid([entry(cells) for _, cells in read]), ())


def entry(cells: Mapping[str, str]) -> Entry:
    """A good line."""
    mode = next((mode for mode in MODES if mode == cells["mode"]), None)
    if mode is None:
        return Entry(cells["category"], "patience", text=wait_text(parse_wait(cells["wait"])))
    return Entry(cells["category"], mode, cells["role"], condition_text(parse_conditions(cells["only_if"])))


def overlaid(entries: Iterable[Entry]) -> Matrix:
    """The shipped matrix with the rows of the categories that are named here, and the patience."""
    base, rows, patience = shipped_matrix(), dict[tuple[Mode, str], Row](), dict[Urgency, Wait]()
    for one in entries:
        if one.mode == "patience":
            patience[Urgency[one.category]] = parse_wait(one.text)
        else:
            rows.setdefault((one.mode, one.category), ())
            rows[one.mode, one.category] += (Cell(one.role, parse_conditions(one.text)),)
    named = {category for _, category in rows}
    found = {
        mode: {c: rows.get((mode, c), ()) if c in named else base.rows()[mode].get(c, ()) for c in CATEGORIES}
        for mode in MODES
    }
    patient = {**base.patience, **patience}
    return replace(base, act=found["act"], patience=patient, know=found["know"], supervise=found["supervise"])


def entries_of(matrix: Matrix) -> tuple[Entry, ...]:
    """Every line of a matrix: the patience, then the cells by category."""
    waits = (Entry(urgency.name, "patience", text=wait_text(wait)) for urgency, wait in matrix.patience.items())
    cells = (
        Entry(category, mode, cell.role, condition_text(cell.only_if))
        for category in CATEGORIES
        for mode in MODES
        for cell in matrix.rows()[mode].get(category, ())
    )
    return (*waits, *cells)


def edited(matrix: Matrix) -> tuple[Entry, ...]:
    """The lines that a province's edition must keep: of categories and patience that differ from what is shipped."""
    every, shipped = entries_of(matrix), entries_of(shipped_matrix())
    names = {one.category for one in every}
    same = {name for name in names if lines_of(every, name) == lines_of(shipped, name)}
    return tuple(one for one in every if one.category not in same)


def lines_of(entries: Iterable[Entry], category: str) -> list[Entry]:
    """The lines of a category, or of the patience of an urgency; no category has the name of an urgency."""
    return [one for one in entries if one.category == category]


def edition_text(matrix: Matrix) -> str:
    """The edition as it is stored; "" if it is the shipped one."""
    entries = edited(matrix)
    written = StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(cells_of(one) for one in entries)
    return written.getvalue() if entries else ""


def cells_of(one: Entry) -> tuple[str, ...]:
    """An entry under the headings of COLUMNS."""
    texts = ("", one.text) if one.mode == "patience" else (one.text, "")
    return (one.category, one.role, one.mode, *texts)


def parse_edition(text: str) -> Matrix:
    """Read a stored edition, or raise BadMatrix: a later version of the program may not know a word of it."""
    rows = csv.DictReader(StringIO(text))
    lines = [(n, {name: row.get(name) or "" for name in COLUMNS}) for n, row in enumerate(rows, 2)]
    matrix, faults = read_edition(lines)
    if faults:
        raise BadMatrix("; ".join(f"{fault.words}: {fault.remedy}" for fault in faults))
    return matrix


def editions(texts: Mapping[str, str]) -> dict[str, Matrix]:
    """The editions by province; one that cannot be read is left out, `langnghe check` says so."""
    found = dict[str, Matrix]()
    for province, text in texts.items():
        try:
            found[province] = parse_edition(text)
        except BadMatrix:
            continue
    return found


def condition_text(conditions: Iterable[Condition]) -> str:
    """Conditions as one writes them."""
    return " and ".join(" ".join((c.name, c.verb, ", ".join(c.words))).strip() for c in conditions)


def wait_text(wait: Wait) -> str:
    """A wait as one writes it."""
    minutes = (wait.office or wait.wall) // MINUTE
    count, unit = (minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")
    unit = "working day" if wait.days else f"working {unit}" if wait.office else unit
    number = wait.days or count
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
