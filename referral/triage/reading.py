"""Read a text as words, with and without diacritics, each knowing where it stands in the original."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from referral.triage.keys import letters as typed_letters

SQUEEZED = re.compile(r"(.)\1{2,}")
CLUSTER = re.compile(r".[\u0300-\u036f\0]{0,8}", re.DOTALL)  # a letter with its combining marks
UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0f\ufeff]")
PIECE = re.compile(
    r"(?<![^\W_])[^\W\d_](?:[.\-*·_][^\W\d_])+(?![^\W_])"  # c.o.n: one word hidden behind separators
    r"|[^\W_]+|[.!?;\n…]|,"
)
HIDDEN = re.compile(r"[.\-*·_]")
ENDS = frozenset(".!?;\n…")
ACCENTED_SHARE = 6  # fewer than one accented word in six: the writer leaves diacritics out

TODAY = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "óe": "oé", "ỏe": "oẻ"}
TODAY |= {"õe": "oẽ", "ọe": "oẹ", "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}
PLACEMENT = {old: today for today, old in TODAY.items()}  # hoà, thuỷ are written hòa, thủy today
OLD_SPELLING = re.compile("|".join(PLACEMENT))


@dataclass(frozen=True, slots=True)
class Token:
    """One word as written and folded (no diacritics); `start`, `end` are offsets in the original text."""

    word: str
    folded: str
    start: int
    end: int
    part: int  # counts commas too


@dataclass(frozen=True, slots=True)
class Clause:
    """Words up to a full stop, question mark or line end. `plain`: written without diacritics."""

    tokens: tuple[Token, ...]
    plain: bool

    def words(self) -> tuple[str, ...]:
        """The words in the reading that fits how the clause was written."""
        return tuple(t.folded if self.plain else t.word for t in self.tokens)


def read(text: str, spelling: Mapping[str, str]) -> tuple[Clause, ...]:
    """The clauses of any text; `spelling` turns short forms into words ("ko" -> "không")."""
    letters, places = clean(text)
    typed = typed_letters(letters.split())
    clauses: list[Clause] = []
    tokens: list[Token] = []
    accented = part = 0
    for piece in PIECE.finditer(letters):
        part += piece[0] == "," or piece[0] in ENDS
        if piece[0] in ENDS and tokens:
            clauses.append(clause(tokens, accented))
            tokens, accented = [], 0
        if piece[0] != "," and piece[0] not in ENDS:
            word = HIDDEN.sub("", piece[0])
            accented += fold(word) != word
            start = places[piece.start()]
            end = max(places[piece.end()], start + 1)
            tokens += (Token(w, fold(w), start, end, part) for w in spelled(typed.get(word, word), spelling))
    return (*clauses, clause(tokens, accented)) if tokens else tuple(clauses)


def clause(tokens: list[Token], accented: int) -> Clause:
    """The clause of these words, of which so many carry diacritics."""
    return Clause(tuple(tokens), accented * ACCENTED_SHARE < len(tokens))


def clean(text: str) -> tuple[str, range | list[int]]:
    """Lower-case composed letters without invisible ones, and for each its offset in the text, then the text's end."""
    lower = text.lower()
    if len(lower) == len(text) and unicodedata.is_normalized("NFKC", lower) and not UNSEEN.search(lower):
        return modern(lower), range(len(text) + 1)
    pairs = list(composed(text))
    return modern("".join(letter for letter, _ in pairs)), [*(place for _, place in pairs), len(text)]


def composed(text: str) -> Iterator[tuple[str, int]]:
    """Each composed lower-case letter with the offset of the letter it came from."""
    for cluster in CLUSTER.finditer(UNSEEN.sub("\0", text)):
        for letter in unicodedata.normalize("NFKC", cluster[0].replace("\0", "")).lower():
            yield letter, cluster.start()


def modern(text: str) -> str:
    """The text with the tone mark where today's spelling puts it (same length)."""
    return OLD_SPELLING.sub(lambda found: PLACEMENT[found[0]], text)


def spelled(word: str, spelling: Mapping[str, str]) -> list[str]:
    """The words meant: short forms written out, drawn-out letters squeezed ("cứuuuu" -> "cứu")."""
    if SQUEEZED.search(word):
        twice = SQUEEZED.sub(r"\1\1", word)
        word = twice if twice in spelling else SQUEEZED.sub(r"\1", word)
    return spelling.get(word, word).split()


def folds() -> Iterator[tuple[int, str]]:
    """Every Vietnamese letter with diacritics and what remains without them."""
    for base in "aăâeêioôơuưy":
        for mark in ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"):
            letter = unicodedata.normalize("NFC", base + mark)
            yield ord(letter), unicodedata.normalize("NFD", base)[0]
    yield ord("đ"), "d"


FOLDS = dict(folds())


def fold(word: str) -> str:
    """The word without diacritics ("đuối" -> "duoi")."""
    return word.translate(FOLDS)
