"""Hide small numbers of a table, and as many others as it takes so that no sum gives a hidden one away.

A number of the table is an arc of a graph whose nodes are its sums: what is hidden can have another value exactly if it
lies on a cycle along which everything hidden may change by one. `exposed` finds what does not, `hide` adds to it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Literal

from referral.cycles import Arc, exposed, ways_back
from referral.records import dataclass

Cell = tuple[str, str]  # row and column
Why = Literal["small", "beside", "row"]  # too few people; it would give such a number away; it stands in such a row
Hidden = Mapping[Cell, Why]

TOTAL = "total"  # the row that sums up all others
AT_ONCE = 50  # numbers that are seen to before the whole table is looked at again: large tables would take minutes
SMALL = 5  # as few people as this, or more, may be told


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers by row and column, with the row TOTAL. The columns `parts` add up to `whole`; no column exceeds it."""

    numbers: Mapping[Cell, int]
    rows: Sequence[str]
    columns: Sequence[str]
    parts: frozenset[str]
    whole: str
    covered: frozenset[str] = frozenset()  # rows of which nothing is shown anyway


def hide(table: Table) -> Hidden:
    """What must not be shown, and why. No small number can be worked out from what is; of a row with few, nothing is.

    It ends at the latest when all is hidden, for nothing shown gives nothing away.
    """
    hidden: dict[Cell, Why] = {cell: "small" for cell, n in table.numbers.items() if 0 < n < SMALL}
    for row in table.rows:
        covered = row in table.covered or (row, table.whole) in hidden
        hidden |= dict.fromkeys(line_of(table, row), "row") if covered else {}
    while known := given_away(table, hidden):
        more = set(partners(table, hidden, known)) or around(table, hidden, sorted(known)[:AT_ONCE])
        hidden |= dict.fromkeys(more, "beside") if more else dict.fromkeys(whole_rows(table, hidden, known), "row")
    return hidden


def whole_rows(table: Table, hidden: Hidden, known: set[Cell]) -> list[Cell]:
    """Where no other number helps: a row of one that is given away, then that of the sums, then another."""
    rows = [row for row, _ in sorted(known, key=lambda cell: cell[0] == TOTAL)]
    lines = (line_of(table, row) for row in (*rows, TOTAL, *table.rows))
    return next(line for line in lines if any(hidden.get(cell) != "row" for cell in line))


def given_away(table: Table, hidden: Hidden) -> set[Cell]:
    """The small numbers that can be worked out although they are hidden."""
    known = exposed({cell: arc(table, hidden, cell) for cell in hidden})
    return {cell for cell in known if 0 < table.numbers.get(cell, 0) < SMALL}


def line_of(table: Table, row: str) -> list[Cell]:
    """All of a row."""
    return [(row, column) for column in table.columns]


def partners(table: Table, hidden: Hidden, known: set[Cell]) -> Iterator[Cell]:
    """One more for each row and column of which a single number is hidden: the smallest there is."""
    rows = Counter(row for row, column in hidden if added(table, column))
    columns = Counter(column for _, column in hidden)
    for row, column in known:
        if added(table, column) and rows[row] == 1:
            line = [cell for cell in free(table, hidden, row=row) if added(table, cell[1])]
            yield from sorted(line, key=lambda cell: (not columns[cell[1]], *rank(table, cell)))[:1]
        if columns[column] == 1:
            line = free(table, hidden, column=column)
            yield from sorted(line, key=lambda cell: (not rows[cell[0]], *rank(table, cell)))[:1]


def free(table: Table, hidden: Hidden, row: str = "", column: str = "") -> list[Cell]:
    """What of a row or column can still be hidden."""
    line = [(row, name) for name in table.columns] if row else [(name, column) for name in table.rows]
    return [cell for cell in line if cell not in hidden and table.numbers.get(cell, 0) >= SMALL]


def rank(table: Table, cell: Cell) -> tuple[bool, bool, int]:
    """What is better shown than hidden comes late: sums, then what could be one thing only, then large numbers."""
    number = table.numbers[cell]
    return cell[0] == TOTAL or cell[1] == table.whole, number == SMALL, number


def around(table: Table, hidden: Hidden, cells: Sequence[Cell]) -> set[Cell]:
    """The cheapest ways to close a cycle around numbers that are given away: what else must be hidden."""
    filled = [one for one, n in table.numbers.items() if n]
    every = {one: arc(table, hidden, one) for one in dict.fromkeys([*filled, *hidden])}
    costs = {one: 0 if one in hidden else cost(table, one) for one in every}
    return {one for way in ways_back(every, costs, cells) for one in way if one not in hidden}


def cost(table: Table, cell: Cell) -> int:
    """How dear it is to hide a number: sums last, and that of a row only where nothing else helps."""
    return 50 if cell[1] == table.whole else 4 if cell[0] == TOTAL else 1


def arc(table: Table, hidden: Hidden, cell: Cell) -> Arc:
    """A number as an arc, and whether it could as well be one more or one less by what is known of it."""
    least, most = bounds(table, hidden, cell)
    ends = nodes(table, *cell)
    number = table.numbers.get(cell, 0)
    return Arc(*ends, more=number < most, less=number > least)


def bounds(table: Table, hidden: Hidden, cell: Cell) -> tuple[float, float]:
    """Between which numbers it lies, for a reader who knows these rules and what is shown beside it."""
    row, column = cell
    if hidden.get(cell) == "small":
        return 1, SMALL - 1
    if hidden.get(cell) == "row":
        return 0, inf
    if column == table.whole:
        line = ((row, name) for name in table.columns if name != column)
        return max([SMALL, *(table.numbers.get(one, 0) for one in line if one not in hidden)]), inf
    above = (row, table.whole)
    return SMALL, inf if above in hidden or added(table, column) else table.numbers.get(above, inf)


def added(table: Table, column: str) -> bool:
    """Whether the numbers of a row in this column are part of a sum, or are the sum."""
    return column == table.whole or column in table.parts


def nodes(table: Table, row: str, column: str) -> tuple[str, str]:
    """From where to where the arc of a number goes, so that at each node as much arrives as leaves."""
    line = f"row {row}" if added(table, column) else "ground"
    forward = (line, f"column {column}")
    return forward if (row == TOTAL) == (column == table.whole) else forward[::-1]
