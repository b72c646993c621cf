"""Invented messages with the urgency that can be defended: what a change of the lexicon does shows on them first."""

import json
from collections.abc import Iterator
from pathlib import Path

from referral.records import dataclass
from referral.urgency import Urgency

FILE = Path(__file__).with_name("examples.jsonl")


@dataclass(frozen=True, slots=True)
class Example:
    """A message with its label; `floor` and `ceiling` are the lowest and highest level that can be defended."""

    id: str
    text: str
    urgency: Urgency
    floor: Urgency
    ceiling: Urgency
    category: str


def examples() -> Iterator[Example]:
    """The examples that come with the program, in order."""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        urgency, floor, ceiling = (Urgency[row[f"urgency{which}"]] for which in ("", "_floor", "_ceiling"))
        yield Example(row["id"], row["text"], urgency, floor, ceiling, row["category"])
