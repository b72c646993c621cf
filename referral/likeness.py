"""How near two reports are: in metres between pins, and in the words that are a place's or a story's own."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from rapidfuzz import fuzz

from referral.jurisdiction.names import tokens
from referral.jurisdiction.words import spoken

EARTH = 6_371_000.0  # metres
# Words that stand before any place, and the types of units: they tell no two places apart.
ANYWHERE = frozenset(
    token.low for token in tokens("ở tại gần cạnh bên ngay chỗ nơi cái thuộc phía này đó kia có bị là xã phường tỉnh")
)
Point = tuple[float, float]


def point_of(text: str) -> Point | None:
    """A pin written as “15.00000, 108.00000”, as latitude and longitude in degrees; None where there is none."""
    parts = text.split(", ")
    return (float(parts[0]), float(parts[1])) if len(parts) == 2 else None


def metres(a: Point, b: Point) -> float:
    """How far two pins are apart on the ground."""
    lat, lon = radians(b[0] - a[0]) / 2, radians(b[1] - a[1]) / 2
    half = sin(lat) ** 2 + cos(radians(a[0])) * cos(radians(b[0])) * sin(lon) ** 2
    return 2 * EARTH * asin(sqrt(half))


def folded(words: Iterable[str]) -> tuple[str, ...]:
    """Words as they are compared: small letters without diacritics."""
    return tuple(" ".join(token.key for token in tokens(word)) for word in words)


# Kinds of water by words: a place with one of a line is no place with one of another line.
WATERS = tuple(
    folded(line.split())
    for line in ("ao hồ đập đầm", "sông suối thác khe", "giếng", "kênh mương cống rãnh", "biển", "bể lu chum")
)


@lru_cache(maxsize=1024)  # a new report is compared with the same ones as the last; bot.store.cases forgets them
def own_words(text: str, commune: str) -> tuple[str, ...]:
    """The folded words of a text without the names of its commune and province, and without words of any place."""
    said = f" {key_words(text)} "
    for known in names_in(spoken(commune)):
        said = said.replace(f" {known} ", " ")
    return tuple(said.split())


def key_words(text: str) -> str:
    """The folded words of a text without those that stand before any place."""
    return " ".join(token.key for token in tokens(text) if token.low not in ANYWHERE)


@lru_cache(maxsize=4096)
def names_in(spoken_name: str) -> tuple[str, ...]:
    """The folded names of a commune and its province, as people say them."""
    return tuple(filter(None, map(key_words, spoken_name.split(", "))))


def likeness(a: Sequence[str], b: Sequence[str]) -> float:
    """How alike the words of two texts are, from 0 to 100, whatever their order; 100 where one says but part of both.

    0 where either says nothing.
    """
    return fuzz.token_set_ratio(" ".join(a), " ".join(b)) if a and b else 0.0


def place_likeness(a: Sequence[str], b: Sequence[str]) -> float:
    """The same of two places: 0 where they have other numbers (thôn 3, thôn 5) or are other kinds of water."""
    numbers = [{word for word in words if word.isdecimal()} for words in (a, b)]
    if (all(numbers) and not numbers[0] & numbers[1]) or told_apart(a, b, WATERS):
        return 0.0
    return likeness(a, b)


def told_apart(a: Sequence[str], b: Sequence[str], kinds: Sequence[Sequence[str]]) -> bool:
    """Whether two texts each name a kind (a line of words that mean the same), and no kind that both name."""
    said = (f" {' '.join(words)} " for words in (a, b))
    named = [{n for n, words in enumerate(kinds) if any(f" {w} " in text for w in words)} for text in said]
    return bool(named[0] and named[1]) and not named[0] & named[1]
