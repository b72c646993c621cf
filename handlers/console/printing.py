"""A case on paper: the same as its page, and with what could name somebody covered when that is wished."""

import re
from dataclasses import replace

from flows.words import label
from handlers.views import CaseView, EntryLine

COVERED = "▇▇▇"
NAMING = (  # facts that lead to a person, a house or a commune
    "callback", "place", "commune", "point", "point_near", "other_place", "place_checked", "child_at", "happened_at",
    "lives", "know",
)  # fmt: skip
PLACES = ("place", "sending")  # kinds of lines whose words are a place
ENDS = (".", "!", "?", "…", ":", "\n", "“", "(")  # behind these a capital begins a sentence
WORD = re.compile(r"\w+(?:[-’']\w+)*")
DIGITS = re.compile(r"\+?\d(?:[ .-]?\d){5,}")


def covered(view: CaseView) -> CaseView:
    """The view without what a machine can find of names, numbers and places. A person must read it again."""
    hidden = {label(name) for name in NAMING}
    facts = tuple((name, COVERED if name in hidden else without_names(words)) for name, words in view.facts)
    entries = tuple(covered_entry(entry) for entry in view.entries)
    return replace(
        view,
        line=replace(view.line, place=COVERED, state=without_names(view.line.state)),
        facts=facts,
        entries=entries,
        reasons=tuple(map(without_names, view.reasons)),
        bodies=tuple(replace(body, name=COVERED, state=without_names(body.state)) for body in view.bodies),
        spot=None,
    )


def covered_entry(entry: EntryLine) -> EntryLine:
    """One line of the history."""
    text = COVERED if entry.key in PLACES and entry.text else without_names(entry.text)
    return replace(entry, text=text, who=COVERED if entry.who else "", pieces=())


def without_names(words: str) -> str:
    """Words with what looks like a name, a place or a number covered."""
    shown = DIGITS.sub(COVERED, words)
    found = list(WORD.finditer(shown))
    capital = [one[0][0].isupper() for one in found] + [False]
    hidden = [one for n, one in enumerate(found) if capital[n] and (capital[n + 1] or not begins(shown, one.start()))]
    for one in reversed(hidden):
        shown = shown[: one.start()] + COVERED + shown[one.end() :]
    return shown


def begins(words: str, at: int) -> bool:
    """Whether a sentence begins here: its capital says nothing."""
    before = words[:at].rstrip(" ")
    return not before or before.endswith(ENDS)
