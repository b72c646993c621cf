"""How well the resolver does on our own suite of addresses: counts by what an address is, and what it gets wrong."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from referral.jurisdiction import Place
from referral.jurisdiction.resolver import resolve

HERE = Path(__file__).parent
SPLITS = ("tuning", "validation")


@dataclass(frozen=True, slots=True)
class Row:
    """One address with its gold from the official tables."""

    id: str
    text: str
    status: str
    codes: tuple[str, ...]
    province: str
    kind: str
    source: str


def rows(split: str) -> tuple[Row, ...]:
    """All addresses of one split."""
    files = sorted(HERE.glob(f"*-{split}.jsonl"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]
    return tuple(Row(**{**found, "codes": tuple(found["codes"])}) for found in map(json.loads, lines))


def verdict(row: Row, found: Place) -> str:
    """What an answer is worth: "right", "asked" (with the right one in the list), "wrong" …"""
    return VERDICTS[row.status](set(row.codes), row.province, found)


def of_commune(gold: set[str], province: str, found: Place) -> str:
    """One commune is meant: answered so, or at least in the list that is asked about."""
    if found.status == "commune":
        return "right" if set(found.codes) == gold else "wrong"
    return "asked" if gold <= set(found.codes) else "not found"


def of_several(gold: set[str], province: str, found: Place) -> str:
    """Several fit: all of them must be in the list."""
    if found.status == "commune":
        return "guessed" if set(found.codes) <= gold else "wrong"
    if found.status != "ambiguous":
        return "not found"
    return "right" if set(found.codes) == gold else "longer list" if gold <= set(found.codes) else "incomplete"


def of_province(gold: set[str], province: str, found: Place) -> str:
    """Only the province is said: no commune may be answered."""
    if found.status == "province":
        return "right" if province in ("", found.province) else "wrong"
    return "not found" if found.status == "none" else "wrong"


def of_none(gold: set[str], province: str, found: Place) -> str:
    """Nothing is said of where."""
    return "right" if found.status == "none" else "wrong"


VERDICTS = {"commune": of_commune, "ambiguous": of_several, "province": of_province, "none": of_none}


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of the resolver on addresses of one status: how many of some verdicts there may or must be."""

    status: str
    counted: str  # what the verdicts are, in words
    verdicts: tuple[str, ...]
    words: str
    holds: Callable[[int, int], bool]  # how many there are, of how many addresses

    def reached(self, counted: Counter[tuple[str, str]]) -> int:
        """How many there are."""
        return sum(counted[self.status, said] for said in self.verdicts)


GOALS = (
    Goal("commune", "right, not asked", ("right",), "at least 98.5 %", lambda n, of: n >= 0.985 * of),
    Goal("commune", "confidently wrong", ("wrong",), "at most 2", lambda n, of: n <= 2),
    Goal("commune", "right or in the list", ("right", "asked"), "at least 99.3 %", lambda n, of: n >= 0.993 * of),
    Goal("ambiguous", "exactly the list", ("right",), "at least 90 %", lambda n, of: n >= 0.9 * of),
    Goal("ambiguous", "guessed inside the list", ("guessed",), "at most 5 %", lambda n, of: n <= 0.05 * of),
    Goal("ambiguous", "confidently wrong", ("wrong",), "none", lambda n, of: n == 0),
    Goal("none", "a place all the same", ("wrong",), "none", lambda n, of: n == 0),
    Goal("province", "a commune, or another province", ("wrong",), "none", lambda n, of: n == 0),
)


def count(answered: Iterable[tuple[Row, str]]) -> Counter[tuple[str, str]]:
    """Verdicts by what an address is."""
    return Counter((row.status, said) for row, said in answered)


def answers(split: str) -> Iterator[tuple[Row, Place, str]]:
    """Every address with our answer and its verdict."""
    for row in rows(split):
        found = resolve(row.text)
        yield row, found, verdict(row, found)
