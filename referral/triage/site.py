"""Only the part of some words that says where: a story must never ring as the name of a place."""

import re

from referral.triage.judge import triage
from referral.triage.place import place_text, site_text, words_of
from referral.triage.reading import fold
from referral.urgency import Urgency

CLAUSE = re.compile(r"[,.;!?\n]+")
MOST_WORDS = 8  # of a clause of a story that may be a place
MOST_OF_ANSWER = 20  # of a clause that answers where it is: the way there may be told
TELLS = words_of("""
    đánh đập chém giết cắt hiếp sờ bóp trói nhốt khóc chết máu đau đuối cháy bỏng kẹt cứu sợ
    danh dap chem giet hiep troi nhot khoc chet mau duoi chay bong""")  # words of a deed or its victim
NO_PLACE = frozenset({"khong", "khong co", "khong biet", "khong ro", "chua ro", "bo qua"})  # answers that tell of none

AFRAID = re.compile(
    r"\b(?:(?:em|con|chau|toi|minh|tui|be) (?:dang )?(?:so|run|dau|khoc)(?: lam| qua| hai| roi)?|so (?:lam|qua|hai)"
    r"|dau (?:lam|qua)|run (?:lam|qua)|nhanh (?:len|di|giup)|scared|afraid|hurry)$"
)


def tells_no_place(text: str) -> bool:
    """Whether words tell of danger or fear and of no site; of a name that nobody knows this is never said."""
    if site_text(text) or place_text(text):
        return False
    return bool(AFRAID.search(fold(text.lower()))) or triage(text).urgency >= Urgency.priority


def where_only(text: str, most: int = MOST_WORDS) -> str:
    """The clauses that may be a place, else the stretch that looks like one, else nothing."""
    clauses = [clause.strip() for clause in CLAUSE.split(text)]
    told = [clause for clause in clauses if clause and may_be_place(clause, most)]
    if told:
        return text.strip() if told == [clause for clause in clauses if clause] else ", ".join(told)
    stretch = place_text(text)
    return stretch if stretch and may_be_place(stretch, most) else ""


def may_be_place(clause: str, most: int) -> bool:
    """Whether a clause is short, tells of no harm and is no mere denial."""
    words = clause.lower().split()
    if fold(" ".join(words)) in NO_PLACE or len(words) > most or (len(words) > 2 and TELLS & set(words)):
        return False
    return len(words) <= 2 or triage(clause, voiced=False).urgency < Urgency.urgent
