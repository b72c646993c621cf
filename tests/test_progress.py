"""Who asks whether anybody comes is understood, and nothing else is taken for such a question."""

import pytest

from flows.progress import asks_progress

ASKED = [
    "ai tới chưa", "có ai tới chưa", "sao lâu quá", "công an tới chưa", "cong an toi chua a", "đã có ai nhận chưa",
    "sao chưa thấy ai tới", "chưa thấy ai", "công an có tới không", "bao giờ công an tới", "khi nào có người tới",
    "các chú công an tới chưa ạ", "công an đâu rồi", "tới đâu rồi", "em chờ lâu quá", "is anyone coming?",
    "when will the police come", "how long",
]  # fmt: skip
TOLD = [
    "không", "chưa", "chưa có ai", "công an", "đừng báo công an", "ba em tới chưa", "ai đến chùa", "con đi đâu rồi",
    "chú đi đâu rồi", "lâu lắm rồi", "mẹ đi làm chưa về", "chú công an đánh em", "công an tới chưa, ba em lại đánh em",
]  # fmt: skip


@pytest.mark.parametrize("words", ASKED)
def test_who_asks_whether_anybody_comes_is_understood(words: str) -> None:
    assert asks_progress(words)


@pytest.mark.parametrize("words", TOLD)
def test_what_tells_something_is_no_such_question(words: str) -> None:
    assert not asks_progress(words)
