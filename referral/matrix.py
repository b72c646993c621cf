"""The referral matrix: which roles act on a kind of case, know of it, supervise it; how long each is waited for."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from referral.calendar import Wait, parse_wait
from referral.case import Case
from referral.conditions import Condition, holds, parse_conditions
from referral.records import dataclass
from referral.roles import OFFICES, WANTED
from referral.triage import CATEGORIES
from referral.urgency import Urgency

Mode = Literal["act", "know", "supervise"]
MODES: tuple[Mode, ...] = get_args(Mode)
YES_NO = frozenset({"yes", "no", "unsure"})
ANY = frozenset[str]()  # every word may be compared
# What a cell may ask of a case, and the words each is compared with.
FACTS: Mapping[str, frozenset[str]] = {
    "urgency": frozenset(urgency.name for urgency in Urgency),
    "danger_now": YES_NO,
    "injured": YES_NO,
    "still_in_water": YES_NO,
    "breathing": YES_NO,
    "reporter_is_child": frozenset({"yes"}),
    "child_age": ANY,
    "hazard_kind": frozenset({"pond", "river", "pit", "canal", "pool", "other"}),
    "children_there": frozenset({"often", "no", "unsure"}),
}


class BadMatrix(ValueError):
    """Correct matrix.toml: each category once, with somebody who always acts; known roles; waits for each urgency."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One role that must act, or know, or supervise, if its condition holds."""

    role: str
    only_if: tuple[Condition, ...] = ()


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows by category, patience by urgency (until the next rung is asked), and when a first step is due."""

    act: Mapping[str, Row]
    patience: Mapping[Urgency, Wait]
    know: Mapping[str, Row] = field(default_factory=dict)
    supervise: Mapping[str, Row] = field(default_factory=dict)
    first_action: Mapping[Urgency, Wait] = field(default_factory=dict)

    def roles(self, case: Case) -> tuple[str, ...]:
        """The roles that must act on this case."""
        return roles_in(self.act[case.category], case)

    def knowing(self, case: Case) -> tuple[str, ...]:
        """The roles that are told of this case in office hours."""
        return roles_in(self.know.get(case.category, ()), case)

    def supervising(self, case: Case) -> tuple[str, ...]:
        """The roles that are told when something about this case is not done."""
        return roles_in(self.supervise.get(case.category, ()), case)

    def wait(self, urgency: Urgency) -> Wait:
        """How long one rung of a ladder has to answer."""
        return self.patience[max(urgency, Urgency.routine)]

    def rows(self) -> Mapping[Mode, Mapping[str, Row]]:
        """The rows of each mode."""
        return {"act": self.act, "know": self.know, "supervise": self.supervise}

    def act_within(self, urgency: Urgency) -> Wait:
        """How long whoever accepted has for a first step."""
        return self.first_action.get(max(urgency, Urgency.routine), Wait(days=1))


def roles_in(row: Row, case: Case) -> tuple[str, ...]:
    """The roles of a row whose conditions hold, each once: a role may stand there twice, for two reasons."""
    facts = {**case.facts, "urgency": case.urgency.name, "category": case.category}
    return tuple(dict.fromkeys(cell.role for cell in row if holds(cell.only_if, facts)))


@cache
def shipped_matrix() -> Matrix:
    """The matrix that comes with the program."""
    return parse_matrix((files("referral") / "data" / "matrix.toml").read_text("utf-8"))


def parse_matrix(text: str) -> Matrix:
    """Read a matrix file or raise BadMatrix."""
    try:
        raw: dict[str, Any] = tomllib.loads(text)
        matrix = Matrix(
            act={row["category"]: parse_row(row["act"]) for row in raw["row"]},
            know={row["category"]: parse_row(row.get("know", ())) for row in raw["row"]},
            supervise={row["category"]: parse_row(row.get("supervise", ())) for row in raw["row"]},
            patience=parse_waits(raw["patience"]),
            first_action=parse_waits(raw["first_action"]),
        )
    except (KeyError, TypeError, ValueError) as error:  # no TOML, no cell, no condition, a word missing or unknown
        raise BadMatrix(f"{error}: {BadMatrix.__doc__}") from None
    return checked(matrix, repeated(row["category"] for row in raw["row"]))


def parse_waits(raw: Mapping[str, str]) -> Mapping[Urgency, Wait]:
    """Read how long something may take at each level of urgency."""
    return {Urgency[name]: parse_wait(text) for name, text in raw.items()}


def repeated(names: Iterable[str]) -> set[str]:
    """The names that come more than once."""
    return {name for name, count in Counter(names).items() if count > 1}


def parse_row(raw: Iterable[Mapping[str, str]]) -> Row:
    """Read cells: a role and perhaps a condition each."""
    return tuple(Cell(cell["role"], parse_conditions(cell.get("only_if", ""))) for cell in raw)


def checked(matrix: Matrix, twice: set[str]) -> Matrix:
    """The matrix, if every category has one row that always has somebody, and every role and patience is known."""
    cells = [cell for rows in matrix.rows().values() for row in rows.values() for cell in row]
    unknown = {cell.role for cell in cells} - OFFICES.keys()
    foreign = {word for cell in cells for word in unasked(cell.only_if)}
    empty = {category for category, row in matrix.act.items() if not always_acts(row)}
    told = set(matrix.patience) & set(matrix.first_action)
    impatient = {urgency.name for urgency in Urgency if urgency and urgency not in told}
    wrong = unknown | foreign | (set(CATEGORIES) ^ set(matrix.act)) | empty | impatient | twice
    if wrong:
        raise BadMatrix(f"{', '.join(sorted(wrong))}: {BadMatrix.__doc__}")
    return matrix


def always_acts(row: Row) -> bool:
    """Whether a row has somebody to act whatever is known: only for a wanted role the level above stands in."""
    return any(cell.role in WANTED and not cell.only_if for cell in row)


def unasked(only_if: Iterable[Condition]) -> Iterator[str]:
    """The names and words of a condition that no case ever has."""
    for condition in only_if:
        known = FACTS.get(condition.name)
        if known is None:
            yield condition.name
        elif known:
            yield from (word for word in condition.words if word not in known)
