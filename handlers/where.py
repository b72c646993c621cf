"""Where a case is, in words for officers: the commune for every eye, the exact place for whoever may know it."""

from handlers.scene import words
from handlers.work import Work
from referral.case import Case
from referral.jurisdiction.words import spoken
from referral.plan import MOST_CANDIDATES


def commune(work: Work, case: Case) -> str:
    """The commune as people say it, the few it may be, or that it is not known yet."""
    return known_commune(work, case) or words(work, "vi", "alert_no_place")


def known_commune(work: Work, case: Case) -> str:
    """The commune, or the few it may be; "" while it could be anywhere."""
    known = (case.commune,) if case.commune else case.candidates
    few = known if len(known) <= MOST_CANDIDATES else ()
    return words(work, "vi", "either").join(spoken(code) for code in few)


def rescue_place(work: Work, case: Case) -> str:
    """Where rescuers must go: the place as it was told, then its commune."""
    parts = dict.fromkeys(part for part in (exact_place(case), known_commune(work, case)) if part)
    return ", ".join(parts) or words(work, "vi", "alert_no_place")


def exact_place(case: Case) -> str:
    """The place as it was told: the answer, else what the first message said; "" while nothing is known."""
    facts = case.facts
    return facts.get("place") or facts.get("place_said") or facts.get("place_text", "")
