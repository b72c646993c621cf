"""What became of a run, by commune and channel: numbers as people may see them, small ones hidden."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Protocol

from referral.hiding import SMALL, TOTAL, Cell, Hidden, Table, hide
from referral.records import dataclass

ARTICLE = "zalo_article"  # a broadcast of the platform's own: it is counted alone, for it is no copy of ours
PLANNED = "planned"
REACTIONS = ("delivered", "seen", "answered", "stopped", "paid")
FIRST, LAST = ("sent",), ("waiting", "sending", "unsure")
NEVER_TOLD: Mapping[
    str, frozenset[str]
] = {  # by channel, what it never tells; see "What each way can do" in channels.md
    "webchat": frozenset({"seen"}),  # the page acknowledges what it fetched
    "officer_page": frozenset({"seen"}),
    "terminal": frozenset({"delivered", "seen"}),
    "telegram": frozenset({"delivered", "seen"}),  # the Bot API has no receipts
    "zalo_bot": frozenset({"delivered", "seen"}),  # nor has this platform
}
UNKNOWN = "–"
SHOWN_AS = {"small": f"<{SMALL}", "beside": "*", "row": "*"}


class Counted(Protocol):
    """So many copies with the same fate, as the store counts them."""

    @property
    def commune(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def paid(self) -> bool: ...
    @property
    def count(self) -> int: ...
    @property
    def delivered(self) -> int: ...
    @property
    def seen(self) -> int: ...
    @property
    def answered(self) -> int: ...
    @property
    def stopped(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One commune on one channel, or all of them: what is shown in each column."""

    commune: str
    channel: str
    cells: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """`columns` of each line; the last line is the total."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    articles: int = 0  # broadcasts of a Zalo article


def results(figures: Iterable[Counted]) -> Results:
    """The table. "<5" stands for one to four, "*" for what would give such a number away."""
    figures = list(figures)
    ours = [figure for figure in figures if figure.channel != ARTICLE]
    fates = fates_of(ours)
    columns = (PLANNED, *fates, *REACTIONS)
    numbers = counted(ours, columns)
    rows = [*sorted({row_of(figure) for figure in ours}), TOTAL]
    hidden = hide(Table(numbers, rows, columns, frozenset(fates), PLANNED))
    silent = silent_cells(rows)
    lines = tuple(Line(*ends(row), tuple(shown(numbers, hidden, (row, c), silent) for c in columns)) for row in rows)
    return Results(columns, lines, sum(f.count for f in figures if f.channel == ARTICLE))


def fates_of(figures: Iterable[Counted]) -> tuple[str, ...]:
    """What became of some copy: sent, why it failed or was passed over, what is still open."""
    known = {fate_of(figure) for figure in figures}
    reasons = sorted(known - {*FIRST, *LAST})
    return (*FIRST, *reasons, *(fate for fate in LAST if fate in known or fate != "sending"))


def fate_of(figure: Counted) -> str:
    """The column of its fate; the reason is told of what was not sent."""
    why = figure.reason if figure.state in ("failed", "skipped") else ""
    return f"{figure.state}: {why}" if why else figure.state


def counted(figures: Iterable[Counted], columns: Iterable[str]) -> Mapping[tuple[str, str], int]:
    """Every number of the table, each row also in the total."""
    found: Counter[tuple[str, str]] = Counter({(TOTAL, column): 0 for column in columns})
    for figure in figures:
        for row in (row_of(figure), TOTAL):
            for column, number in numbers_of(figure):
                found[row, column] += number
    return found


def numbers_of(figure: Counted) -> Iterator[tuple[str, int]]:
    """What a figure adds to its row."""
    yield PLANNED, figure.count
    yield fate_of(figure), figure.count
    yield "paid", figure.count if figure.paid and figure.state in ("sent", "unsure") else 0
    yield from ((name, getattr(figure, name)) for name in REACTIONS if name != "paid")


def row_of(figure: Counted) -> str:
    return f"{figure.commune}/{figure.channel}"


def ends(row: str) -> tuple[str, str]:
    """Commune and channel of a row."""
    commune, _, channel = row.partition("/")
    return (commune, channel) if row != TOTAL else (TOTAL, "")


def silent_cells(rows: Sequence[str]) -> Set[Cell]:
    """What nobody tells: a nought there would say that nobody read it. Of the total, what no row tells."""
    silent = {row: NEVER_TOLD.get(ends(row)[1], frozenset()) for row in rows if row != TOTAL}
    whole = frozenset.intersection(*silent.values()) if silent else frozenset()
    return {(row, column) for row, columns in (*silent.items(), (TOTAL, whole)) for column in columns}


def shown(numbers: Mapping[Cell, int], hidden: Hidden, cell: Cell, silent: Set[Cell]) -> int | str:
    """A number as it may be seen."""
    if cell in hidden:
        return SHOWN_AS[hidden[cell]]
    return UNKNOWN if cell in silent and not numbers.get(cell) else numbers.get(cell, 0)
