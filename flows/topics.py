"""Which topics somebody wants to hear of, from buttons, numbers and short words, in their language."""

from collections.abc import Callable, Mapping

from flows.words import fold, synonyms

ALL = "all"
TOPIC = "topic_"  # how the synonyms of a topic begin in phrases.toml
FILLERS = frozenset({
    "va", "and", "voi", "cung", "ve", "chuyen", "thoi", "only", "the", "a", "please", "nha", "nhe", "da", "toi", "em",
    "minh", "con", "muon", "chon", "cho", "phong", "chong", "about",
})  # fmt: skip
EXCEPT = ("tru ", "tat ca tru ", "all but ", "except ", "everything but ", "everything except ")
AND = frozenset({"va", "and"})  # between numbers

Translate = Callable[[str], str]
Offered = Mapping[str, str]  # topic -> the words on its button


def topics_named(said: str, offered: Offered, translate: Translate) -> tuple[str, ...]:
    """The topics that these words name, ALL among them if it is; () if they name none."""
    words = fold(said)
    numbers = {word for word in words.split() if word not in AND}
    numbers = numbers if all(map(str.isdecimal, numbers)) else set()
    rows = enumerate(labels(offered, translate).items(), 1)
    named = {key for n, (key, spoken) in rows if str(n) in numbers or any(label in words for label in spoken)}
    without = next((start for start in EXCEPT if words.startswith(start)), "")
    short, rest = taken(words.removeprefix(without), offered, translate)
    named |= short if rest <= FILLERS else set()
    if without:
        named = set(offered) - named - {ALL} if named else set()
    return tuple(key for key in offered if key in named)


def only_topics(said: str, offered: Offered, translate: Translate) -> bool:
    """Whether these words name topics and say nothing else: then "drowning" tells of no accident."""
    found, rest = taken(fold(said), offered, translate)
    return bool(found) and rest <= FILLERS


def taken(words: str, offered: Offered, translate: Translate) -> tuple[set[str], frozenset[str]]:
    """The topics whose names or synonyms are among the words, and the words that are left over."""
    found, left = set[str](), f" {words} "
    names = labels(offered, translate)
    every = [(name, key) for key in offered for name in (*names[key], *synonyms().get(TOPIC + key, ()))]
    for name, key in sorted(every, key=lambda row: len(row[0]), reverse=True):
        if f" {name} " in left:
            found.add(key)
            left = left.replace(f" {name} ", "  ")
    return found, frozenset(left.split())


def labels(offered: Offered, translate: Translate) -> Mapping[str, frozenset[str]]:
    """The folded words on each button, in Vietnamese and as they were shown."""
    return {key: frozenset({fold(words), fold(translate(words))}) for key, words in offered.items()}
