"""Where the texts that a human signs off stand among phrases and flows, in the words that come with the program."""

from collections.abc import Mapping
from functools import cache

from flows.fitting import SMALLEST
from flows.library import flows
from flows.words import sections
from referral.guidance import ADVICE, LOCALES, Advice, Wrong, wrongs


@cache
def shipped_advice() -> Mapping[str, str]:
    """The Vietnamese texts by their key. Raises LookupError where a text was changed and its key not."""
    return {advice.key: shipped(advice) for advice in ADVICE}


def shipped(advice: Advice) -> str:
    """One text as the program brings it."""
    kind, _, rest = advice.where.partition(":")
    if kind != "flow":
        return sections()[kind][rest]
    name, _, begins = rest.partition(":")
    (text,) = {step.say for step in flows()[name].steps if step.say.startswith(begins)}
    return text


def wrongs_of(key: str, edited: Mapping[str, str]) -> Mapping[str, tuple[Wrong, ...]]:
    """What is wrong with an edited text, by language; it must fit the smallest channel in one message."""
    text = shipped_advice()[key]
    found = {locale: wrongs(text, edited[locale], SMALLEST.text) for locale in LOCALES}
    return {locale: wrong for locale, wrong in found.items() if wrong}
