"""The five sentences: read, refused with the sentence, and true of the facts they should be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.conditions import BadCondition, Condition, holds, parse_conditions

FACTS = {"what": "hazard", "story": "a story", "empty": ""}

TRUE = (
    "what is hazard",
    "what is not near_miss",
    "what is one of near_miss, hazard",
    "story is given",
    "empty is missing",
    "unknown is missing",
    "unknown is not yes",
    "what is hazard and story is given and unknown is missing",
    "",
    "  ",
)
FALSE = (
    "what is near_miss",
    "what is not hazard",
    "what is one of near_miss, other",
    "empty is given",
    "unknown is yes",
    "story is missing",
    "what is hazard and story is missing",
)
REFUSED = (
    "what",
    "what hazard",
    "is hazard",
    "what is",
    "what is not",
    "what is one of",
    "what is one of ,",
    "what is a, b",
    "story is given now, or never",
    "story is missing yes",
    "two words is yes",
    "what is hazard and",
)


@pytest.mark.parametrize("sentence", TRUE)
def test_a_true_sentence_holds(sentence: str) -> None:
    assert holds(parse_conditions(sentence), FACTS)


@pytest.mark.parametrize("sentence", FALSE)
def test_a_false_sentence_does_not(sentence: str) -> None:
    assert not holds(parse_conditions(sentence), FACTS)


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_is_no_sentence_is_refused_and_quoted(sentence: str) -> None:
    with pytest.raises(BadCondition, match=r"NAME is WORD"):
        parse_conditions(sentence)


def test_a_word_that_only_begins_like_a_verb_is_a_word() -> None:
    assert parse_conditions("what is notable") == (Condition("what", "is", ("notable",)),)
    assert parse_conditions("what is giveng") == (Condition("what", "is", ("giveng",)),)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert holds(parse_conditions(text), FACTS) in (True, False)
    except BadCondition as refused:
        assert "is one of" in str(refused)
