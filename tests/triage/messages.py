"""Our own labelled messages: a corpus to learn from, and a suite to tune and to measure on."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from referral.triage.examples import FILE
from referral.urgency import Urgency

HERE = Path(__file__).parent
SPLITS = ("tuning", "validation")


@dataclass(frozen=True, slots=True)
class Message:
    """A message with its label; `floor` and `ceiling` are the lowest and highest level that can be defended."""

    id: str
    text: str
    register: str
    style: tuple[str, ...]
    category: str
    also: tuple[str, ...]
    urgency: Urgency
    floor: Urgency
    ceiling: Urgency
    reporter_is_child: bool
    child_age: int | None
    place_text: str


@lru_cache(maxsize=1)
def corpus() -> tuple[Message, ...]:
    """The messages that the second voice learns from, in order of their ids."""
    return tuple(message for file in sorted((HERE / "corpus").glob("*.jsonl")) for message in read(file))


def suite(split: str) -> tuple[Message, ...]:
    """The messages of one split, by authors who wrote nothing of the corpus; the tuning half comes with the program."""
    files = [FILE] if split == "tuning" else sorted((HERE / "suite").glob("*.jsonl"))
    return tuple(message for file in files for message in read(file))


def read(file: Path) -> Iterator[Message]:
    """The messages of one file."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Message(
            row["id"], row["text"], row["register"], tuple(row["style"]), row["category"], tuple(row["also"]),
            Urgency[row["urgency"]], Urgency[row["urgency_floor"]], Urgency[row["urgency_ceiling"]],
            row["reporter_is_child"], row["child_age"], row["place_text"] or "",
        )  # fmt: skip
