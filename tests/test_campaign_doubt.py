"""What only looks like thanks or like an answer after a campaign is heard: an alert's "ok", a story, a lone number."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from referral.urgency import Urgency
from tests.reminded import reminded
from tests.room import Room, room, the_case
from tests.test_campaign_answers import WARM
from tests.test_subscribing import STATION, said


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path) as made:
        yield made


@pytest.mark.parametrize("words", ["ok", "đã rõ", "dạ vâng", "👍"])
def test_bug_an_officers_ok_to_an_alert_was_thanked(words: str, here: Room) -> None:
    reminded(here, STATION)
    here.say("có đứa bé rơi xuống ao chưa vớt được, xã Sơn Tây, Quảng Ngãi")
    case = the_case(here)
    (answer,) = here.say(words, STATION)
    assert answer.text.startswith(f"{case.number} chưa ai nhận")
    assert answer.buttons == (f"Nhận {case.number}",)
    here.say(f"nhận {case.number}", STATION)
    assert not here.officer("Trạm y tế", words).startswith((WARM, case.number))


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (("đăng ký 21340",), "chuyện ở trường: con bị bạn bắt nạt"),
        (("em có biết 111?",), "số giúp trẻ em, em muốn gọi lắm mà không dám"),
    ],
)
def test_bug_a_disclosure_with_the_words_of_a_choice_was_swallowed(
    before: tuple[str, ...], words: str, here: Room
) -> None:
    for line in before:
        here.say(line)
    here.say(words)
    assert the_case(here).urgency == Urgency.priority


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (("em có biết 111?", "2"), "có mất tiền, em không có tiền ăn"),
        (("đố vui",), "khong can ai, nha em khong co ai lon"),
        (("đăng ký 21340",), "an toàn trong nhà thì không có đâu ạ, nhà em ba hay nhậu"),
        (("đố vui",), "anh chị lớn nhéo em"),
    ],
)
def test_bug_a_hint_with_the_words_of_a_choice_was_swallowed(before: tuple[str, ...], words: str, here: Room) -> None:
    for line in before:
        here.say(line)
    assert "Tôi muốn hiểu cho đúng" in said(here, words)


@pytest.mark.parametrize("words", ["2", "người lớn ở sát bên ạ", "em chọn người lớn ở sát bên"])
def test_a_choice_with_polite_words_is_an_answer(words: str, here: Room) -> None:
    here.say("đố vui")
    assert "Câu 2" in said(here, words)
