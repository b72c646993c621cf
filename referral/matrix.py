"""The referral matrix: which roles must act on a kind of case, and how long each is waited for; read from data."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from referral.agencies import ROLES
from referral.calendar import Wait, parse_wait
from referral.case import Case
from referral.conditions import Condition, holds, parse_conditions
from referral.triage import CATEGORIES
from referral.urgency import Urgency


class BadMatrix(ValueError):
    """Correct matrix.toml: each category once, with somebody who always acts; known roles; waits for each urgency."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One role that must act, if its condition holds."""

    role: str
    only_if: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows by category, patience by urgency (until the next rung is asked), and when a first step is due."""

    act: Mapping[str, tuple[Cell, ...]]
    know: Mapping[str, tuple[str, ...]]
    patience: Mapping[Urgency, Wait]
    first_action: Mapping[Urgency, Wait] = field(default_factory=dict)

    def roles(self, case: Case) -> tuple[str, ...]:
        """The roles that must act on this case."""
        facts = {**case.facts, "urgency": case.urgency.name, "category": case.category}
        return tuple(cell.role for cell in self.act[case.category] if holds(cell.only_if, facts))

    def wait(self, urgency: Urgency) -> Wait:
        """How long one rung of a ladder has to answer."""
        return self.patience[max(urgency, Urgency.routine)]

    def act_within(self, urgency: Urgency) -> Wait:
        """How long whoever accepted has for a first step."""
        return self.first_action.get(max(urgency, Urgency.routine), Wait(days=1))


@cache
def shipped_matrix() -> Matrix:
    """The matrix that comes with the program."""
    return parse_matrix((files("referral") / "data" / "matrix.toml").read_text("utf-8"))


def parse_matrix(text: str) -> Matrix:
    """Read a matrix file or raise BadMatrix."""
    try:
        raw: dict[str, Any] = tomllib.loads(text)
        matrix = Matrix(
            act={row["category"]: tuple(parse_cell(cell) for cell in row["act"]) for row in raw["row"]},
            know={row["category"]: tuple(row.get("know", ())) for row in raw["row"]},
            patience=parse_waits(raw["patience"]),
            first_action=parse_waits(raw["first_action"]),
        )
    except (KeyError, ValueError) as error:  # no TOML, no condition, a word that is missing or unknown
        raise BadMatrix(f"{error}: {BadMatrix.__doc__}") from None
    return checked(matrix, repeated(row["category"] for row in raw["row"]))


def parse_waits(raw: Mapping[str, str]) -> Mapping[Urgency, Wait]:
    """Read how long something may take at each level of urgency."""
    return {Urgency[name]: parse_wait(text) for name, text in raw.items()}


def repeated(names: Iterable[str]) -> set[str]:
    """The names that come more than once."""
    return {name for name, count in Counter(names).items() if count > 1}


def parse_cell(raw: Mapping[str, str]) -> Cell:
    """Read one cell: a role and perhaps a condition."""
    return Cell(raw["role"], parse_conditions(raw.get("only_if", "")))


def checked(matrix: Matrix, twice: set[str]) -> Matrix:
    """The matrix, if every category has one row that always has somebody, and every role and patience is known."""
    named = {cell.role for row in matrix.act.values() for cell in row} | {
        r for row in matrix.know.values() for r in row
    }
    empty = {category for category, row in matrix.act.items() if all(cell.only_if for cell in row)}
    told = set(matrix.patience) & set(matrix.first_action)
    impatient = {urgency.name for urgency in Urgency if urgency and urgency not in told}
    wrong = (named - set(ROLES)) | (set(CATEGORIES) ^ set(matrix.act)) | empty | impatient | twice
    if wrong:
        raise BadMatrix(f"{', '.join(sorted(wrong))}: {BadMatrix.__doc__}")
    return matrix
