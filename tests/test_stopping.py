"""Own words that end the reminders, and stories of messages that end nothing."""

import unicodedata

import pytest

from flows.stopping import says_stop, says_stop_here
from flows.words import fold

STOPS = (
    "ngừng nhắc giùm em", "ngừng nhắn tin", "bỏ đăng ký", "hủy đăng ký nhận tin", "xin đừng nhắn cho tôi nữa",
    "đừng nhắn tin cho em nữa nha", "unsubscribe me", "stop sending me these", "tôi không muốn nhận tin nữa",
    "Ngưng nhắn tin giùm", "ngừng gửi tin cho tôi", "thôi đừng nhắc nữa ạ", "thôi không nhận nữa đâu",
    "không nhận tin nữa, đừng gửi", "cho em hủy đăng ký ạ", "huỷ nhận tin", "làm ơn đừng gửi tin nữa",
    "em muốn bỏ đăng ký", "anh chị đừng nhắn cho em nữa", "dừng nhắn tin", "đừng gửi mấy tin này nữa",
    "ngừng nhắc đi", "không muốn nhận lời nhắc nữa", "dừng gửi tin nhắn cho tôi", "Please stop sending me reminders.",
    "don't send me messages", "I don't want any more reminders", "no more texts", "please unsubscribe",
    "stop messaging me please", "cancel my subscription", "đừng nhắc em nữa nhé", "ad ơi đừng gửi tin cho em nữa",
)  # fmt: skip
STORIES = (
    "ba không cho nhắn tin nữa", "nó nhắn tin hoài", "đừng nhắn cho ba em", "đừng nhắn cho mẹ em", "đừng nhắn về nhà",
    "bố nhắn tin cho em", "bố đăng ký cho em", "bố nhắn tin cho em nữa", "em không nhắn tin nữa",
    "em không muốn nhắn tin nữa", "em ngừng nhắn tin rồi", "anh ấy không ngừng nhắn tin cho em",
    "đừng gửi tin nữa, mẹ em đang đọc", "thôi đừng nhắn nữa em sợ lắm", "đừng đánh em nữa", "đừng gửi cho công an",
    "đừng báo cho ba em", "đừng nhắn", "đừng gửi", "chú cứ nhắn tin cho em", "con đừng nhắn tin nữa",
    "bạn em bảo đừng nhắn nữa không nó đánh", "nó không ngừng gửi ảnh cho em", "em muốn nó ngừng nhắn tin",
    "không nhận", "không nhận tin LN-7K3FQ", "thôi học", "bỏ học", "bỏ nhà đi", "hủy", "thôi", "ngừng", "dừng", "stop",
    "stop hitting me", "he does not stop texting me", "don't tell my dad", "stop him from messaging me",
    "đừng nhận quà",
    "don't send me home", "ngừng thở", "bé ngừng thở", "thôi đừng",
    "ổng kêu em đừng nhắn tin cho ai nữa", "ngừng nhắn tin cho ba em",
    "đừng nhắn cho em lúc tối", "mẹ đừng nhắn cho em nữa", "anh đừng nhắn cho em nữa", "dùng tin nhắn", "",
)  # fmt: skip
BARE = ("huỷ", "hủy", "ngừng", "thôi", "Thôi không cần", "tôi không muốn nhận tin nữa", "cancel")


@pytest.mark.parametrize("words", STOPS)
def test_bug_own_words_that_want_no_more_were_not_heard(words: str) -> None:
    assert says_stop(words) and says_stop(fold(words)) and says_stop(unicodedata.normalize("NFD", words).upper())


@pytest.mark.parametrize("words", STORIES)
def test_a_story_of_messages_ends_nothing(words: str) -> None:
    assert not says_stop(words)


@pytest.mark.parametrize("words", BARE)
def test_one_word_is_enough_where_one_subscribes(words: str) -> None:
    assert says_stop_here(words) and says_stop_here(fold(words))


@pytest.mark.parametrize("words", ["thối", "thổi", "bỏ qua", "không", "xã Sơn Tây", "ừ"])
def test_another_word_is_another_word(words: str) -> None:
    assert not says_stop_here(words)
