"""The tables of a report: no small number can be worked out from all that is shown of all of them together."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from referral.hiding import SMALL, TOTAL, Cell
from referral.reports.figures import CaseFigure
from referral.reports.tables import ALL, QUESTIONS, Tables, tables
from referral.urgency import Urgency

AT = datetime(2026, 11, 22, 7, tzinfo=UTC)
COUNT = st.sampled_from([0, 0, 1, 2, 4, 5, 7])
ASKED = ("sex", "outcome")
NEAR = 2  # so far from what it is a number is tried; to leave a doubt one other is enough


def figures(counts: Sequence[Sequence[int]]) -> list[CaseFigure]:
    """So many cases of each commune: boys closed, girls closed, girls open."""
    kinds = (("male", "helped"), ("female", "helped"), ("female", ""))
    return [
        CaseFigure(str(n), "51", "self_harm", Urgency.urgent, AT, outcome, sex=sex)
        for n, row in enumerate(counts)
        for number, (sex, outcome) in zip(row, kinds, strict=True)
        for _ in range(number)
    ]


@settings(max_examples=60)
@given(st.lists(st.lists(COUNT, min_size=3, max_size=3), min_size=1, max_size=3))
def test_no_small_number_can_be_worked_out(counts: list[list[int]]) -> None:
    known = tables(figures(counts))
    small = {(q, cell) for q in ASKED for cell, n in known.numbers[q].items() if 0 < n < SMALL}
    assert all(cell in known.hidden[question] for question, cell in small)
    possible: dict[tuple[str, Cell], set[int]] = {one: set() for one in small}
    for sums in worlds_of_sums(known):
        found = [list(worlds(known, question, sums)) for question in ASKED]
        if all(found):  # a world is possible only if every table can be so at once
            for question, several in zip(ASKED, found, strict=True):
                for world in several:
                    for cell, number in world.items():
                        if (question, cell) in possible:
                            possible[question, cell].add(number)
    assert all(len(numbers) > 1 for numbers in possible.values())


def worlds_of_sums(known: Tables) -> Iterator[Mapping[str, int]]:
    """Every way in which the cases could lie in the communes."""
    numbers, hidden, rows = known.numbers["sex"], known.hidden["sex"], known.rows[:-1]
    choices = [guesses(numbers[row, ALL], (row, ALL) in hidden) for row in rows]
    for sums in product(*choices):
        if (TOTAL, ALL) in hidden or sum(sums) == numbers[TOTAL, ALL]:
            yield dict(zip(rows, sums, strict=True))


def guesses(number: int, hidden: bool) -> range:
    """What a number may be, near what it is."""
    return range(max(0, number - NEAR), number + NEAR + 1) if hidden else range(number, number + 1)


def worlds(known: Tables, question: str, sums: Mapping[str, int]) -> Iterator[Mapping[Cell, int]]:
    """Every table of a question that fits these sums and all that is shown."""
    answers = [a for a in known.answers[question] if known.numbers[question].get((TOTAL, a))]
    numbers, hidden = known.numbers[question], known.hidden[question]
    lines = [list(lines_of(known, question, (row, total), answers)) for row, total in sums.items()]
    for world in product(*lines):
        cells = {cell: n for line in world for cell, n in line.items()}
        totals = {(TOTAL, a): sum(n for (_, column), n in cells.items() if column == a) for a in answers}
        totals[TOTAL, ALL] = sum(totals.values())
        if all(fits(numbers.get(cell, 0), n, hidden.get(cell, "")) for cell, n in totals.items()):
            yield {**cells, **totals, **{(row, ALL): total for row, total in sums.items()}}


def lines_of(known: Tables, question: str, row: tuple[str, int], answers: Sequence[str]) -> Iterator[dict[Cell, int]]:
    """Every row with this sum that fits what is shown of it."""
    numbers, hidden, (name, total) = known.numbers[question], known.hidden[question], row
    choices = [guesses(numbers.get((name, a), 0), (name, a) in hidden) for a in answers]
    for line in product(*choices):
        cells = {(name, a): n for a, n in zip(answers, line, strict=True)}
        if sum(line) == total and all(fits(numbers.get(c, 0), n, hidden.get(c, "")) for c, n in cells.items()):
            yield cells


def fits(real: int, number: int, why: str) -> bool:
    """Whether a reader, who knows the rules, must hold this number possible."""
    return {"": number == real, "small": 0 < number < SMALL, "beside": number >= SMALL, "row": number >= 0}[why]


def test_every_question_has_every_case_once() -> None:
    known = tables(figures([[6, 7, 8], [9, 5, 5]]))
    assert known.rows == ("0", "1", TOTAL) and known.whole(TOTAL).number == 40
    assert all(sum(cell.number or 0 for _, cell in known.line(TOTAL, question)) == 40 for question in QUESTIONS)
    assert known.cell("nobody", "sex", "male").number == 0


def test_without_cases_there_are_noughts() -> None:
    known = tables([])
    assert known.rows == (TOTAL,) and known.whole(TOTAL).number == 0


def test_a_commune_with_few_cases_shows_nothing_in_any_table() -> None:
    known = tables(figures([[1, 1, 1], [9, 9, 9], [30, 30, 30]]))
    lines = [known.line("0", question) for question in QUESTIONS]
    assert all(cell.number is None for line in lines for _, cell in line)
    assert known.whole("0").why == "row"
