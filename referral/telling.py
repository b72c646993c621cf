"""Who was told of a case without being asked to take it: to know of it, or because they supervise."""

from datetime import datetime
from typing import Literal

from referral.records import dataclass

Told = Literal["know", "supervise"]


@dataclass(frozen=True, slots=True)
class Telling:
    """One officer told of one case for one body."""

    body: str  # agency id
    officer: str
    mode: Told
    at: datetime
