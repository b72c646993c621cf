"""The second voice: a small neural model over words and pieces of words; it knows nothing of the lexicon.

A safety net under the rules: it may raise an urgency or make us ask, it never lowers. One hidden layer over hashed
features (as in fastText, Joulin et al. 2017), learnt from our own messages by `make voice` and kept as small whole
numbers, so that it is read and heard with numpy alone.
"""

import hashlib
import tomllib
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

from referral.records import dataclass
from referral.triage import CATEGORIES, Evidence, Triage
from referral.triage.reading import Clause, Token
from referral.urgency import Urgency

FOLDER = Path(__file__).parent
WORDS = FOLDER / "voice-words.npy"  # BUCKETS by HIDDEN, one row a feature, in units of 1 / FINE
ANSWERS = FOLDER / "voice-answers.npy"  # HIDDEN + 1 by OUTPUTS, the last row without any feature, in units of 1 / FINER
SETTINGS = FOLDER / "voice.toml"
LEVELS = slice(0, len(Urgency))
KINDS = slice(LEVELS.stop, LEVELS.stop + len(CATEGORIES))
CHILD = KINDS.stop  # the last score: is the writer a child
OUTPUTS = CHILD + 1
BUCKETS = 1 << 16
HIDDEN = 64
FINE, FINER = 64, 1024
SPREAD = 3.0  # over the root of the number of features: long and short texts weigh the same
FAVOURS = ("sure", "calm", "doubt")
LETTERS = 4  # of a piece of a word: a slip of the finger leaves most pieces whole
FEWEST = 4  # words: fewer are an answer or a cry, and belong to the rules
SAYS = "nghe giống những tin {level} mà chúng tôi đã học"

