"""Find the phrases of the lexicon in a row of words, quickly and in bounded time."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from math import inf
from typing import Generic, NamedTuple, TypeVar

from referral.records import dataclass
from referral.triage.reading import fold, modern

Owner = TypeVar("Owner")
GAP: frozenset[str] = frozenset()  # "…" in a phrase: up to REACH words between
REACH = 4
PARTS = 1 << 13  # different words and slots of the lexicon: phrases share them


class Phrase(NamedTuple, Generic[Owner]):
    """Slots of words in order, each a set of which one must stand there; `owner` is what they mean.

    (A tuple, like Anchored: there are thirty thousand, and a start waits for them.)
    """

    owner: Owner
    slots: tuple[frozenset[str], ...]

    def folded(self, misread: frozenset[str]) -> "Phrase[Owner]":
        """The same without diacritics, unless it would then mean other things ("con chó", "con cho")."""
        if len(self.slots) == 1:
            return Phrase(self.owner, (frozenset(self.clear(misread)),))
        slots = tuple([bare(slot) for slot in self.slots])
        return self if " ".join(chain.from_iterable(slots)) in misread else Phrase(self.owner, slots)

    def clear(self, misread: frozenset[str]) -> Iterator[str]:
        """The single words still clear without diacritics: never one that says harm by itself."""
        for word in self.slots[0]:
            if fold(word) == word or (isinstance(self.owner, str) and fold(word) not in misread):
                yield fold(word)


@dataclass(frozen=True, slots=True)
class Hit(Generic[Owner]):
    """A phrase found: words `first` to `last` (not included) of the clause."""

    owner: Owner
    first: int
    last: int


def compiled(text: str, owner: Owner, lists: Mapping[str, frozenset[str]]) -> Phrase[Owner]:
    """A phrase as the lexicon writes it: "rơi/rớt … <water>". KeyError when a list does not exist."""
    return Phrase(owner, tuple([slot(part, lists) for part in text.split()]))


def slot(part: str, lists: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The words that fit one place of a phrase: <name> are the single words of a list, a/b alternatives."""
    if "<" not in part:
        return written(part)
    words = part.split("/")
    return frozenset().union(*(lists[word[1:-1]] if word.startswith("<") else written(word) for word in words))


@lru_cache(maxsize=PARTS)
def written(part: str) -> frozenset[str]:
    """The words of one place, in today's spelling. (Thirty thousand places hold but a few thousand different ones.)"""
    return GAP if part == "…" else frozenset(modern(part).split("/"))


@lru_cache(maxsize=PARTS)
def bare(slot: frozenset[str]) -> frozenset[str]:
    """The words of one place without diacritics."""
    return frozenset(map(fold, slot))


class Index(Generic[Owner]):
    """All phrases, once as written and once without diacritics."""

    def __init__(self, phrases: Iterable[Phrase[Owner]], misread: frozenset[str]) -> None:
        every = list(phrases)
        self.exact = Table(every)
        self.plain = Table([phrase.folded(misread) for phrase in every])

    def find(self, words: tuple[str, ...], plain: bool) -> Iterator[Hit[Owner]]:
        """Every phrase in these words; `plain`: the words have no diacritics."""
        return (self.plain if plain else self.exact).find(words)


class Anchored(NamedTuple, Generic[Owner]):
    """A phrase at its rarest slot, `before` slots from its first, with up to `slack` other words between.

    The slot at `side` of the rarest one is `near`: looked at first, since it mostly says no.
    """

    phrase: Phrase[Owner]
    before: int
    slack: int
    side: int
    near: frozenset[str]


class Table(Generic[Owner]):
    """Phrases by the words of their rarest slot: few words of a message are the rarest of any phrase."""

    def __init__(self, phrases: Sequence[Phrase[Owner]]) -> None:
        self.by_word: dict[str, list[Anchored[Owner]]] = defaultdict(list)
        weights = weighed(phrases)
        for phrase in (phrase for phrase in phrases if phrase.slots[0]):
            at = rarest(phrase, weights)
            one = anchored(phrase, at)
            for word in phrase.slots[at]:
                self.by_word[word].append(one)

    def find(self, words: tuple[str, ...]) -> Iterator[Hit[Owner]]:
        """Every phrase in these words; one with a gap perhaps more than once."""
        framed = ("", *words, "")
        for at, word in enumerate(words):
            for one in self.by_word.get(word, ()):
                if not one.near or framed[at + 1 + one.side] in one.near:
                    yield from around(one, words, at)


def weighed(phrases: Sequence[Phrase[Owner]]) -> Mapping[frozenset[str], float]:
    """In how many phrases the words of each slot stand; a gap is never the rarest."""
    uses = Counter([slot for phrase in phrases for slot in phrase.slots])
    common: Counter[str] = Counter()
    for slot, times in uses.items():
        for word in slot:
            common[word] += times
    return {slot: sum([common[word] for word in slot]) or inf for slot in uses}


def rarest(phrase: Phrase[Owner], weights: Mapping[frozenset[str], float]) -> int:
    """Which slot has the words that stand in the fewest phrases."""
    each = [weights[slot] for slot in phrase.slots]
    return each.index(min(each))


def anchored(phrase: Phrase[Owner], at: int) -> Anchored[Owner]:
    """A phrase at one of its slots."""
    slots = phrase.slots
    gaps = slots[:at].count(GAP)
    behind = slots[at + 1] if at + 1 < len(slots) else GAP
    side, near = (1, behind) if behind else (-1, slots[at - 1] if at else GAP)
    return Anchored(phrase, at - gaps, gaps * REACH, side, near)


def around(one: Anchored[Owner], words: tuple[str, ...], at: int) -> Iterator[Hit[Owner]]:
    """The phrase wherever it stands with its rarest slot at a word."""
    start, slots = at - one.before, one.phrase.slots
    for first in range(max(0, start - one.slack), start + 1) if one.slack else (start,):
        if first >= 0 and words[first] in slots[0]:
            last = end(slots, words, first)
            if last:
                yield Hit(one.phrase.owner, first, last)


def end(slots: tuple[frozenset[str], ...], words: tuple[str, ...], at: int) -> int:
    """Where the phrase that begins at a word ends, 0 if it does not stand there."""
    for place, slot in enumerate(slots):
        if not slot:
            tails = (end(slots[place + 1 :], words, at + skip) for skip in range(REACH + 1))
            return next((last for last in tails if last), 0)
        if at >= len(words) or words[at] not in slot:
            return 0
        at += 1
    return at
