"""Which reports may be of one incident: said to the officer as one, never merged, and never bundled away."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from referral.calendar import parse_wait
from referral.case import Case
from referral.likeness import Point, folded, likeness, metres, own_words, place_likeness, point_of, told_apart
from referral.records import dataclass
from referral.triage import CATEGORIES
from referral.urgency import Urgency

FEWEST_WORDS = 3  # of a story that is compared with another
MOST_KINDS = 3  # of one family: so many the store asks for at once


class BadBundles(ValueError):
    """Correct bundles.toml: each family has at most 3 known kinds, each kind one family, and a window of time."""


@dataclass(frozen=True, slots=True)
class Family:
    """Kinds of cases that may tell of one incident, and within what time."""

    kinds: tuple[str, ...]
    window: timedelta
    rescue: bool = False  # one siren for one place, and suggested where one of two could not say which place


@dataclass(frozen=True, slots=True)
class Likeness:
    """When two reports may be one, as read from data."""

    families: Mapping[str, Family]  # by kind
    near: float
    far: float
    places: float
    sure: float
    stories: float
    frame: frozenset[str]
    children: tuple[tuple[tuple[str, ...], ...], ...]  # kinds of children; each a list of words that mean the same
    another: tuple[str, ...]
    years: int


@cache
def shipped_likeness() -> Likeness:
    """The rules that come with the program."""
    return parse_likeness((files("referral") / "data" / "bundles.toml").read_text("utf-8"))


def parse_likeness(text: str) -> Likeness:
    """Read a file of rules or raise BadBundles."""
    try:
        raw: dict[str, Any] = tomllib.loads(text)
        children = raw["children"]
        return Likeness(
            families=families_in(raw["family"]),
            **{name: float(raw[name]) for name in ("near", "far", "places", "sure", "stories")},
            frame=frozenset(folded(raw["frame"])),
            children=tuple(tuple(folded(words) for words in children[name]) for name in ("sex", "many")),
            another=folded(children["another"]),
            years=int(children["years"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadBundles(f"{error}: {BadBundles.__doc__}") from None


def families_in(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Family]:
    """The families by their kinds. Raises ValueError."""
    found: dict[str, Family] = {}
    for row in rows:
        family = Family(tuple(row["kinds"]), parse_wait(row["window"]).wall, bool(row.get("rescue", False)))
        wrong = (set(family.kinds) - set(CATEGORIES)) | (set(family.kinds) & set(found))
        if wrong or len(family.kinds) > MOST_KINDS or not family.window:
            raise ValueError(", ".join(sorted(wrong) or family.kinds))
        found |= dict.fromkeys(family.kinds, family)
    return found


def family_of(case: Case) -> Family:
    """The family of a case's kind; a kind without one has only its like, within a day."""
    return shipped_likeness().families.get(case.category) or Family((case.category,), timedelta(days=1))


def alike(case: Case, other: Case) -> bool:
    """Whether two cases may be one incident: one commune and kind, near in time, near in words or place."""
    family = family_of(case)
    apart = abs(case.opened_at - other.opened_at)
    if not case.commune or case.commune != other.commune or other.category not in family.kinds or apart > family.window:
        return False
    near = one_place(case, other, shipped_likeness().places)
    if near is None and not (family.rescue and case.urgency == Urgency.emergency):
        return near_stories(case, other)
    return near is not False


def one_place(case: Case, other: Case, enough: float) -> bool | None:
    """Whether two cases are at one place, by their pins or their words; None where either says too little."""
    rules, pins = shipped_likeness(), (pin(case), pin(other))
    if pins[0] and pins[1]:
        distance = metres(pins[0], pins[1])
        if distance <= rules.near or distance > rules.far:
            return distance <= rules.near
    words = (place_words(case), place_words(other))
    return place_likeness(*words) >= enough if words[0] and words[1] else None


def near_stories(case: Case, other: Case) -> bool:
    """Whether two cases tell much the same in words."""
    rules = shipped_likeness()
    told = (own_words(c.facts.get("story", ""), c.commune) for c in (case, other))
    stories = [tuple(word for word in words if word not in rules.frame) for words in told]
    return min(map(len, stories)) >= FEWEST_WORDS and likeness(*stories) >= rules.stories


def surely_one(case: Case, other: Case) -> bool:
    """Whether a later rescue adds nothing that must be heard at once: the same place, no other child, no more urgent.

    Only then may its alert come without a sound to somebody who has just been rung for the other.
    """
    near = family_of(case).rescue and one_place(case, other, shipped_likeness().sure)
    return bool(near) and case.urgency <= other.urgency and not another_child(case, other)


def another_child(case: Case, other: Case) -> bool:
    """Whether a later case names another child than an earlier one: by age, sex, how many, or in so many words."""
    rules = shipped_likeness()
    said, before = (own_words(c.facts.get("story", ""), c.commune) for c in (case, other))
    if any(f" {words} " in f" {' '.join(said)} " for words in rules.another):
        return True
    ages = [c.facts.get("child_age", "") for c in (case, other)]
    aged_apart = all(age.isdecimal() for age in ages) and abs(int(ages[0]) - int(ages[1])) > rules.years
    return aged_apart or any(told_apart(said, before, kinds) for kinds in rules.children)


def pin(case: Case) -> Point | None:
    """Where the pin of a case is."""
    return point_of(case.facts.get("point", ""))


def place_words(case: Case) -> tuple[str, ...]:
    """The own words of where a case is: the site it told first, and the answer. A pin written out is no word."""
    told = (case.facts.get(name, "") for name in ("place_said", "place", "place_text"))
    spoken = (text for text in told if text != case.facts.get("point"))
    return tuple(dict.fromkeys(word for text in spoken for word in own_words(text, case.commune)))