Floats = NDArray[numpy.float64]
Touched = NDArray[numpy.int64]
NOTHING: Touched = numpy.array([], dtype=numpy.int64)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the voice thinks: `urgency` it stands for, `doubt` up to which it would rather ask.

    `kinds` are all kinds of harm, the likeliest first, of which the first `near` are about as likely.
    """

    urgency: Urgency
    doubt: Urgency
    kinds: tuple[str, ...]
    near: int
    child: float  # log-odds that the writer is one
    worst: int  # which clause made it so urgent
    touched: Touched  # the features of that clause


MUTE = Opinion(Urgency.none, Urgency.none, (), 0, child=0.0, worst=0, touched=NOTHING)


@dataclass(frozen=True)
class Voice:
    """Weights, and how many log-odds each level is favoured by, as `voice.toml` says."""

    words: NDArray[numpy.int8]
    answers: Floats
    sure: Floats
    calm: Floats
    doubt: Floats
    near: float  # a kind of harm so many log-odds behind the first is about as likely
    version: str

    def listen(self, clauses: Sequence[Clause], calm: Set[int] = frozenset()) -> Opinion:
        """Its opinion of a text; none of one of a few words. As with the rules the worst clause decides.

        `calm` are the clauses that the rules know for harmless or closed: it takes more to raise those; else we ask.
        """
        parts = {at: buckets(clause) for at, clause in enumerate(clauses) if len(clause.tokens) >= FEWEST}
        if not parts:
            return MUTE
        levels = {at: self.scores(part)[LEVELS] for at, part in parts.items()}
        favours = {at: self.calm if at in calm else self.sure for at in levels}
        urgencies = {at: Urgency(int((one + favours[at]).argmax())) for at, one in levels.items()}
        worst = max(urgencies, key=urgencies.__getitem__)
        whole = self.scores(together(parts.values()))
        kinds = whole[KINDS]
        order = numpy.argsort(-kinds, kind="stable")
        return Opinion(
            urgencies[worst],
            max(Urgency(int((one + self.doubt).argmax())) for one in levels.values()),
            tuple(CATEGORIES[at] for at in order),
            int((kinds.max() - kinds <= self.near).sum()),
            child=float(whole[CHILD]),
            worst=worst,
            touched=parts[worst],
        )

    def scores(self, touched: Touched) -> Floats:
        """The log-odds of every answer for these features."""
        hidden = numpy.maximum(self.hidden(touched), 0)
        found: Floats = hidden @ self.answers[:-1] + self.answers[-1]
        return found

    def hidden(self, touched: Touched) -> Floats:
        """What the hidden layer makes of these features; row 0 of the words is what it thinks of none."""
        total = self.words[touched].sum(axis=0, dtype=numpy.int64)
        found: Floats = (total * (SPREAD / len(touched) ** 0.5) + self.words[0]) / FINE
        return found

    def reasons(self, clauses: Sequence[Clause], opinion: Opinion) -> tuple[Evidence, ...]:
        """The words that weighed most for an urgency against the one below it."""
        level = opinion.urgency
        towards = (self.hidden(opinion.touched) > 0) * (self.answers[:-1, level] - self.answers[:-1, level - 1])
        said = list(spoken(clauses[opinion.worst].tokens))
        weights = self.words[[bucket(words) for words, _ in said]] @ towards
        tokens = said[int(weights.argmax())][1]
        return (Evidence(tokens[0].start, tokens[-1].end, SAYS.format(level=LEVEL_WORDS[level])),)


LEVEL_WORDS = {
    Urgency.emergency: "khẩn cấp",
    Urgency.urgent: "gấp",
    Urgency.priority: "cần xem sớm",
    Urgency.routine: "thường",
}


def guessed(heard: Triage) -> bool:
    """Whether this voice alone made a text urgent: no rule found words for it."""
    return bool(heard.evidence) and all(e.says.startswith(SAYS.partition("{")[0]) for e in heard.evidence)


@lru_cache(maxsize=1)
def load() -> Voice:
    """The voice of this program, read once."""
    words, answers = (numpy.load(file, allow_pickle=False) for file in (WORDS, ANSWERS))
    return voice_of(words, answers, tomllib.loads(SETTINGS.read_text()))


def voice_of(words: NDArray[numpy.int8], answers: NDArray[numpy.int16], settings: Mapping[str, Any]) -> Voice:
    """A voice from its weights and settings; its version is the fingerprint of all three."""
    sure, calm, doubt = (numpy.array([float(settings[name][x.name]) for x in Urgency]) for name in FAVOURS)
    print_of = hashlib.sha256(words.data)
    print_of.update(answers.data)
    print_of.update(repr(settings).encode())
    return Voice(words, answers / FINER, sure, calm, doubt, float(settings["near"]), print_of.hexdigest()[:8])


def buckets(clause: Clause) -> Touched:
    """The rows of the table that a clause touches, each once, in order."""
    return numpy.array(sorted({bucket(one) for one in set(features(clause))}), dtype=numpy.int64)


def together(parts: Iterable[Touched]) -> Touched:
    """The rows that any of these clauses touches."""
    return numpy.unique(numpy.concatenate([NOTHING, *parts]))


def bucket(feature: str) -> int:
    """The row of a feature; row 0 is kept free."""
    return zlib.crc32(feature.encode()) % (BUCKETS - 1) + 1


def features(clause: Clause) -> Iterator[str]:
    """What a clause is made of: words with and without accents, pieces of words."""
    tokens = clause.tokens
    folded = ["^", *[token.folded for token in tokens], "$"]
    yield from runs(folded, 3)
    if not clause.plain:
        yield from runs([f"~{token.word}" for token in tokens], 2)
    joined = " ".join(folded)
    yield from [joined[at : at + LETTERS] for at in range(len(joined) - LETTERS + 1)]


def runs(words: Sequence[str], most: int) -> Iterator[str]:
    """Runs of one to so many words."""
    for count in range(1, most + 1):
        yield from [" ".join(words[at : at + count]) for at in range(len(words) - count + 1)]


def spoken(tokens: Sequence[Token]) -> Iterator[tuple[str, tuple[Token, ...]]]:
    """The runs of words of a clause with where they stand, to point at."""
    for count in (3, 2):
        for at in range(len(tokens) - count + 1):
            run = tuple(tokens[at : at + count])
            yield " ".join(token.folded for token in run), run
