"""Whether a child in the water is out and breathes, by the words of whoever is there; in doubt it does not breathe."""

import re
import unicodedata

from referral.triage.reading import fold

NO = r"(?:khong|ko|k|hong|hok|chang|cha)"
BREATHLESS = re.compile(
    rf"\b(?:(?:{NO}|chua|het|ngung|ngung han|tat) (?:con |thay |thay con )?tho|tat hoi|ngung tim"
    rf"|(?:tim|mach) (?:{NO}|het|ngung) (?:con )?dap|(?:not|isn t|no longer|stopped) breathing|no pulse)\b"
)
BREATH = re.compile(r"\b(?:tho|breath|breathes|breathing)\b|^(?:da |van )?con(?: a)?$")
DOUBT = re.compile(rf"\b(?:{NO}|chua|biet|hinh nhu|thoi thop|ngap|not|no|maybe)\b")
UNKNOWN = re.compile(rf"\b(?:(?:{NO}|chua) (?:ro|biet(?! boi)|chac)|not sure|don t know)\b")
STILL_IN = re.compile(
    rf"\b(?:chua (?:\w+ )?(?:vot|dua|keo|len|cuu|tim|thay|duoc|dc)|{NO} (?:vot |keo |thay )?(?:duoc|dc|len|thay)"
    r"|(?<!khong )(?<!ko )con (?:o )?duoi|con (?:mot|1|hai|2|ba|3) |mat hut|not yet|still in)|^chua(?: a)?$"
)
OUT = re.compile(
    rf"\b(?:{NO} con (?:o )?duoi|len (?:bo|roi)|vot roi|out of the water|(?:pulled|got) (?:\w+ )?out"
    r"|(?:vot|dua|keo|be|cuu|lay)(?: \w+){0,2} (?:len|vo|vao|duoc|dc))\b"
)


def breath(text: str) -> str:
    """Whether it breathes: "yes", "no" or "unsure"; "" when these words tell nothing of it."""
    said = plain(text)
    if BREATHLESS.search(said) and not UNKNOWN.search(said):
        return "no"
    if not BREATH.search(said):
        return ""
    return "unsure" if DOUBT.search(said) else "yes"


def in_water(text: str) -> str:
    """Whether it is still in the water: "yes", "no" or "unsure"; "" when these words do not tell."""
    said = plain(text)
    if breath(text) == "no":
        return "no"  # whoever sees that has it beside them
    if UNKNOWN.search(said):
        return "unsure"
    if STILL_IN.search(said):
        return "yes"
    return "no" if OUT.search(said) else ""


def plain(text: str) -> str:
    """The words in small letters without marks and signs."""
    return re.sub(r"\W+", " ", fold(unicodedata.normalize("NFC", text).lower())).strip()
