"""A text cut where evidence begins and ends, so that a page can mark the words that made us think so, and say why."""

from collections.abc import Iterable
from itertools import pairwise

from referral.records import dataclass
from referral.triage import Evidence


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text as it was written, and what it says to us; most of them say nothing."""

    text: str
    says: tuple[str, ...] = ()


def pieces(text: str, evidence: Iterable[Evidence]) -> tuple[Piece, ...]:
    """The whole text in pieces: joined they are the text, whatever the evidence points at."""
    known = tuple(evidence)
    edges = {0, len(text)} | {edge for one in known for edge in (one.start, one.end) if 0 < edge < len(text)}
    cuts = pairwise(sorted(edges))
    return tuple(Piece(text[start:end], says(known, start, end)) for start, end in cuts)


def says(evidence: Iterable[Evidence], start: int, end: int) -> tuple[str, ...]:
    """What is said of a stretch by all evidence that covers it, each once."""
    return tuple(dict.fromkeys(one.says for one in evidence if one.start <= start and end <= one.end))
