"""What says only where somebody is, in a plain place: "dạ con đang ở trường ạ". The whole of it, and nothing else.

The second voice hears danger in "đang ở", as most who write it are in some. Whatever might tell of any is left to it:
whoever is alone or with a man, a place of strangers, a height, water, and all that is not listed here.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from referral.triage.reading import Clause, fold, modern

POLITE = ("dạ", "vâng", "ừ", "thưa", "ạ", "á", "à", "nha", "nhé", "nè", "đây", "thôi", "rồi", "anh chị")
WHO = ("tôi", "tui", "em", "con", "cháu", "mình", "bé", "tụi", "nhà", "gái", "trai")  # "con gái em", "bé nhà tôi"
DOES = ("ngồi", "học", "chơi")
AT = ("trên", "trong", "ngoài", "tại")
PLACES = (
    "trường", "trường học", "trường mầm non", "trường mẫu giáo", "sân trường", "lớp", "lớp học", "lớp học thêm",
    "nhà trẻ", "thư viện", "nhà sách", "nhà thờ", "chợ", "siêu thị", "xe buýt", "xe bus", "quán trà sữa",
)  # fmt: skip
HOMES = (
    "em", "con", "cháu", "mình", "tôi", "tui", "mẹ", "má", "bà", "bà nội", "bà ngoại", "nội", "ngoại", "ông bà",
    "ông bà nội", "ông bà ngoại", "dì", "chị", "bạn", "bạn em", "bạn con", "bạn cháu", "bạn mình", "bạn thân",
)  # fmt: skip
BESIDE = ("mẹ", "má", "bà", "bà nội", "bà ngoại", "nội", "ngoại", "ông bà", "chị", "cả nhà", "cả lớp", "các bạn")
DOUBLE = frozenset({"ba", "ong ba"})  # without diacritics also "ba", "bả", "ổng bả" and "ông Ba"


def only_whereabouts(clauses: Sequence[Clause]) -> bool:
    """Whether every clause says where somebody is, or is polite, and no more."""
    return all(pattern(clause.plain).fullmatch(" ".join(clause.words())) for clause in clauses)


@cache
def pattern(plain: bool) -> re.Pattern[str]:
    """Such a clause, as written with diacritics or without."""
    polite, who, does, at, places, homes, beside = (
        one_of(names, plain) for names in (POLITE, WHO, DOES, AT, PLACES, HOMES, BESIDE)
    )
    place = f"(?:{at} )?(?:{places}|nhà(?: {homes})?)(?: với {beside})?|với {beside}"
    where = f"(?:đang (?:{does} )?(?:ở )?|ở )(?:{place})"
    words = f"(?:{polite} )*(?:{who} ){{0,3}}{where}(?: {polite})*|{polite}(?: {polite})*"
    return re.compile(fold(words) if plain else modern(words))


def one_of(names: Iterable[str], plain: bool) -> str:
    """Any of these, without diacritics only those that stay clear."""
    return f"(?:{'|'.join(name for name in names if not plain or fold(name) not in DOUBLE)})"
