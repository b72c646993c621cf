"""Load the lexicon: folders of TOML files, the words and frames a child-protection officer can read and edit."""

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from referral.records import dataclass
from referral.triage import CATEGORIES
from referral.triage.phrases import Index, compiled
from referral.triage.reading import modern
from referral.urgency import Urgency

SHIPPED = Path(__file__).with_name("lexicon")
REACHES = ("clause", "before")  # its own clause, or everything said before it too
TABLES = {"ask": str, "spelling": str, "words": list}  # what a file may hold beside frames and lowerings
AROUND = {"needs": list, "somewhere": list, "unless": list}
EITHER = {"says": str, "category": str, "words": list, **AROUND}
ENTRIES = {  # what an entry may hold
    "frame": {**EITHER, "urgency": str, "when": dict, "firm": bool, "most": int},
    "lower": {**EITHER, "to": str, "reach": str, "strong": bool},
}
KINDS = {
    str: "words in quotes",
    list: 'a list of words, as ["a", "b"]',
    dict: "a table",
    bool: "true or false",
    int: "a number",
}
NAMED = re.compile(r"<([^<>]*)>")  # a list inside a phrase


class LexiconError(ValueError):
    """The lexicon cannot be used: correct the entry that the message names."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Names of word lists: all `needs` and no `unless` in the clause, all `somewhere` in the text."""

    needs: frozenset[str]
    somewhere: frozenset[str]
    unless: frozenset[str]


@dataclass(frozen=True, slots=True)
class Frame:
    """Words that tell of harm; `when` gives its urgency beside a word of a list, the first list that is there."""

    says: str
    category: str
    urgency: Urgency
    when: tuple[tuple[str, Urgency], ...]
    firm: bool  # only a strong lowering lowers it
    most: int  # words of a clause it is heard in, 0: any
    rank: int  # place in the lexicon: of two that weigh the same the earlier gives the category
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
    """All files, compiled; `asks` are the questions by name, `version` names their content."""

    index: Index[Frame | Lowering | str]
    spelling: Mapping[str, str]
    asks: Mapping[str, str]
    version: str


def load(*folders: Path) -> Lexicon:
    """The lexicon of these folders, files in order of their names. Raises LexiconError naming what is wrong."""
    return parse([file for folder in folders for file in files_of(folder)])


def files_of(folder: Path) -> list[tuple[str, bytes]]:
    """The files of a folder, in order of their names. Raises LexiconError when there is none to read."""
    try:
        files = [(file.name, file.read_bytes()) for file in sorted(folder.glob("*.toml"))]
    except OSError as fault:
        raise LexiconError(f"{fault.filename} cannot be read: {fault.strerror}") from None
    if not files:
        raise LexiconError(f"{folder} is no folder with .toml files")
    return files


def parse(files: Sequence[tuple[str, bytes]]) -> Lexicon:
    """A lexicon from named TOML files; later files add to earlier ones. Raises LexiconError."""
    table: dict[str, Any] = {**{name: {} for name in TABLES}, **{name: [] for name in ENTRIES}}
    for name, content in files:
        try:
            add(table, tomllib.loads(content.decode()), name)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, LexiconError) as fault:
            raise LexiconError(f"{name}: {fault}") from None
    lists = {name: frozenset(w for w in words if " " not in w) for name, words in table["words"].items()}
    try:
        phrases = [compiled(words, owner, lists) for owner, words in owners(table)]
    except KeyError as missing:
        raise LexiconError(f"no word list named {missing}: add it under [words]") from None
    index: Index[Frame | Lowering | str] = Index(phrases, frozenset(table["words"].get("misread", ())))
    print_of = hashlib.sha256(b"\0".join(content for _, content in files)).hexdigest()
    spelling = {modern(word): meant for word, meant in table["spelling"].items()}
    return Lexicon(index, spelling, table["ask"], print_of[:8])


def add(table: dict[str, Any], file: Mapping[str, Any], file_name: str) -> None:
    """Add one file: lists grow by its words, frames and lowerings follow those before and know their file."""
    unknown = file.keys() - TABLES.keys() - ENTRIES.keys()
    if unknown:
        raise LexiconError(f"[{min(unknown)}] is not known: write [words], [spelling], [ask], [[frame]] or [[lower]]")
    for name in ENTRIES:
        table[name] += [{**entry, "file": file_name} for entry in entries_in(file, name)]
    for name, kind in TABLES.items():
        for key, value in typed(file.get(name, {}), dict, f"[{name}]").items():
            typed(value, kind, f"[{name}] {key}")
            table[name][key] = [*table[name].get(key, ()), *spoken(value, f"[{name}] {key}")] if kind is list else value


