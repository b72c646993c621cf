"""What will never be sent: the dead letters, and those among them that nobody can read any more."""

from datetime import datetime

from bot.store.columns import AnyRow
from referral.records import dataclass


@dataclass(frozen=True, slots=True)
class Torn:
    """A message whose bytes, or those of its address, cannot be opened: a dead letter from now on."""

    id: int
    person_id: str
    case_id: str


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that will not be sent: a human must look. Without its content."""

    id: int
    person_id: str
    case_id: str
    at: datetime
    attempts: int
    problem: str


def dead_letter(row: AnyRow) -> DeadLetter:
    """The dead letter of a row."""
    return DeadLetter(row.id, row.person_id, row.case_id, row.at, row.attempts, row.problem)
