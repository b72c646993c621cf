"""The figures by which a triage is judged, each with what chance alone may do to it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from bot.triage_lines import likeliest
from referral.triage import Triage
from referral.urgency import Urgency
from tests.triage.messages import Message

SURE = 1.96  # of a normal distribution: nineteen times in twenty the true share lies inside


@dataclass(frozen=True, slots=True)
class Judged:
    """A message with how it was judged."""

    message: Message
    heard: Triage

    @property
    def siren(self) -> bool:
        """Judged an emergency."""
        return self.heard.urgency == Urgency.emergency

    @property
    def below(self) -> bool:
        """Less urgent than anybody could defend."""
        return self.heard.urgency < self.message.floor

    @property
    def above(self) -> bool:
        """More urgent than anybody could defend."""
        return self.heard.urgency > self.message.ceiling

    @property
    def named(self) -> bool:
        """The kind of harm is the one meant, or one that fits as well."""
        return likeliest(self.heard)[0] in (self.message.category, *self.message.also)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    def __str__(self) -> str:
        """In per cent, with the interval of Wilson (1927)."""
        if not self.of:
            return "–"
        low, high = wilson(self.hits, self.of)
        return f"{100 * self.hits / self.of:.1f} % ({100 * low:.0f}–{100 * high:.0f})"


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The interval of a share that holds the true one nineteen times in twenty (Wilson 1927)."""
    share, square = hits / of, SURE * SURE / of
    middle, width = share + square / 2, SURE * sqrt(share * (1 - share) / of + square / of / 4)
    return max(0.0, (middle - width) / (1 + square)), min(1.0, (middle + width) / (1 + square))


def share(rows: Iterable[Judged], hit: Callable[[Judged], bool]) -> Share:
    """How many of these are hit."""
    hits = [hit(row) for row in rows]
    return Share(sum(hits), len(hits))


def figures(rows: Sequence[Judged]) -> Mapping[str, Share]:
    """Each figure of the goals by its name."""
    grave = [row for row in rows if row.message.urgency == Urgency.emergency]
    calm = [row for row in rows if row.message.urgency <= Urgency.routine]
    sirens = [row for row in rows if row.siren]
    return {
        "emergencies heard": share(grave, lambda row: row.siren),
        "emergencies below urgent": share(grave, lambda row: row.heard.urgency < Urgency.urgent),
        "below floor": share(rows, lambda row: row.below),
        "above ceiling": share(rows, lambda row: row.above),
        "false emergencies on routine and none": share(calm, lambda row: row.siren),
        "emergencies that may be one": share(sirens, lambda row: row.message.ceiling == Urgency.emergency),
        "kind of harm": share(rows, lambda row: row.named),
        "child writes": share(rows, lambda row: row.heard.reporter_is_child == row.message.reporter_is_child),
        "age": share(rows, lambda row: row.heard.child_age == row.message.child_age),
    }


def grouped(rows: Iterable[Judged], names: Callable[[Message], Iterable[str]]) -> Mapping[str, list[Judged]]:
    """The rows by a name that a message may have several of, the biggest group first."""
    groups: dict[str, list[Judged]] = {}
    for row in rows:
        for name in names(row.message):
            groups.setdefault(name, []).append(row)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))