def entries_in(file: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """The [[frame]] or [[lower]] entries of a file, each key known and of its kind."""
    entries = file.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise LexiconError(f"[{name}] needs two brackets: write [[{name}]]")
    for entry in entries:
        if not isinstance(entry.get("says"), str):
            raise LexiconError(f'a [[{name}]] has no says = "…": write what its words tell')
        for key, value in entry.items():
            if key not in ENTRIES[name]:
                raise LexiconError(f'"{entry["says"]}": {key} is not known in a [[{name}]]')
            typed(value, ENTRIES[name][key], f'"{entry["says"]}": {key}')
        yield entry


def typed(value: Any, kind: type, where: str) -> Any:
    """A value that is of its kind."""
    if not isinstance(value, kind):
        raise LexiconError(f"{where}: write {KINDS[kind]}")
    return value


def spoken(phrases: Any, where: str) -> list[str]:
    """Phrases as they are compared: small letters, composed."""
    if not isinstance(phrases, list) or not all(isinstance(word, str) and word.strip("… ") for word in phrases):
        raise LexiconError(f"{where} must be a list of phrases")
    return [unicodedata.normalize("NFC", word).lower() for word in phrases]


def owners(table: Mapping[str, Any]) -> Iterator[tuple[Frame | Lowering | str, str]]:
    """Every phrase with what it stands for."""
    lists = table["words"]
    for name, words in lists.items():
        yield from ((name, phrase) for phrase in words)
    for rank, entry in enumerate(table["frame"]):
        frame = frame_of(entry, rank, lists)
        yield from ((frame, phrase) for phrase in phrases_of(entry, lists))
    for entry in table["lower"]:
        lowering = lowering_of(entry, lists)
        yield from ((lowering, phrase) for phrase in phrases_of(entry, lists))


def phrases_of(entry: Mapping[str, Any], lists: Mapping[str, Any]) -> list[str]:
    """The phrases of an entry."""
    phrases = spoken(entry.get("words"), f"{where(entry)}: words")
    for name in [name for phrase in phrases for name in NAMED.findall(phrase)]:
        chosen({**entry, "words": name}, "words", lists)
    return phrases


def where(entry: Mapping[str, Any]) -> str:
    """Where an entry stands, for a person who corrects it."""
    return f'{entry["file"]}: "{entry["says"]}"'


def frame_of(entry: Mapping[str, Any], rank: int, lists: Mapping[str, Any]) -> Frame:
    """One [[frame]]."""
    when = entry.get("when", {})
    graded = tuple((chosen({**entry, "when": name}, "when", lists), level(when, name)) for name in when)
    category = chosen(entry, "category", CATEGORIES)
    firm = bool(entry.get("firm"))
    most = int(entry.get("most", 0))
    return Frame(entry["says"], category, level(entry, "urgency"), graded, firm, most, rank, around(entry, lists))


def lowering_of(entry: Mapping[str, Any], lists: Mapping[str, Any]) -> Lowering:
    """One [[lower]]."""
    category = chosen(entry, "category", CATEGORIES)
    reach = chosen({"reach": "clause", **entry}, "reach", REACHES)
    strong = bool(entry.get("strong"))
    return Lowering(entry["says"], category, level(entry, "to"), reach, strong, around(entry, lists))


def around(entry: Mapping[str, Any], lists: Mapping[str, Any]) -> Surroundings:
    """The word lists an entry asks for or shuns."""
    keys = ("needs", "somewhere", "unless")
    names = {key: [chosen({**entry, key: name}, key, lists) for name in entry.get(key, ())] for key in keys}
    return Surroundings(*(frozenset(names[key]) for key in keys))


def level(entry: Mapping[str, Any], key: str) -> Urgency:
    """The urgency under a key."""
    return Urgency[chosen(entry, key, Urgency.__members__)]


def chosen(entry: Mapping[str, Any], key: str, allowed: Any) -> str:
    """The value under a key, if it is one of those allowed."""
    value = str(entry.get(key, ""))
    if value not in allowed:
        raise LexiconError(f'{where(entry)}: {key} = "{value}" is not known')
    return value
