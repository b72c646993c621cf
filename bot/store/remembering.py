"""What keeps in memory the words that it read last, and how that is forgotten: a case was erased, here or elsewhere."""

from referral.accused import accused
from referral.likeness import own_words
from referral.triage.judge import triage
from referral.triage.reading import clean

READINGS = (own_words, triage, accused, clean)


def forget_words() -> None:
    """Of all at once: nobody knows whose they were."""
    for reading in READINGS:
        reading.cache_clear()
