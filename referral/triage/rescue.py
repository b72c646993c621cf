"""Which rescuers to call, and whom the words are about: read from what was told, never from a guess at a cause."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from referral.triage.reading import fold

# 114 puts out fires and gets people out of where they are stuck; 115 treats them. Burns and shocks need both.
WRITTEN = re.compile(
    r"\b(?:cháy|khói|(?<!tàu )lửa|gas|điện giật|giật điện|dính điện|kẹt|sập|vùi lấp|lơ lửng|lan can|ban công|nóc nhà"
    r"|mái nhà|hố ga|giếng|thang máy|fire|smoke|trapped|stuck|electrocuted|ledge|roof)\b"
)
UNMARKED = re.compile(
    r"\b(?:chay nha|nha (?:\w+ )?chay|dang chay|boc chay|chay lon|chay to|dam chay|khoi|dien giat|giat dien|mac ket"
    r"|ket trong|bi ket|lo lung|lan can|ban cong|hoa hoan)\b"
)
FRIEND = re.compile(
    r"\b(?:bạn (?!trai|gái)(?:\w+ ){0,2}?(?:em|con|cháu|mình|tớ|tui|lớp|ấy|đó|cùng)\b|một bạn\b|có bạn\b|nhỏ bạn\b"
    r"|thằng bạn\b|đứa bạn\b|my friend\b|a friend\b)"
)
FRIEND_UNMARKED = re.compile(
    r"\b(?:ban (?!trai|gai)(?:than |cung lop |hoc )?(?:em|con|chau|minh|to|tui|lop)\b|nho ban\b)"
)


def rescue_number(texts: Sequence[str]) -> str:
    """114 where somebody must put out, free or get down, else 115."""
    return "114" if found(texts, WRITTEN, UNMARKED) else "115"


def about_friend(texts: Sequence[str]) -> bool:
    """Whether a child speaks of a friend in danger, perhaps beside itself."""
    return found(texts, FRIEND, FRIEND_UNMARKED)


def found(texts: Sequence[str], written: re.Pattern[str], unmarked: re.Pattern[str]) -> bool:
    """Whether a text holds such words."""
    return any(says(text, written, unmarked) for text in texts)


@lru_cache(maxsize=1024)  # asked at every step of a conversation; bot.store.remembering forgets them
def says(text: str, written: re.Pattern[str], unmarked: re.Pattern[str]) -> bool:
    """Whether these words are in it; without marks "chạy" and "cháy" look alike, so that fewer count."""
    plain = unicodedata.normalize("NFC", text).lower()
    return bool(written.search(plain) or (fold(plain) == plain and unmarked.search(plain)))
