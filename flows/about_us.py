"""How people ask about us before they tell anything: what it costs, who learns of it, whether we are human."""

import re
from collections.abc import Mapping
from functools import cache

from flows.progress import AFTER, BEFORE, ME
from flows.words import fold

NOT = "(?:khong|ko|k|hong|hok)"
TELL = "(?:nhan|bao|viet|noi|ke)(?: tin)?(?: ra)?(?: o day| vao day| the nay)?(?: thi)?"
WE = "(?:nguoi(?: that)?|may(?: moc| tra loi)?|bot|robot|chatbot)"
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "about_cost": (
        f"(?:{TELL} )?(?:co )?(?:bi )?(?:ton|mat|tru|tinh) (?:tien|phi|cuoc)(?: gi)? {NOT}|(?:co )?mien phi {NOT}",
        "is (?:it|this) free|does (?:it|this) cost (?:anything|money)|how much does (?:it|this) cost",
    ),
    "about_name": (
        f"(?:{ME} )?(?:{TELL} )?(?:co )?(?:bi )?lo (?:ten|danh tinh|thong tin)(?: {ME})? {NOT}",
        f"(?:{ME} )?(?:{TELL} )?(?:thi )?co ai biet(?: {ME})?(?: {TELL})? {NOT}",
        f"(?:co )?(?:giu (?:bi mat|kin)|an danh|giau ten)(?: ten)?(?: cho)?(?: {ME})?(?: duoc)? {NOT}",
        f"(?:{ME} )?(?:co )?can (?:noi |khai |cho |ghi )?ten(?: {ME})? {NOT}",
        "is (?:it|this) (?:anonymous|private|confidential|secret)|will any ?(?:one|body) know(?: it s me)?",
    ),
    "about_machine": (
        f"(?:day |ban )?(?:co phai )?(?:la )?{WE} hay(?: la)? {WE}(?: that)?",
        f"(?:day |ban )(?:co phai )?(?:la )?{WE}(?: {NOT}| phai {NOT})?",
        "are you (?:a )?(?:real|human|bot|robot|machine|person)(?: person)?(?: or (?:a )?(?:bot|robot|machine|human))?",
        "is this (?:a )?(?:bot|robot|machine|human|real person)",
    ),
}


def asks_about_us(text: str) -> str:
    """The name of what answers these words, if all of them ask about us; "" if they say anything else."""
    said = fold(text)
    return next((name for name, question in questions().items() if question.fullmatch(said)), "")


@cache
def questions() -> Mapping[str, re.Pattern[str]]:
    """Every such question with the politeness around it, folded."""
    return {name: re.compile(f"(?:{BEFORE} )*(?:{'|'.join(asked)})(?: {AFTER})*") for name, asked in QUESTIONS.items()}
