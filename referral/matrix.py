"""The referral matrix: which roles must act on a kind of case, and how long each is waited for; read from data."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
    """Correct matrix.toml: each category once, with somebody who always acts; known roles; each urgency's patience."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One role that must act, if its condition holds."""

    role: str
    only_if: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows by category, and patience by urgency (until the next rung is asked)."""

    act: Mapping[str, tuple[Cell, ...]]
    know: Mapping[str, tuple[str, ...]]
    patience: Mapping[Urgency, Wait]

    def roles(self, case: Case) -> tuple[str, ...]:
        """The roles that must act on this case."""
        facts = {**case.facts, "urgency": case.urgency.name, "category": case.category}
        return tuple(cell.role for cell in self.act[case.category] if holds(cell.only_if, facts))

    def wait(self, urgency: Urgency) -> Wait:
        """How long one rung of a ladder has to answer."""
        return self.patience[max(urgency, Urgency.routine)]


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
            patience={Urgency[name]: parse_wait(text) for name, text in raw["patience"].items()},
        )
    except (KeyError, ValueError) as error:  # no TOML, no condition, a word that is missing or unknown
        raise BadMatrix(f"{error}: {BadMatrix.__doc__}") from None
    return checked(matrix, repeated(row["category"] for row in raw["row"]))


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
    impatient = {urgency.name for urgency in Urgency if urgency and urgency not in matrix.patience}
    wrong = (named - set(ROLES)) | (set(CATEGORIES) ^ set(matrix.act)) | empty | impatient | twice
    if wrong:
        raise BadMatrix(f"{', '.join(sorted(wrong))}: {BadMatrix.__doc__}")
    return matrix
