"""Who asks what it costs, who learns of it, or whether we are human is told, at any moment; a story is none of that."""

import pytest

from flows.about_us import asks_about_us
from tests.room import Room
from tests.test_subscribing import said

COST = ("có tốn tiền không", "nhắn có mất phí ko ạ", "co mien phi khong", "is this free")
NAME = (
    "có lộ tên tôi không", "báo có lộ danh tính không vậy", "có ai biết tôi báo không?", "em nói có ai biết không",
    "có giữ bí mật cho em không", "có cần nói tên không", "is this anonymous?", "will anyone know",
)  # fmt: skip
MACHINE = (
    "đây là người thật hay máy",
    "người hay bot vậy",
    "bạn là robot à",
    "are you a bot?",
    "are you real or a bot",
)
MORE = (
    "có ai biết con tôi ở đâu không", "có ai không", "ba nói lộ ra ba đánh chết", "em bị lộ ảnh", "máy chém",
    "người ta bắt em trả tiền", "cứu em", "ba mất tiền nên đánh em", "đây là người đánh con tôi", "", "gặp người thật",
)  # fmt: skip


@pytest.mark.parametrize("words", COST)
def test_cost(words: str, here: Room) -> None:
    assert said(here, words).startswith("Nhắn ở đây không mất tiền")


@pytest.mark.parametrize("words", NAME)
def test_name(words: str, here: Room) -> None:
    assert said(here, words).startswith("Không cần nói tên mình")


@pytest.mark.parametrize("words", MACHINE)
def test_machine(words: str, here: Room) -> None:
    assert asks_about_us(words) == "about_machine"
    assert said(here, words).partition(" ")[0] in ("Tôi", "I")


@pytest.mark.parametrize("words", MORE)
def test_what_says_more_does_not_ask_about_us(words: str) -> None:
    assert asks_about_us(words) == ""


def test_the_question_that_was_asked_stays_asked_and_no_case_hears_of_it(here: Room) -> None:
    said(here, "bé trai nhà bên hay bị cha dượng đánh")
    (before,) = here.cases()
    answer = said(here, "có lộ tên tôi không")
    assert answer.startswith("Không cần nói tên mình")
    (after,) = here.cases()
    assert after == before
