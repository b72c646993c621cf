"""Load lexicon.toml, the words and frames a child-protection officer can read and edit."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from referral.triage import CATEGORIES
from referral.triage.phrases import Index, compiled
from referral.urgency import Urgency

FILE = Path(__file__).with_name("lexicon.toml")
REACHES = ("clause", "before")  # its own clause, or everything said before it too


class LexiconError(ValueError):
    """The lexicon cannot be used: correct the entry that the message names in referral/triage/lexicon.toml."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Names of word lists: all `needs` in the clause, all `somewhere` in the text, no `unless` in the clause."""

    needs: frozenset[str]
    somewhere: frozenset[str]
    unless: frozenset[str]


@dataclass(frozen=True, slots=True)
class Frame:
    """Words that tell of harm; `now` is its urgency beside a word of the list "now"."""

    says: str
    category: str
    urgency: Urgency
    now: Urgency
    firm: bool  # only a strong lowering lowers it
    rank: int  # place in the file: of two that weigh the same the earlier gives the category
    around: Surroundings


@dataclass(frozen=True, slots=True)
class Lowering:
    """Words that lower what they reach to `to` at most: a closed case, a question, a game."""

    says: str
    category: str
    to: Urgency
    reach: str
    strong: bool  # lowers firm frames too
    around: Surroundings


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The whole file, compiled; `asks` are the questions by name, `version` names its content."""

    index: Index[Frame | Lowering | str]
    spelling: Mapping[str, str]
    asks: Mapping[str, str]
    version: str


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """The lexicon that is shipped, read once."""
    return parse(FILE.read_bytes())


def parse(content: bytes) -> Lexicon:
    """A lexicon from TOML bytes. Raises LexiconError naming the entry that is wrong."""
    try:
        table = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise LexiconError(str(fault)) from None
    lists = {name: frozenset(w for w in words if " " not in w) for name, words in table["words"].items()}
    phrases = (compiled(words, owner, lists) for owner, words in owners(table))
    try:
        index: Index[Frame | Lowering | str] = Index(phrases, frozenset(table["words"].get("misread", ())))
    except KeyError as missing:
        raise LexiconError(f"no word list named {missing}: add it under [words]") from None
    return Lexicon(index, table["spelling"], table["ask"], hashlib.sha256(content).hexdigest()[:8])


def owners(table: Mapping[str, Any]) -> Iterator[tuple[Frame | Lowering | str, str]]:
    """Every phrase of the file with what it stands for."""
    for name, words in table["words"].items():
        yield from ((name, phrase) for phrase in words)
    for rank, entry in enumerate(table["frame"]):
        frame = frame_of(entry, rank, table["words"])
        yield from ((frame, phrase) for phrase in entry["words"])
    for entry in table["lower"]:
        lowering = lowering_of(entry, table["words"])
        yield from ((lowering, phrase) for phrase in entry["words"])


def frame_of(entry: Mapping[str, Any], rank: int, lists: Mapping[str, Any]) -> Frame:
    """One [[frame]] of the file."""
    urgency = chosen(entry, "urgency", Urgency.__members__)
    now = chosen({"now": urgency, **entry}, "now", Urgency.__members__)
    category = chosen(entry, "category", CATEGORIES)
    firm = bool(entry.get("firm"))
    return Frame(entry["says"], category, Urgency[urgency], Urgency[now], firm, rank, around(entry, lists))


def lowering_of(entry: Mapping[str, Any], lists: Mapping[str, Any]) -> Lowering:
    """One [[lower]] of the file."""
    to = chosen(entry, "to", Urgency.__members__)
    category = chosen(entry, "category", CATEGORIES)
    reach = chosen({"reach": "clause", **entry}, "reach", REACHES)
    return Lowering(entry["says"], category, Urgency[to], reach, bool(entry.get("strong")), around(entry, lists))


def around(entry: Mapping[str, Any], lists: Mapping[str, Any]) -> Surroundings:
    """The word lists an entry asks for or shuns."""
    keys = ("needs", "somewhere", "unless")
    names = {key: [chosen({**entry, key: name}, key, lists) for name in entry.get(key, ())] for key in keys}
    return Surroundings(*(frozenset(names[key]) for key in keys))


def chosen(entry: Mapping[str, Any], key: str, allowed: Any) -> str:
    """The value under a key, if it is one of those allowed."""
    value = str(entry.get(key, ""))
    if value not in allowed:
        raise LexiconError(f'"{entry.get("says", "?")}": {key} = "{value}" is not known')
    return value
