"""A first message that is clearly English is answered in English; a loan word or two is Vietnamese."""

import pytest

from flows.language import in_english


@pytest.mark.parametrize(
    "words", ["my father is beating my little brother", "hello, please help me", "A girl in my school was hurt"]
)
def test_english_is_heard(words: str) -> None:
    assert in_english(words)


@pytest.mark.parametrize(
    "words",
    ["help em voi", "ba em danh em", "help", "pls help, em sợ lắm", "hi ad", "my stepdad keep touching, em sợ lắm"],
)
def test_a_loan_word_is_no_english(words: str) -> None:
    assert not in_english(words)
