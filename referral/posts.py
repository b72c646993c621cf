"""The words by which a story names somebody of an agency, found in a text: posts, deeds, who is told, who else acts."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from referral.agencies import ROLES
from referral.records import dataclass
from referral.triage.phrases import Index, compiled
from referral.triage.reading import Clause, fold, read

Span = tuple[int, int]  # words of a clause, the second not included
Names = frozenset[tuple[str, ...]]  # names of the directory, each as its words


class BadPosts(ValueError):
    """Correct posts.toml: posts only for roles of the directory, phrases only with word lists that exist."""


@dataclass(frozen=True, slots=True)
class Posts:
    """The file, compiled: what each phrase means, "post:ROLE" or a frame, how people shorten words, what is misread."""

    index: Index[str]
    spelling: Mapping[str, str]
    misread: frozenset[str]  # without diacritics these mean other things as well


@dataclass(frozen=True, slots=True)
class Marked:
    """One clause with what was found in it, by meaning; `posts` and `names` without those inside a longer one."""

    clause: Clause
    words: tuple[str, ...]
    found: Mapping[str, tuple[Span, ...]]
    posts: tuple[tuple[str, Span], ...]
    names: tuple[tuple[str, Span], ...]

    def of(self, meaning: str) -> tuple[Span, ...]:
        """The stretches with this meaning, in order."""
        return self.found.get(meaning, ())

    def part(self, at: int) -> int:
        """Which part between commas a word stands in."""
        return self.clause.tokens[at].part


@cache
def shipped_posts() -> Posts:
    """The words that come with the program."""
    spelling = tomllib.loads((files("referral.triage") / "lexicon" / "00-spelling.toml").read_text("utf-8"))
    return parse_posts((files("referral") / "data" / "posts.toml").read_text("utf-8"), spelling["spelling"])


def parse_posts(text: str, spelling: Mapping[str, str]) -> Posts:
    """Read a posts file or raise BadPosts."""
    try:
        raw: dict[str, Any] = tomllib.loads(text)
        lists = {name: frozenset(words.split()) for name, words in raw["words"].items()}
        named = [(f"post:{role}", phrase) for role, phrases in raw["posts"].items() for phrase in phrases]
        framed = [(frame, phrase) for frame, phrases in raw["frames"].items() for phrase in phrases]
        phrases = [compiled(phrase, meaning, lists) for meaning, phrase in (*named, *framed)]
        misread = frozenset(raw["misread"]["words"])
    except (KeyError, ValueError) as error:
        raise BadPosts(f"{error}: {BadPosts.__doc__}") from None
    if strange := set(raw["posts"]) - set(ROLES):
        raise BadPosts(f"{', '.join(sorted(strange))}: {BadPosts.__doc__}")
    return Posts(Index(phrases, misread), spelling, misread)


def marked(text: str, posts: Posts, names: Names) -> list[Marked]:
    """The clauses of a text with what the file and the directory know in them."""
    return [mark(clause, posts, names) for clause in read(text, posts.spelling)]


def mark(clause: Clause, posts: Posts, names: Names) -> Marked:
    """One clause with what was found in it."""
    words = clause.words()
    found = defaultdict[str, set[Span]](set)
    for hit in posts.index.find(words, clause.plain):
        if clause.plain and " ".join(words[hit.first : hit.last]) in posts.misread:
            continue
        found[hit.owner].add((hit.first, hit.last))
    spans = {meaning: tuple(sorted(some)) for meaning, some in found.items()}
    named = tuple(longest(names_in(words, clause.plain, names)))
    other = {at for first, last in spans.get("nobody", ()) for at in range(first, last)}
    posts_said = ((m.removeprefix("post:"), some) for m, some in spans.items() if m.startswith("post:"))
    held = [(role, span) for role, some in posts_said for span in some if other.isdisjoint(range(*span))]
    return Marked(clause, words, spans, tuple(longest(held)), named)


def longest(named: list[tuple[str, Span]]) -> Iterator[tuple[str, Span]]:
    """Those that stand in no longer one, in the order of the text."""
    kept: Span = (0, 0)
    for who, span in sorted(named, key=lambda one: (one[1][0], -one[1][1])):
        if span[1] > kept[1] or span == kept:
            yield who, span
            kept = span


def names_in(words: tuple[str, ...], plain: bool, names: Names) -> list[tuple[str, Span]]:
    """The names of the directory that stand in these words; without diacritics where the writer leaves them out."""
    known = as_written(names, plain)
    lengths = sorted({len(name) for name in known})
    return [
        (who, (at, at + length))
        for length in lengths
        for at in range(len(words) - length + 1)
        for who in known.get(words[at : at + length], ())
    ]


@lru_cache(maxsize=256)  # the bodies that the cases of one commune could reach are the same each time
def as_written(names: Names, plain: bool) -> Mapping[tuple[str, ...], Sequence[str]]:
    """Names as their words are written."""
    known = defaultdict[tuple[str, ...], list[str]](list)
    for name in sorted(names):
        known[tuple(map(fold, name)) if plain else name].append(" ".join(name))
    return known
