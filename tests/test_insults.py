"""Mere abuse is answered calmly and opens no case; whatever names a child, a deed or a person is heard as ever."""

import pytest

from flows.insults import only_insults
from tests.room import Room
from tests.test_subscribing import said

ABUSE = (
    "đồ ngu", "mày chết đi", "địt mẹ chúng mày", "đụ má tụi bây", "con đĩ mẹ mày", "lũ chó công an", "bot ngu như bò",
    "mày là đồ ngu, bot ngu", "fuck you", "đm chúng mày đồ vô dụng", "CÚT ĐI",
)  # fmt: skip
MORE = (
    "nó bảo em mày chết đi", "tao giết con mày", "đồ ngu, tao đánh chết con tao", "em là đồ vô dụng", "tao muốn chết",
    "bố chửi em đồ ngu", "thằng Bảy chó đẻ nó đánh con", "ngủ", "dụ em", "",
)  # fmt: skip


@pytest.mark.parametrize("words", ABUSE)
def test_bug_mere_abuse_of_us_opened_a_case(words: str, here: Room) -> None:
    assert said(here, words).startswith("Tôi là trợ lý tự động")
    assert here.cases() == []


@pytest.mark.parametrize("words", MORE)
def test_what_says_more_is_no_mere_abuse(words: str) -> None:
    assert not only_insults(words)
