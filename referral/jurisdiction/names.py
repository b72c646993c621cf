"""How names are written: folding to bare letters, the spelling with accents, and the words that mark a type."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

LEVELS = {
    "xã": "commune", "phường": "commune", "thị trấn": "commune", "đặc khu": "commune",
    "huyện": "district", "quận": "district", "thị xã": "district", "thành phố": "district",
    "tỉnh": "province",
}  # fmt: skip
MARKERS = {
    **{kind: kind for kind in LEVELS}, **{kind.replace(" ", ""): kind for kind in LEVELS if " " in kind},
    "x": "xã", "p": "phường", "f": "phường", "tt": "thị trấn", "đk": "đặc khu", "đảo": "đặc khu",
    "huyện đảo": "huyện", "xã đảo": "xã",
    "h": "huyện", "q": "quận", "tx": "thị xã", "tp": "thành phố", "t": "tỉnh", "ph": "phường", "phg": "phường",
    "txa": "thị xã", "tph": "thành phố",
    "ward": "phường", "commune": "xã", "district": "quận", "dist": "quận", "province": "tỉnh",
    "prov": "tỉnh", "ttr": "thị trấn", "d": "quận",
}  # fmt: skip
BEHIND = {"ward": "phường", "commune": "xã", "district": "quận", "dist": "quận", "city": "thành phố", "town": "",
          "prov": "tỉnh", "province": "tỉnh"}  # "Ben Nghe Ward, District 1, Ho Chi Minh City"  # fmt: skip

DAK = ("đắk", "đăk", "đak")  # one word, written in three ways

CONSONANTS = frozenset("bcdghklmnprstvx")
Y_TO_I = dict(zip("ýỳỷỹỵ", "íìỉĩị", strict=True))
TONES = "\u0300\u0301\u0303\u0309\u0323"
UNSEEN = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")  # left over after NFC, or no width
APOSTROPHES = re.compile("[’ʼ`´]")
TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
BREAK = re.compile(r"[,;!?()/|\n\r–—•\"“”]")  # no name goes across these; a full stop is judged by the word before
LATIN = [chr(number) for number in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))]
BARE = str.maketrans({c: unicodedata.normalize("NFD", c)[0] for c in LATIN} | {"'": "", "đ": "d"})


class Token(NamedTuple):
    """One word or number of a text. (A tuple: a story has hundreds, and each must cost next to nothing.)"""

    raw: str  # as written, NFC
    low: str
    key: str  # folded
    part: int  # words of one part may form a name together
    glued: bool  # nothing stands between it and the word before: the 5 and the p of "5p"
    dash: bool  # a dash stands before it: names go across, markers do not


def fold(text: str) -> str:
    """Bare letters and digits: "Ea H'leo" -> "eahleo", "Phường 01" -> "phuong1"."""
    return "".join(map(fold_word, low_words(text)))


def spelled(text: str) -> str:
    """Letters with accents, without spaces, each tone after its word: "hoà" and "hòa" are the same."""
    return "".join(map(spelled_word, low_words(text)))


def low_words(text: str) -> list[str]:
    """The words and numbers in lower case; a plain name, as nearly all of the index, is just cut at its blanks."""
    words = text.lower().split()
    letters = "".join(words)
    plain = letters.isalpha() or letters.isdecimal()
    if plain and "ʼ" not in letters and unicodedata.is_normalized("NFC", text):
        return words
    return [token.low for token in tokens(text)]


@lru_cache(maxsize=4096)  # of the few thousand syllables that Vietnamese has
def spelled_word(word: str) -> str:
    """One lower-case word with its tone moved to the end, so that where the tone was put does not matter."""
    if word.isascii():
        return fold_word(word)
    if word in DAK:
        return DAK[0]
    if word[-1] in Y_TO_I and is_i(word.translate(BARE)):
        word = word[:-1] + Y_TO_I[word[-1]]
    letters = [c for c in unicodedata.normalize("NFD", word) if c.isalnum() or unicodedata.combining(c)]
    tones = [c for c in letters if c in TONES]
    return unicodedata.normalize("NFC", "".join([c for c in letters if c not in TONES])) + "".join(tones)


def tokens(text: str) -> tuple[Token, ...]:
    """The words and numbers of any text."""
    clean = APOSTROPHES.sub("'", UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    found: list[Token] = []
    part = end = 0
    for match in TOKEN.finditer(clean):
        raw = match.group()
        low = raw.lower()
        between = clean[end : match.start()]
        if between != " ":
            part += bool(found) and parted(found[-1].low, between)
        found.append(Token(raw, low, fold_word(low), part, not between, "-" in between))
        end = match.end()
    return tuple(found)


def parted(word: str, between: str) -> bool:
    """Whether what stands after a word ends a name: a comma does, the dot of "P." does not."""
    return bool(BREAK.search(between)) or ("." in between and word not in MARKERS)


@lru_cache(maxsize=4096)
def fold_word(word: str) -> str:
    """One lower-case word without accents and apostrophes, "mỹ" like "mĩ"; a number without leading zeros."""
    if word.isdigit():
        return word.lstrip("0") or "0"
    bare = word if word.isascii() and word.isalpha() else word.translate(BARE)
    return bare[:-1] + "i" if bare[-1:] == "y" and is_i(bare) else bare


def is_i(bare: str) -> bool:
    """Whether a word's last y is but another way to write i: "my", "ly", "quy", not "thuy", "tay" or "y"."""
    return bare[-2:-1] in CONSONANTS or bare == "quy"


MARKER_KEYS = {fold(marker): kind for marker, kind in MARKERS.items()}
TYPES = sorted(LEVELS, key=len, reverse=True)
TYPE = re.compile(f"({'|'.join(TYPES)}) ")


def split_type(name: str) -> tuple[str, str]:
    """A unit's name as type and bare name: "Thị Xã Sơn Tây" -> ("thị xã", "Sơn Tây"). Raises ValueError without one."""
    kind, rest = maybe_type(name)
    if not kind:
        raise ValueError("a unit without its type")
    return kind, rest


def maybe_type(name: str) -> tuple[str, str]:
    """Type and bare name of a name that may have no type: "Phố núi" -> ("", "Phố núi")."""
    found = TYPE.match(name.lower())
    return (found[1], name[found.end() :]) if found else ("", name)


def bare_name(name: str) -> str:
    """A name without its type."""
    return split_type(name)[1]


def low_type(name: str) -> str:
    """A name as it stands within a sentence: "huyện Sơn Tây"."""
    kind, rest = split_type(name)
    return f"{kind} {rest}"


JOINED = {fold(kind): kind for kind in TYPES}
JOINED_Y = re.compile("(?<=[bcdghklmnprstvx])y(?!e[ntu])|(?<=qu)y")  # the y of "mydinh", not that of "tanyen"


def split_alias(name: str) -> tuple[str, str, str]:
    """Type, name and spelling of an alias; of one in bare letters ("xaduongha") the spelling is not known: ""."""
    if " " in name:
        kind, rest = split_type(name)
        return kind, rest, spelled(rest)
    joined = next(joined for joined in JOINED if name.startswith(joined))
    return JOINED[joined], JOINED_Y.sub("i", name.removeprefix(joined)), ""
