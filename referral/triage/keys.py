"""Read Telex and VNI keystrokes that no keyboard turned into letters ("ddanhs", "d9a1nh" -> "đánh")."""

import re
import unicodedata
from collections.abc import Collection

FEWEST = 3  # words that read as keystrokes make a text one of keystrokes,
SHARE = 3  # when they are at least one word in three
LONGEST = 12  # keys of one syllable: "nghieengs" has nine; patterns over a longer word would cost its square

TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
TONES = TELEX_TONES | VNI_TONES
TELEX = {
    "dd": "đ",
    "uwow": "ươ",
    "uow": "ươ",
    "aa": "â",
    "ee": "ê",
    "oo": "ô",
    "aw": "ă",
    "ow": "ơ",
    "uw": "ư",
    "w": "ư",
}
VNI = {"d9": "đ", "u7o7": "ươ", "uo7": "ươ", "a6": "â", "e6": "ê", "o6": "ô", "a8": "ă", "o7": "ơ", "u7": "ư"}
KEYS = TELEX | VNI
SHAPE = re.compile("|".join(KEYS))
TONE = re.compile(r"(?<=[aeiouyw6789])([a-z6-9]*?)([sfrxj1-5])")  # a tone key stands after the vowel
SYLLABLE = re.compile(
    r"(ngh|ng|nh|gh|gi(?=[aăâeêoôơuư])|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
    r"([aăâeêioôơuưy]|[aâ][uy]|a[io]|[eê]o|êu|i[aêu]|o[aăei]|[ôơ]i|u[aâêiôơy]|ư[aiơu]|oa[iy]|uây|[iy]êu|yê|uôi|uy[aêu]|ươ[iu])"
    r"(ng|nh|ch|[cmnpt])?"
)
MARKED = frozenset("ăâêôơư")
ENGLISH = """
    as is us of or her his for now how car bar tax max sex sos gas bus mix box fix hair tour air our are you see too
    food good school book look test boss class team server
"""
ORDINARY = frozenset(ENGLISH.split())


def letters(words: Collection[str]) -> dict[str, str]:
    """What each keystroke word means, nothing when the words are not typed so: three of them, and one in three."""
    meant = {word: read for word in words if (read := syllable(word))}
    return meant if len(meant) >= max(FEWEST, len(words) / SHARE) else {}


def syllable(word: str) -> str:
    """The Vietnamese syllable a word of keystrokes stands for, "" when it is an ordinary word."""
    if len(word) > LONGEST or word in ORDINARY or not word.isascii():
        return ""
    tones = TONE.findall(word)
    shaped = SHAPE.sub(lambda found: KEYS[found[0]], TONE.sub(r"\1", word))
    parts = SYLLABLE.fullmatch(shaped)
    if shaped == word or len(tones) > 1 or not parts:
        return ""
    return toned(parts, TONES[tones[0][1]]) if tones else shaped


def toned(parts: re.Match[str], tone: str) -> str:
    """The syllable with its tone on the vowel where today's spelling puts it."""
    first, vowels, last = parts[1] or "", parts[2], parts[3] or ""
    marked = [at for at, letter in enumerate(vowels) if letter in MARKED]
    at = marked[-1] if marked else len(vowels) - 1 if last else (len(vowels) - 1) // 2
    return unicodedata.normalize("NFC", f"{first}{vowels[: at + 1]}{tone}{vowels[at + 1 :]}{last}")
