"""What keeps in memory the words that it read last, and how that is forgotten: a case was erased, here or elsewhere."""

from referral.accused import accused
from referral.jurisdiction.resolver import named
from referral.likeness import own_words
from referral.triage.judge import triage
from referral.triage.reading import clean
from referral.triage.rescue import says

READINGS = (own_words, triage, accused, clean, named, says)


def forget_words() -> None:
    """Of all at once: nobody knows whose they were."""
    for reading in READINGS:
        reading.cache_clear()
