"""Read an officer's question to a reporter: may it be asked, is it better asked otherwise, or not at all. Pure."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from referral.records import dataclass
from referral.triage import CATEGORIES
from referral.triage.judge import house
from referral.triage.reading import Clause, read

Verdict = Literal["fine", "doubtful", "refused"]

GAP = r"(?: \S+){0,4} "  # what * stands for: up to four words
SEVERAL = "several"  # the rule that counts questions instead of looking for words
VERDICTS: tuple[Verdict, ...] = ("refused", "doubtful")  # the worse first


class BadQuestions(ValueError):
    """Correct questions.toml: rules with name, verdict, child (doubtful or refused) and words; known kinds of case."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a question should not hold: the patterns with and without diacritics, and how bad it is to whom."""

    name: str
    verdict: Verdict
    child: Verdict
    marked: re.Pattern[str]
    plain: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Questions:
    """The rules, and the keys of what may be asked instead by kind of case."""

    rules: tuple[Rule, ...]
    suggest: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a question: the name of the rule, "" when it is fine."""

    verdict: Verdict = "fine"
    rule: str = ""


@cache
def shipped_questions() -> Questions:
    """The table that comes with the program."""
    return parse_questions((files("referral") / "data" / "questions.toml").read_text("utf-8"))


def parse_questions(text: str) -> Questions:
    """Read the table or raise BadQuestions."""
    try:
        raw: dict[str, Any] = tomllib.loads(text)
        rules = tuple(parse_rule(row) for row in raw["rule"])
        suggest = {kind: tuple(keys) for kind, keys in raw["suggest"].items()}
    except (KeyError, ValueError) as error:
        raise BadQuestions(f"{error}: {BadQuestions.__doc__}") from None
    if "other" not in suggest or set(suggest) - {*CATEGORIES, "other"}:
        raise BadQuestions(f"suggest: {BadQuestions.__doc__}")
    return Questions(rules, suggest)


def parse_rule(row: Mapping[str, Any]) -> Rule:
    """Read one rule; what is written in it is read like every other text, so that spellings meet."""
    if {row["verdict"], row["child"]} - set(VERDICTS):
        raise ValueError(row["name"])
    marked, plain = (pattern_of(row["words"], plain) for plain in (False, True))
    return Rule(row["name"], row["verdict"], row["child"], marked, plain)


def pattern_of(phrases: list[str], plain: bool) -> re.Pattern[str]:
    """One pattern for all phrases of a rule, with diacritics or without."""
    found = "|".join(GAP.join(re.escape(words_of(part, plain)) for part in phrase.split("*")) for phrase in phrases)
    return re.compile(rf"(?<!\S)(?:{found})(?!\S)")


def words_of(text: str, plain: bool) -> str:
    """The words of a text as they are compared."""
    tokens = (token for clause in read(text, {}) for token in clause.tokens)
    return " ".join(token.folded if plain else token.word for token in tokens)


def review(question: str, child: bool) -> Finding:
    """The worst that is wrong with a question, by whether a child will read it."""
    found = list(findings(question, child))
    return next((f for verdict in VERDICTS for f in found if f.verdict == verdict), Finding())


def findings(question: str, child: bool) -> Iterator[Finding]:
    """Everything that is wrong with a question, in the order of the rules."""
    clauses = read(question, house().lexicon.spelling)
    for rule in shipped_questions().rules:
        if any(holds(rule, clause) for clause in clauses):
            yield Finding(rule.child if child else rule.verdict, rule.name)
    if question.count("?") > 1:
        yield Finding("doubtful", SEVERAL)


def holds(rule: Rule, clause: Clause) -> bool:
    """Whether a clause holds words of the rule, in the hand it was written."""
    pattern = rule.plain if clause.plain else rule.marked
    return pattern.search(" ".join(clause.words())) is not None


def suggested(category: str) -> tuple[str, ...]:
    """The keys of what may be asked in a case of this kind."""
    suggest = shipped_questions().suggest
    return suggest.get(category, suggest["other"])
