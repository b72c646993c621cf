"""The age a text states, as a number, for the youngest child it speaks of."""

import re

from referral.triage.reading import clean

ADULT = 18  # years; criminal procedure protects everybody below
MONTHS = 12
KIN = r"\b(?:con|em|cháu|chau|bé|be|trẻ|tre|gái|gai|trai|nó|mình|minh)\s"
YEARS = re.compile(
    r"(?<![\w,.])(\d{1,2})(?:\s?(?:,|-|–|tới|đến|hay|hoặc|toi|den)?\s?\d{1,2})?"
    r"\s?(?:tuổi|tuoi|tủi|t(?!\w)|years? old|y/?o\b)"
)
AFTER_KIN = re.compile(
    KIN + r"(?:mới |moi |sa )?(\d{1,2})"
    r"(?=\s(?:bị|bi|đang|dang|làm|lam|học|hoc|mà|ma|thôi|thoi)\b|\s?[.!?]|,(?! \d)|$)"
)
IN_MONTHS = re.compile(KIN + r"(?:mới |được |moi |duoc )?(\d{1,2}) (?:tháng|thang)\b(?! (?:nay|trước|rồi|truoc|roi))")
NEWBORN = re.compile(r"\b(?:sơ sinh|so sinh|mới đẻ|moi de|đỏ hỏn|do hon)\b")


def child_age(text: str) -> int | None:
    """The stated age in completed years of the youngest child, None when no number is stated."""
    words, _ = clean(text)
    ages = [int(age) for pattern in (YEARS, AFTER_KIN) for age in pattern.findall(words)]
    ages += [int(months) // MONTHS for months in IN_MONTHS.findall(words)]
    ages += [0 for _ in NEWBORN.findall(words)]
    return min((age for age in ages if age < ADULT), default=None)
