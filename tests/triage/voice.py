"""A draft of the second voice: a small linear model over words, letters and the lexicon's lists. Not used yet.

Its weights are whole numbers, learnt by an averaged perceptron (Freund and Schapire 1999; Collins 2002) from our own
messages, so they are the same wherever they are learnt. `make triage` says what it would bring.
"""

import zlib
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy
from numpy.typing import NDArray

from referral.triage import CATEGORIES
from referral.triage.judge import hear
from referral.triage.lexicon import load
from referral.triage.reading import Clause, read
from referral.urgency import Urgency

LEVELS = (Urgency.routine, Urgency.priority, Urgency.urgent, Urgency.emergency)  # one score each: at least so urgent
KINDS = slice(len(LEVELS), len(LEVELS) + len(CATEGORIES))
CHILD = KINDS.stop  # the last score: is the writer a child
OUTPUTS = CHILD + 1
BUCKETS = 1 << 16
LETTERS = 4  # of a piece of a word: a slip of the finger leaves most pieces whole

Table = NDArray[numpy.int8]
Scores = NDArray[numpy.int32]


def score(table: Table, touched: NDArray[numpy.int64]) -> Scores:
    """The sums of the weights of all buckets touched, one for each output."""
    found: Scores = table[touched].sum(axis=0, dtype=numpy.int32)
    return found


def buckets(clauses: Sequence[Clause], names: Sequence[frozenset[str]]) -> NDArray[numpy.int64]:
    """The rows of the table that a text touches, each once, in order."""
    found = {zlib.crc32(feature.encode()) % BUCKETS for feature in features(clauses, names)}
    return numpy.array(sorted(found), dtype=numpy.int64)


def features(clauses: Sequence[Clause], names: Sequence[frozenset[str]]) -> Iterator[str]:
    """What a text is made of: words and runs of words with and without accents, pieces of words, lists, its end."""
    for clause, lists in zip(clauses, names, strict=True):
        folded = ["^", *[token.folded for token in clause.tokens], "$"]
        yield from runs(folded, 3)
        if not clause.plain:
            yield from runs([f"~{token.word}" for token in clause.tokens], 2)
        joined = " ".join(folded)
        yield from [joined[at : at + LETTERS] for at in range(len(joined) - LETTERS + 1)]
        yield from [f"<{name}>" for name in lists]
        yield from [f"<{one}&{other}>" for one, other in combinations(sorted(lists), 2)]
    yield from [f">{token.folded}" for clause in clauses[-1:] for token in clause.tokens]


def runs(words: Sequence[str], most: int) -> Iterator[str]:
    """Runs of one to so many words."""
    for count in range(1, most + 1):
        yield from [" ".join(words[at : at + count]) for at in range(len(words) - count + 1)]


def heard_in(text: str) -> tuple[tuple[Clause, ...], tuple[frozenset[str], ...]]:
    """The clauses of a text and the lexicon's lists found in each: what the model hears."""
    lexicon = load()
    heard = [hear(clause, lexicon) for clause in read(text, lexicon.spelling)]
    return tuple(h.clause for h in heard), tuple(h.names for h in heard)
