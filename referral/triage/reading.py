"""Read a text as words, with and without diacritics, each knowing where it stands in the original."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby

from referral.records import dataclass
from referral.triage.keys import letters as typed_letters

SQUEEZED = re.compile(r"(.)\1{2,}")
CLUSTER = re.compile(r".[\u0300-\u036f\0]{0,8}", re.DOTALL)  # a letter with its combining marks
UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0f\ufeff]")
PIECE = re.compile(
    r"(?<![^\W_])[^\W\d_](?:[.\-*·_][^\W\d_])+(?![^\W_])"  # c.o.n: one word hidden behind separators
    r"|(?<![^\W_])[^\W\d_]{1,2}(?:[.*·_][^\W\d_]{1,3})+(?![^\W_])"  # ch.ú, h.iế.p
    r"|[^\W_]+|[.!?;\n…]|,"
)
HIDDEN = re.compile(r"[.\-*·_]")
ENDS = frozenset(".!?;\n…")
SENTENCE = re.compile(r"[.!?;\n…]")
BARE = 5  # words without any diacritic that make a part between commas one of another hand
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
    typed: dict[str, str] = {}
    for hand in (letters, *SENTENCE.split(letters)):
        typed |= typed_letters(hand.split())
    clauses: list[Clause] = []
    words: list[tuple[Token, bool]] = []
    part = 0
    for piece in PIECE.finditer(letters):
        part += piece[0] == "," or piece[0] in ENDS
        if piece[0] in ENDS and words:
            clauses += clauses_of(words)
            words = []
        if piece[0] != "," and piece[0] not in ENDS:
            word = HIDDEN.sub("", piece[0])
            marked = fold(word) != word
            start = places[piece.start()]
            end = max(places[piece.end()], start + 1)
            meant = spelled(typed.get(word, word), spelling)
            words += ((Token(w, fold(w), start, end, part), marked) for w in meant)
    return (*clauses, *clauses_of(words))


def without(clauses: tuple[Clause, ...], words: Sequence[str]) -> tuple[Clause, ...]:
    """The clauses without these words where they stand together."""
    return tuple(Clause(rest(clause.tokens, words), clause.plain) for clause in clauses) if words else clauses


def rest(tokens: tuple[Token, ...], words: Sequence[str]) -> tuple[Token, ...]:
    """The tokens without the first run of these words."""
    said = [token.word for token in tokens]
    count = len(words)
    at = next((at for at in range(len(said) - count + 1) if said[at : at + count] == words), len(said))
    return tokens[:at] + tokens[at + count :]


def whole(text: str) -> str:
    """The text with its marks composed and without invisible letters."""
    return unicodedata.normalize("NFC", UNSEEN.sub("", text))


def clauses_of(words: list[tuple[Token, bool]]) -> Iterator[Clause]:
    """The clause of these words, each with whether it was written with diacritics.

    A long part between commas without any, beside others that have them, is a clause of its own: another hand.
    """
    parts = [list(group) for _, group in groupby(words, key=lambda word: word[0].part)]
    bare = [len(part) >= BARE and not any(marked for _, marked in part) for part in parts]
    apart = [part for part, alone in zip(parts, bare, strict=True) if alone]
    others = [word for part, alone in zip(parts, bare, strict=True) if not alone for word in part]
    for some in [words] if is_plain(words) else [*apart, others]:
        if some:
            yield Clause(tuple(token for token, _ in some), is_plain(some))


def is_plain(words: Sequence[tuple[Token, bool]]) -> bool:
    """Whether the writer leaves diacritics out."""
    return sum(marked for _, marked in words) * ACCENTED_SHARE < len(words)


@lru_cache(maxsize=4)  # a text is cleaned for its words and again for the age it states
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
