"""What `langnghe check` looks at: each look goes over one thing and says what is to be put right."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from bot.settings import Settings
from bot.store.work import SqlWork
from referral.records import dataclass

Weight = Literal["error", "warning", "ok"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. An error means: do not go live like this."""

    weight: Weight
    words: str


@dataclass(frozen=True, slots=True)
class Site:
    """The deployment that is looked at: its settings, and one transaction on its database."""

    settings: Settings
    work: SqlWork
    tables: Path | None = None  # a folder with the official tables of communes


Look = Callable[[Site], Iterator[Finding]]
