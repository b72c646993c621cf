"""How long things took: the middle of all cases, and what nine in ten were done by; of few cases nothing is said."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from referral.hiding import SMALL
from referral.records import dataclass
from referral.reports.figures import CaseFigure

SPANS: Mapping[str, Callable[[CaseFigure], timedelta | None]] = {
    "to_alert": lambda figure: figure.to_alert,
    "to_answer": lambda figure: figure.to_answer,
    "to_action": lambda figure: figure.to_action,
}
NINE_IN_TEN = 9


@dataclass(frozen=True, slots=True)
class Took:
    """Median and 90th percentile in whole minutes; None where too few cases tell."""

    median: int | None = None
    most: int | None = None


def times(figures: Sequence[CaseFigure]) -> Mapping[str, Took]:
    """How long each took."""
    return {name: took([span for figure in figures if (span := of(figure)) is not None]) for name, of in SPANS.items()}


def took(spans: Sequence[timedelta]) -> Took:
    """The nearest ranks: a number that a case really had, never one between two. Whole minutes, rounded up."""
    if len(spans) < SMALL:
        return Took()
    line = sorted(spans)
    return Took(minutes(line[(len(line) - 1) // 2]), minutes(line[-(-len(line) * NINE_IN_TEN // 10) - 1]))


def minutes(span: timedelta) -> int:
    """Whole minutes, rounded up."""
    return -(-span // timedelta(minutes=1))
