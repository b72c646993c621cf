"""The numbers of a run add up, and no small one can be worked out from what is shown."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from handlers.keeps_campaigns import Figure
from referral.campaigns.results import results
from referral.cycles import Arc, exposed, ways_back
from referral.hiding import SMALL, TOTAL, Cell, Hidden, Table, hide

FIGURE = Figure("21340", "telegram", "sent", "", False, 100, 90, 80, 30, 10)
PARTS = ("sent", "failed", "waiting")


def test_what_is_large_is_shown_and_adds_up() -> None:
    figures = [
        FIGURE,
        replace(FIGURE, state="failed", reason="refused", count=20, delivered=0, seen=0, answered=0, stopped=0),
        replace(FIGURE, channel="zalo_oa", paid=True),
        Figure("", "webchat", "skipped", "cap", False, 7, 0, 0, 0, 0),
        Figure("", "zalo_article", "sent", "", False, 1, 0, 0, 0, 0),
    ]
    table = results(figures)
    rows = {(line.commune, line.channel): dict(zip(table.columns, line.cells, strict=True)) for line in table.lines}
    assert rows[TOTAL, ""] == {
        "planned": 227, "sent": 200, "failed: refused": 20, "skipped: cap": 7, "waiting": 0, "unsure": 0,
        "delivered": 180, "seen": 160, "answered": 60, "stopped": 20, "paid": 100,
    }  # fmt: skip
    assert rows["21340", "telegram"]["planned"] == 120 and rows["", "webchat"]["skipped: cap"] == 7
    assert table.articles == 1 and table.lines[-1].commune == TOTAL


def test_a_small_number_is_hidden_and_another_one_beside_it() -> None:
    failed = Figure("21340", "telegram", "failed", "refused", False, 2, 0, 0, 0, 0)
    table = results([FIGURE, failed, replace(FIGURE, commune="21343"), replace(FIGURE, commune="08707", count=300)])
    shown = {line.commune: dict(zip(table.columns, line.cells, strict=True)) for line in table.lines}
    assert shown["21340"]["failed: refused"] == shown[TOTAL]["failed: refused"] == "<5"
    assert "*" in shown["21340"].values() and shown["08707"]["sent"] == 300 and shown["08707"]["delivered"] == 90


def test_of_fewer_than_five_people_nothing_is_shown() -> None:
    few = Figure("21340", "telegram", "sent", "", False, 3, 3, 0, 0, 0)
    (line, *_) = results([few, replace(FIGURE, commune="21343", count=500)]).lines
    assert set(line.cells) == {"*"}
    assert all(set(line.cells) <= {"*", 0} for line in results([few]).lines)


def test_a_run_that_reached_nobody_has_a_line_of_zeros() -> None:
    (line,) = results([]).lines
    assert line.commune == TOTAL and set(line.cells) == {0}


def test_what_a_channel_never_tells_is_no_nought() -> None:
    def of(*channels: str) -> dict[str, dict[str, int | str]]:
        silent = (Figure("21340", channel, "sent", "", False, 50, 0, 0, 0, 0) for channel in channels)
        table = results(silent)
        return {line.channel: dict(zip(table.columns, line.cells, strict=True)) for line in table.lines}

    found = of("telegram", "webchat", "zalo_oa")
    assert (found["telegram"]["delivered"], found["telegram"]["seen"]) == ("–", "–")
    assert (found["webchat"]["delivered"], found["webchat"]["seen"]) == (0, "–")
    assert (found["zalo_oa"]["delivered"], found["zalo_oa"]["seen"], found[""]["seen"]) == (0, 0, 0)
    assert of("telegram", "webchat")[""]["seen"] == "–" and of("telegram", "webchat")[""]["delivered"] == 0


def table_of(rows: list[list[int]], loose: list[int]) -> Table:
    """A table of these rows, the numbers of each capped at its sum in the column that adds to nothing."""
    numbers: dict[Cell, int] = {}
    names = [str(n) for n in range(len(rows))]
    for name, row, seen in zip(names, rows, loose, strict=False):
        numbers |= {(name, part): n for part, n in zip(PARTS, row, strict=True)} | {(name, "planned"): sum(row)}
        numbers[name, "seen"] = min(seen, sum(row))
    columns = (*PARTS, "planned", "seen")
    numbers |= {(TOTAL, column): sum(numbers[name, column] for name in names) for column in columns}
    return Table(numbers, [*names, TOTAL], columns, frozenset(PARTS), "planned")


COUNT = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 8, 30])


@given(st.lists(st.lists(COUNT, min_size=3, max_size=3), min_size=1, max_size=2), st.lists(COUNT, min_size=2))
def test_no_small_number_can_be_worked_out(rows: list[list[int]], loose: list[int]) -> None:
    table = table_of(rows, loose)
    hidden = hide(table)
    small = {cell for cell, n in table.numbers.items() if 0 < n < SMALL}
    assert small <= hidden.keys()
    possible: dict[Cell, set[int]] = {cell: set() for cell in small}
    for world in [*worlds(table, hidden, PARTS), *worlds(table, hidden, ("seen",))]:
        for cell in small & world.keys():
            possible[cell].add(world[cell])
    assert all(len(values) > 1 for values in possible.values())


def worlds(table: Table, hidden: Hidden, columns: tuple[str, ...]) -> Iterator[Mapping[Cell, int]]:
    """Every table near the true one that a reader must hold possible, by brute force."""
    rows = table.rows[:-1]
    cells = [(row, column) for row in rows for column in columns]
    unknown = [cell for cell in cells if cell in hidden]
    for values in product(*(guesses(table, hidden, cell) for cell in unknown)):
        world = {cell: table.numbers[cell] for cell in cells} | dict(zip(unknown, values, strict=True))
        whole = {(row, "planned"): sum(world[row, column] for column in columns) for row in rows}
        world |= whole if columns == PARTS else {}
        sums = (*columns, "planned") if columns == PARTS else columns
        world |= {(TOTAL, column): sum(world[row, column] for row in rows) for column in sums}
        if all(may_be(table, hidden, cell, value) for cell, value in world.items()):
            yield world


def guesses(table: Table, hidden: Hidden, cell: Cell) -> range:
    """What a number may be, near what it is; two more or less is enough to leave a doubt."""
    number = table.numbers[cell]
    near = range(max(0, number - 2), number + 3)
    return range(1, SMALL) if hidden[cell] == "small" else near


def may_be(table: Table, hidden: Hidden, cell: Cell, value: int) -> bool:
    """Whether a reader, who knows the rules, must hold this possible."""
    row, column = cell
    if cell not in hidden:
        return value == table.numbers[cell]
    if column == "planned" and (row, "seen") not in hidden and value < table.numbers[row, "seen"]:
        return False
    if column == "seen" and (row, "planned") not in hidden and value > table.numbers[row, "planned"]:
        return False
    return {"small": 0 < value < SMALL, "beside": value >= SMALL, "row": value >= 0}[hidden[cell]]


def test_where_no_other_number_helps_a_whole_row_is_hidden() -> None:
    for rows in ([[4, 4, 0]], [[4, 0, 4], [0, 0, 0]], [[4, 4, 0], [4, 4, 0]], [[1, 4, 0], [4, 1, 0]]):
        table = table_of(rows, [8, 8])
        assert {cell for cell, n in table.numbers.items() if 0 < n < SMALL} <= hide(table).keys()
        assert "row" in hide(table_of([[4, 4, 0]], [8])).values()


def test_a_large_table_is_hidden_in_a_moment() -> None:
    rows = [[n % 7 * 10, n % 3, n % 5 * 9] for n in range(300)]
    hidden = hide(table_of(rows, [n % 11 for n in range(300)]))
    assert hidden


def test_cycles() -> None:
    both = Arc("a", "b", True, True)
    assert exposed({("x", "1"): both}) == {("x", "1")}
    pair = {("x", "1"): both, ("x", "2"): both, ("x", "3"): Arc("b", "c", True, False)}
    assert exposed(pair) == {("x", "3")}
    assert exposed({("x", "1"): both, ("x", "2"): Arc("a", "b", False, False)}) == {("x", "1"), ("x", "2")}
    costs = dict.fromkeys(pair, 1)
    assert list(ways_back(pair, costs, [("x", "1"), ("x", "3")])) == [(("x", "2"),), ()]
