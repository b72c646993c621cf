"""Thanks and polite words in front of what is told: "dạ, cháu tôi bị nó đánh" is no milder for them."""

import re

from referral.triage.reading import clean

THANKS = r"(?:xin )?(?:cảm ơn|cám ơn|cam on|thank you|thanks|thank|tks)"
WORDS = r"dạ|da|vâng|vang|ừ|okê|okay|okie|oke|ok|ạ|xin chào|chào|chao|alo|thưa|thua|xin lỗi|xin loi"
AFTER = r"nhiều lắm|nhieu lam|nhiều|nhieu|lắm|lam|nha|nhé|nhe|anh chị|anh chi|admin|ad|các bạn|cac ban|bạn|ban"
BUT = r"nhưng mà|nhung ma|nhưng|nhung|but"
GAP = r"[\s,.!~…:;-]*"
LEAD = re.compile(rf"{GAP}(?:(?:{THANKS}|{WORDS})\b{GAP}(?:(?:{AFTER}|ạ)\b{GAP}){{0,3}}){{1,6}}(?:(?:{BUT})\b{GAP})?")


def bare(text: str) -> str:
    """The text with spaces for the thanks and polite words it begins with, so that every offset stays."""
    letters, places = clean(text)
    lead = LEAD.match(letters)
    end = places[lead.end()] if lead else 0
    return " " * end + text[end:]
