"""A case on paper: the same as its page, and with what could name somebody covered when that is wished."""

import re
from dataclasses import replace

from flows.words import label
from handlers.views import CaseView, EntryLine

COVERED = "▇▇▇"
NAMING = ("callback", "place", "point", "point_near", "other_place")  # facts that lead to a person or a house
# A word that begins with a capital, behind another word: a name, or a place. What begins a sentence stays.
NAME = re.compile(r"(?<=[^\s.!?…:;\n–-] )((?:[A-ZĐÀ-Ỹ][\wà-ỹ]*)(?: [A-ZĐÀ-Ỹ][\wà-ỹ]*)*)")
NAME_FIRST = re.compile(r"(?:[A-ZĐÀ-Ỹ][\wà-ỹ]+)(?: [A-ZĐÀ-Ỹ][\wà-ỹ]+)+")  # two capitals in a row, anywhere
DIGITS = re.compile(r"\+?\d(?:[ .-]?\d){5,}")


def covered(view: CaseView) -> CaseView:
    """The view without what a machine can find of names, numbers and places. A person must read it again."""
    hidden = {label(name) for name in NAMING}
    facts = tuple((name, COVERED if name in hidden else without_names(words)) for name, words in view.facts)
    entries = tuple(covered_entry(entry) for entry in view.entries)
    return replace(view, facts=facts, entries=entries, reasons=tuple(map(without_names, view.reasons)), spot=None)


def covered_entry(entry: EntryLine) -> EntryLine:
    """One line of the history."""
    return replace(entry, text=without_names(entry.text), pieces=())


def without_names(words: str) -> str:
    """Words with what looks like a name, a place or a number covered."""
    return NAME.sub(COVERED, NAME_FIRST.sub(COVERED, DIGITS.sub(COVERED, words)))
