"""The tables of a report: every case once by each question, for each commune; small numbers hidden in all at once."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from referral.case import OUTCOMES
from referral.clock import local
from referral.hiding import TOTAL, Cell, Hidden, Table, Why, hide
from referral.records import dataclass
from referral.reports.figures import AGES, CULPRITS, OPINION, UNKNOWN, CaseFigure
from referral.triage import CATEGORIES
from referral.urgency import Urgency

ALL = "all"  # the column of a row's sum
RowOf = Callable[[CaseFigure], str]


def by_answer(figure: CaseFigure) -> str:
    """Whether somebody acknowledged in time."""
    return {True: "in_time", False: "late", None: "open"}[figure.in_time]


def by_opinion(figure: CaseFigure) -> str:
    """Whether a child's opinion has its answer; "none" for all other cases."""
    if figure.category != OPINION:
        return "none"
    return "answered" if figure.answered else "waiting"


def by_month(figure: CaseFigure) -> str:
    """The month in which it was reported."""
    return f"{local(figure.opened_at):%Y-%m}"


# Question -> what a case answers to it. Each case has one answer to each, so that every table sums up to the same.
QUESTIONS: Mapping[str, Callable[[CaseFigure], str]] = MappingProxyType({
    "kind": lambda figure: figure.category,
    "urgency": lambda figure: figure.urgency.name,
    "age": lambda figure: figure.age,
    "sex": lambda figure: figure.sex,
    "culprit": lambda figure: figure.culprit,
    "month": by_month,
    "outcome": lambda figure: figure.outcome or "open",
    "acknowledged": by_answer,
    "measures": lambda figure: figure.measures,
    "plan": lambda figure: figure.plan,
    "satisfied": lambda figure: figure.satisfied or UNKNOWN,
    "opinion": by_opinion,
})  # fmt: skip
ORDER: Mapping[str, Sequence[str]] = {  # in which order answers are shown; months follow the calendar
    "kind": CATEGORIES,
    "urgency": [urgency.name for urgency in reversed(Urgency)],
    "age": [*(name for _, name in AGES), UNKNOWN],
    "sex": ["male", "female", UNKNOWN],
    "culprit": [*sorted(CULPRITS), UNKNOWN],
    "outcome": ["open", *OUTCOMES],
    "acknowledged": ["in_time", "late", "open"],
    "measures": ["kept", "late", "running", "none"],
    "plan": ["kept", "late", "running", "none"],
    "satisfied": ["ok", "not_ok", UNKNOWN],
    "opinion": ["answered", "waiting", "none"],
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One number as it may be seen: `why` it is hidden, "" if it is not."""

    number: int | None
    why: Why | str = ""  # "unknown": what there was to count is not there any more, or is not counted here


@dataclass(frozen=True, slots=True)
class Tables:
    """The numbers of all rows (commune codes, TOTAL) and questions, and what of them must not be shown."""

    rows: tuple[str, ...]
    answers: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, Mapping[Cell, int]]  # by question
    hidden: Mapping[str, Hidden]

    def line(self, row: str, question: str) -> tuple[tuple[str, Shown], ...]:
        """Each answer to a question in a row, as it may be shown."""
        return tuple((answer, self.cell(row, question, answer)) for answer in self.answers[question])

    def cell(self, row: str, question: str, answer: str) -> Shown:
        """One number; a row that nobody reported from holds noughts, unless all there is is hidden."""
        why = self.hidden[question].get((row, answer), "")
        return Shown(None, why) if why else Shown(self.numbers[question].get((row, answer), 0))

    def whole(self, row: str) -> Shown:
        """How many cases a row has."""
        return self.cell(row, next(iter(self.answers)), ALL)


def by_commune(figure: CaseFigure) -> str:
    """The row of a case within a province."""
    return figure.commune


def by_province(figure: CaseFigure) -> str:
    """Its row in the whole country: three thousand communes in one table would take minutes."""
    return figure.province


def tables(figures: Sequence[CaseFigure], row_of: RowOf = by_commune) -> Tables:
    """Every table of these cases. No small number can be worked out from all of them together.

    A commune whose sum is hidden is hidden in every table, so the tables share nothing but sums that are shown:
    then each can be looked at alone. Where one needs another sum hidden, all are made again.
    """
    rows = (*sorted(set(map(row_of, figures))), TOTAL)
    answers = {name: answers_of(name, figures) for name in QUESTIONS}
    placed = [(row_of(figure), figure) for figure in figures]
    numbers = {name: counted(name, placed, rows) for name in QUESTIONS}
    covered = covered_rows(numbers["kind"], rows)
    while True:
        hidden = {name: hide(table_of(rows, answers[name], numbers[name], covered)) for name in QUESTIONS}
        more = frozenset(row for found in hidden.values() for row, column in found if column == ALL)
        if more <= covered:
            return Tables(rows, answers, numbers, hidden)
        covered |= more


def table_of(
    rows: Sequence[str], answers: Sequence[str], numbers: Mapping[Cell, int], covered: frozenset[str]
) -> Table:
    """One question's table."""
    return Table(numbers, rows, (*answers, ALL), frozenset(answers), ALL, covered)


def covered_rows(numbers: Mapping[Cell, int], rows: Sequence[str]) -> frozenset[str]:
    """The communes whose sum must not be shown: few cases, or it would give such a one away."""
    sums = {(row, ALL): numbers[row, ALL] for row in rows}
    return frozenset(row for row, _ in hide(Table(sums, rows, (ALL,), frozenset(), "")))


def sums(numbers: Mapping[str, int]) -> Mapping[str, Shown]:
    """Numbers by row with their sum: small ones hidden, and what would give one away."""
    cells = {(row, ALL): number for row, number in numbers.items()} | {(TOTAL, ALL): sum(numbers.values())}
    hidden = hide(Table(cells, (*sorted(numbers), TOTAL), (ALL,), frozenset(), ""))
    return {row: Shown(None, hidden[row, ALL]) if (row, ALL) in hidden else Shown(n) for (row, _), n in cells.items()}


def answers_of(question: str, figures: Sequence[CaseFigure]) -> tuple[str, ...]:
    """The answers in their order: those that are known, and those that a case gave."""
    given = {QUESTIONS[question](figure) for figure in figures}
    known = list(ORDER.get(question, ()))
    return (*known, *sorted(given - set(known)))


def counted(question: str, figures: Sequence[tuple[str, CaseFigure]], rows: Sequence[str]) -> Mapping[Cell, int]:
    """How many cases of a row gave which answer, with the sums."""
    found: Counter[Cell] = Counter({(row, ALL): 0 for row in rows})
    for row, figure in figures:
        for cell in cells_of(row, QUESTIONS[question](figure)):
            found[cell] += 1
    return dict(found)


def cells_of(own: str, answer: str) -> Iterator[Cell]:
    """The cells in which a case of a row is counted."""
    for row in (own, TOTAL):
        yield row, answer
        yield row, ALL
