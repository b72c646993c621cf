"""How names are written: folding to bare letters, the spelling with accents, and the words that mark a type."""

import re
import unicodedata
from dataclasses import dataclass

LEVELS = {
    "xã": "commune", "phường": "commune", "thị trấn": "commune", "đặc khu": "commune",
    "huyện": "district", "quận": "district", "thị xã": "district", "thành phố": "district",
    "tỉnh": "province",
}  # fmt: skip
MARKERS = {
    **{kind: kind for kind in LEVELS}, **{kind.replace(" ", ""): kind for kind in LEVELS if " " in kind},
    "x": "xã", "p": "phường", "f": "phường", "tt": "thị trấn", "đk": "đặc khu",
    "h": "huyện", "q": "quận", "tx": "thị xã", "tp": "thành phố", "t": "tỉnh",
}  # fmt: skip

DAK = ("đắk", "đăk", "đak")  # one word, written in three ways

TONES = "\u0300\u0301\u0303\u0309\u0323"
UNSEEN = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")  # left over after NFC, or no width
APOSTROPHES = re.compile("[’ʼ`´]")
TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
BREAK = re.compile(r"[,;!?()/|\n\r–—•\"“”]")  # no name goes across these; a full stop is judged by the word before
LATIN = [chr(number) for number in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))]
BARE = str.maketrans({c: unicodedata.normalize("NFD", c)[0] for c in LATIN} | {"'": "", "đ": "d"})


@dataclass(frozen=True, slots=True)
class Token:
    """One word or number of a text."""

    raw: str  # as written, NFC
    low: str
    key: str  # folded
    part: int  # words of one part may form a name together
    glued: bool  # nothing stands between it and the word before: the 5 and the p of "5p"


def fold(text: str) -> str:
    """Bare letters and digits: "Ea H'leo" -> "eahleo", "Phường 01" -> "phuong1"."""
    return "".join(token.key for token in tokens(text))


def spelled(text: str) -> str:
    """Letters with accents, without spaces, each tone after its word: "hoà" and "hòa" are the same."""
    return "".join(spelled_word(token.low) for token in tokens(text))


def spelled_word(word: str) -> str:
    """One lower-case word with its tone moved to the end, so that where the tone was put does not matter."""
    if word.isascii():
        return fold_word(word)
    if word in DAK:
        return DAK[0]
    letters = [c for c in unicodedata.normalize("NFD", word) if c.isalnum() or unicodedata.combining(c)]
    tones = [c for c in letters if c in TONES]
    return unicodedata.normalize("NFC", "".join([c for c in letters if c not in TONES])) + "".join(tones)


def tokens(text: str) -> tuple[Token, ...]:
    """The words and numbers of any text."""
    clean = APOSTROPHES.sub("'", UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    found: list[Token] = []
    part = end = 0
    for match in TOKEN.finditer(clean):
        between = clean[end : match.start()]
        part += bool(found) and parted(found[-1].low, between)
        raw = match.group()
        low = raw.lower()
        found.append(Token(raw, low, fold_word(low), part, not between))
        end = match.end()
    return tuple(found)


def parted(word: str, between: str) -> bool:
    """Whether what stands after a word ends a name: a comma does, the dot of "P." does not."""
    if between == " ":
        return False
    return bool(BREAK.search(between)) or ("." in between and word not in MARKERS)


def fold_word(word: str) -> str:
    """One lower-case word without accents and apostrophes; a number without leading zeros."""
    if word.isdigit():
        return word.lstrip("0") or "0"
    return word if word.isascii() and word.isalpha() else word.translate(BARE)


MARKER_KEYS = {fold(marker): kind for marker, kind in MARKERS.items()}
TYPES = sorted(LEVELS, key=len, reverse=True)


def split_type(name: str) -> tuple[str, str]:
    """A unit's name as type and bare name: "Thị Xã Sơn Tây" -> ("thị xã", "Sơn Tây")."""
    low = name.lower()
    kind = next(kind for kind in TYPES if low.startswith(f"{kind} "))
    return kind, name[len(kind) + 1 :]
