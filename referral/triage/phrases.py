"""Find the phrases of the lexicon in a row of words, quickly and in bounded time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from referral.triage.reading import fold, modern

Owner = TypeVar("Owner")
GAP: frozenset[str] = frozenset()  # "…" in a phrase: up to REACH words between
REACH = 4


@dataclass(frozen=True, slots=True)
class Phrase(Generic[Owner]):
    """Slots of words in order, each a set of which one must stand there; `owner` is what they mean."""

    owner: Owner
    slots: tuple[frozenset[str], ...]

    def folded(self, misread: frozenset[str]) -> "Phrase[Owner]":
        """The same without diacritics, unless it would then mean other things ("con chó", "con cho")."""
        if len(self.slots) == 1:
            return Phrase(self.owner, (frozenset(self.clear(misread)),))
        slots = tuple(frozenset(map(fold, slot)) for slot in self.slots)
        return self if " ".join(word for slot in slots for word in slot) in misread else Phrase(self.owner, slots)

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
    return Phrase(owner, tuple(slot(part, lists) for part in modern(text).split()))


def slot(part: str, lists: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The words that fit one place of a phrase: a/b are alternatives, <name> the single words of a list."""
    if part == "…":
        return GAP
    names = (word for word in part.split("/"))
    return frozenset().union(*(lists[n[1:-1]] if n.startswith("<") else {n} for n in names))


class Index(Generic[Owner]):
    """All phrases by their first word, once as written and once without diacritics."""

    def __init__(self, phrases: Iterable[Phrase[Owner]], misread: frozenset[str]) -> None:
        self.exact: dict[str, list[Phrase[Owner]]] = defaultdict(list)
        self.plain: dict[str, list[Phrase[Owner]]] = defaultdict(list)
        for phrase in phrases:
            put(self.exact, phrase)
            put(self.plain, phrase.folded(misread))

    def find(self, words: tuple[str, ...], plain: bool) -> Iterator[Hit[Owner]]:
        """Every phrase in these words, in order of its first word; `plain`: the words have no diacritics."""
        by_first = self.plain if plain else self.exact
        for first, word in enumerate(words):
            for phrase in by_first.get(word, ()):
                last = end(phrase.slots, words, first)
                if last:
                    yield Hit(phrase.owner, first, last)


def put(table: dict[str, list[Phrase[Owner]]], phrase: Phrase[Owner]) -> None:
    """Enter a phrase under each word it can begin with."""
    for word in phrase.slots[0]:
        table[word].append(phrase)


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
