"""Five sentences that flows, routing rows and audiences share: is, is not, is one of, is given, is missing."""

from collections.abc import Callable, Mapping

from referral.records import dataclass

VERBS = ("is one of", "is not", "is given", "is missing", "is")  # longest first, so that "is" does not win


class BadCondition(ValueError):
    """A condition is none of: NAME is WORD, is not WORD, is one of A, B, is given, is missing (joined by "and")."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One sentence: a name, one of the five verbs, the words it is compared with."""

    name: str
    verb: str
    words: tuple[str, ...] = ()


def parse_conditions(text: str) -> tuple[Condition, ...]:
    """Read sentences joined by "and"; an empty text is no condition."""
    return tuple(parse_one(part.strip()) for part in text.split(" and ")) if text.strip() else ()


def parse_one(sentence: str) -> Condition:
    """Read one sentence or raise BadCondition."""
    for verb in VERBS:
        name, found, rest = sentence.partition(f" {verb}")
        if found and (not rest or rest.startswith(" ")):
            return checked(Condition(name.strip(), verb, words_of(rest)), sentence)
    raise BadCondition(f"{sentence!r}: {BadCondition.__doc__}")


def words_of(rest: str) -> tuple[str, ...]:
    """The words after the verb, separated by commas."""
    return tuple(word.strip() for word in rest.split(",") if word.strip())


def checked(condition: Condition, sentence: str) -> Condition:
    """The condition, if it has as many words as its verb wants."""
    wanted = {"is given": range(1), "is missing": range(1), "is one of": range(1, 99)}.get(condition.verb, range(1, 2))
    spaced = any(" " in word for word in (condition.name, *condition.words))  # a word too many, or an "and" at the end
    if not condition.name or spaced or len(condition.words) not in wanted:
        raise BadCondition(f"{sentence!r}: {BadCondition.__doc__}")
    return condition


def holds(conditions: tuple[Condition, ...], facts: Mapping[str, str]) -> bool:
    """Whether every sentence is true of the facts; a missing fact is the empty word."""
    for one in conditions:  # noqa: SIM110  # fifty times in each step of a conversation: a generator takes thrice as long
        if not TRUTH[one.verb](facts.get(one.name, ""), one.words):
            return False
    return True


TRUTH: Mapping[str, Callable[[str, tuple[str, ...]], bool]] = {
    "is": lambda value, words: value == words[0],
    "is not": lambda value, words: value != words[0],
    "is one of": lambda value, words: value in words,
    "is given": lambda value, _: bool(value),
    "is missing": lambda value, _: not value,
}
