"""Triage by JSON Lines: a text in, its reading out; nothing is stored or sent."""

from collections.abc import Mapping

from bot.json_lines import BadLine
from referral.triage import Triage
from referral.triage.judge import triage

CRY = ("physical_violence", "injury_now", "drowning_now")  # what a cry is most often about
NO_TEXT = 'no "text": write one object, as {"id": 1, "text": "..."}'


def answer(asked: Mapping[str, object]) -> dict[str, object]:
    """The reading of a line's text under its id. Raises BadLine."""
    of, text = asked.get("id"), asked.get("text")
    if not isinstance(text, str):
        raise BadLine(NO_TEXT, of)
    return {"id": of, **described(triage(text))}


def likeliest(heard: Triage) -> tuple[str, ...]:
    """The kinds of harm, of a bare cry the best guess first."""
    cry = heard.urgency and heard.category == "not_relevant"
    return (heard.also or CRY) if cry else (heard.category, *heard.also)


def described(heard: Triage) -> dict[str, object]:
    """A reading as the interface has it."""
    category, *also = likeliest(heard)
    return {
        "urgency": heard.urgency.name,
        "category": category,
        "also": also,
        "reporter_is_child": heard.reporter_is_child,
        "child_age": heard.child_age,
        "place_text": heard.place_text or None,
        "evidence": [{"span": [one.start, one.end], "says": one.says} for one in heard.evidence],
        "ask": heard.ask or None,
        "version": heard.version,
    }
