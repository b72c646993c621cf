"""The rules of the legal clocks, read from clocks.toml; a mistake in it is named."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from referral.calendar import parse_wait
from referral.conditions import Condition, parse_conditions
from referral.records import dataclass
from referral.steps import STEPS

WORDS = ("name", "of", "title", "law", "article", "length", "applies", "within", "counts_from", "stops", "warns", "at")
ONE_OF: Mapping[str, tuple[str, ...]] = {
    "of": ("case", "request"),
    "length": ("law", "practice"),
    "counts_from": ("receipt", "known"),
    "warns": ("holders", "police"),
    "at": ("any hour", "office hours"),
}
NAMES = ("category", "urgency", "police", "commune", "wish")  # what `applies` may speak of
STOPPING = (*STEPS, "asked", "done")


class BadClocks(ValueError):
    """Correct clocks.toml: each rule once, with all its words, known steps, a source, and a wait."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One legal clock: what must be done, by which source, for whom, how soon, and what shows that it was done."""

    name: str
    of: str
    title: str
    law: str
    article: str
    length: str
    applies: tuple[Condition, ...]
    within: str
    counts_from: str
    stops: tuple[str, ...]
    warns: str
    at: str

    @property
    def office_hours(self) -> bool:
        """Whether its warnings wait until offices are open."""
        return self.at == "office hours"

    def stopped_by(self, step: str) -> bool:
        """Whether this step stops it."""
        return step in self.stops


@cache
def shipped_rules() -> Mapping[str, Rule]:
    """The rules that come with the program, by name."""
    return parse_rules((files("referral") / "data" / "clocks.toml").read_text("utf-8"))


def parse_rules(text: str) -> Mapping[str, Rule]:
    """Read a file of rules or raise BadClocks."""
    try:
        rules = [parse_rule(raw) for raw in tomllib.loads(text)["rule"]]
    except (KeyError, TypeError, AttributeError, tomllib.TOMLDecodeError) as error:
        raise BadClocks(f"{error}: {BadClocks.__doc__}") from None
    twice = [name for name, count in Counter(rule.name for rule in rules).items() if count > 1]
    if twice:
        raise BadClocks(f"{twice[0]} stands there twice: {BadClocks.__doc__}")
    return {rule.name: rule for rule in rules}


def parse_rule(raw: Mapping[str, Any]) -> Rule:
    """Read one rule or raise BadClocks, KeyError or TypeError."""
    name = str(raw["name"])
    wrong = [*sorted(set(raw) ^ set(WORDS)), *problems(raw)]
    if wrong:
        raise BadClocks(f"{name}: {', '.join(wrong)}: {BadClocks.__doc__}")
    try:
        parse_wait(raw["within"])
        applies = parse_conditions(raw["applies"])
    except ValueError as error:
        raise BadClocks(f"{name}: {error}") from None
    unknown = [condition.name for condition in applies if condition.name not in NAMES]
    if unknown:
        raise BadClocks(f"{name}: applies speaks of {unknown[0]!r}; use one of {', '.join(NAMES)}")
    return Rule(**{**raw, "applies": applies, "stops": tuple(raw["stops"])})


def problems(raw: Mapping[str, Any]) -> list[str]:
    """Words of a rule that are none of those that may stand there, and steps nobody can do."""
    wrong = [f"{word} = {raw[word]!r}" for word, known in ONE_OF.items() if word in raw and raw[word] not in known]
    wrong += [f"stops {step!r}" for step in raw.get("stops", ()) if step not in STOPPING]
    empty = [word for word in ("title", "law", "article", "stops") if not raw.get(word)]
    return [*wrong, *(f"{word} is empty" for word in empty)]
