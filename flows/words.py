"""Every sentence, label and command word that is not part of a flow, read from phrases.toml."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

NUMBERED = re.compile(r"(?:chon )?(?:so|cau|cai|nut|number) (\d{1,3})(?: (?:a|nha|nhe|di|em|do))?")


@cache
def sections() -> Mapping[str, Mapping[str, str]]:
    """The sections of phrases.toml in which a key has one sentence: all but the commands and the synonyms."""
    raw = tomllib.loads(phrases_text())
    return {name: section for name, section in raw.items() if name not in ("commands", "synonyms")}


@cache
def commands() -> Mapping[str, str]:
    """Folded word -> command, for the words a person may type at any moment."""
    raw = tomllib.loads(phrases_text())["commands"]
    return {fold(word): command for command, spoken in raw.items() for word in spoken}


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Key of a choice or a topic -> folded words that mean the same."""
    raw = tomllib.loads(phrases_text())["synonyms"]
    return {key: tuple(fold(word) for word in spoken) for key, spoken in raw.items()}


def phrases_text() -> str:
    """The file as it is shipped."""
    return (files("flows") / "phrases.toml").read_text("utf-8")


def phrase(key: str) -> str:
    """A sentence in Vietnamese, with its {blanks}."""
    return sections()["phrases"][key]


def guidance() -> Mapping[str, str]:
    """First-aid texts by name."""
    return sections()["guidance"]


def label(key: str) -> str:
    """The short name of an answer, as a summary or a case page shows it."""
    return sections()["labels"].get(key, key)


def category_words(category: str) -> str:
    """What kind of harm, in words for a person."""
    return sections()["categories"][category]


def urgency_words(urgency: str) -> str:
    """How urgent, in words for a person."""
    return sections()["urgency"][urgency]


class Folded(dict[int, str]):
    """What a character becomes when words are compared: itself, a space, or nothing; each is looked up once."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = "" if unicodedata.combining(letter) else letter if letter.isalnum() else " "
        return self[code]


FOLDED = Folded()


def fold(text: str) -> str:
    """Lower case without diacritics and punctuation, single spaces: how words are compared."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join(plain.translate(FOLDED).split())


def numbered(text: str) -> str:
    """The number that somebody names as "số 1" or "câu 2 ạ", in digits; any other words as they are."""
    found = NUMBERED.fullmatch(fold(text))
    return found[1] if found else text


def command_in(text: str) -> str:
    """The command these words are, or ""; only the whole text counts, a story is never a command."""
    return commands().get(fold(text), "") if len(text) < 60 else ""
