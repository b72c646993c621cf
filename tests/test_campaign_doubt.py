"""What only looks like thanks or like an answer after a campaign is heard: an alert's "ok", a story, a lone number."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.events import Address
from referral.urgency import Urgency
from tests.reminded import reminded, subscribed
from tests.room import LAN, Room, the_case
from tests.test_campaign_answers import WARM
from tests.test_subscribing import STATION, said


@pytest.mark.parametrize("words", ["ok", "đã rõ", "dạ vâng", "👍"])
def test_bug_an_officers_ok_to_an_alert_was_thanked(words: str, here: Room) -> None:
    reminded(here, STATION)
    here.say("có đứa bé rơi xuống ao chưa vớt được, xã Sơn Tây, Quảng Ngãi")
    case = the_case(here)
    (answer,) = here.say(words, STATION)
    assert answer.text.startswith(f"{case.number} chưa ai nhận")
    assert answer.buttons == (f"Nhận {case.number}", f"Từ chối {case.number}")
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


@pytest.mark.parametrize(
    "words", ["gửi tiếp {}: mai xã sẽ rào ao", "duyệt kế hoạch {}", "tạm dừng {}", "dừng CD {}", "gửi tiếp", "duyệt"]
)
def test_bug_orders_about_a_case_were_taken_for_a_campaigns(words: str, here: Room) -> None:
    here.say("có đứa bé rơi xuống ao chưa vớt được, xã Sơn Tây, Quảng Ngãi")
    assert "hiến dịch" not in here.officer("Trực ban", words.format(the_case(here).number))


def test_bug_after_three_misses_an_order_named_an_empty_number(here: Room) -> None:
    assert "Gõ số" in here.officer("Trực ban", "gửi tiếp chiến dịch")
    answers = [here.officer("Trực ban", words) for words in ("mai", "mốt", "kia")]
    assert answers[-1].endswith("Chưa có số chiến dịch nên tôi chưa làm gì.")


@pytest.mark.parametrize("contact", ["hidden", "never"])
def test_bug_a_silenced_device_told_that_it_was_known(contact: str, here: Room) -> None:
    subscribed(here)
    here.do(lambda work: work.people.save(replace(work.people.at(LAN), contact=contact)))
    scripts = (("đăng ký", "không có đâu", "bỏ qua"), ("đăng ký", "tỉnh Quảng Ngãi", "2"), ("đăng ký 21340", "tất cả"))
    for n, script in enumerate(scripts):
        stranger = Address("webchat", f"stranger {n}")
        assert [said(here, words) for words in script] == [said(here, words, stranger) for words in script]
    assert here.do(lambda work: work.people.at(LAN).contact) == contact


@pytest.mark.parametrize("number", ["1", "2", " 1 "])
def test_bug_a_lone_number_after_a_campaign_opened_a_report(number: str, here: Room) -> None:
    reminded(here)
    here.clock.forward(timedelta(hours=1))
    (answer,) = here.say(number)
    assert "viết luôn ở đây" in answer.text and "Báo tin trẻ bị xâm hại, bạo lực" in answer.buttons
    assert here.cases() == []
    here.clock.forward(timedelta(minutes=1))
    here.say("1")
    assert the_case(here).urgency == Urgency.priority


def test_after_the_menu_a_number_is_its_line_at_once(here: Room) -> None:
    reminded(here)
    here.say("menu")
    here.clock.forward(timedelta(minutes=1))
    here.say("1")
    assert the_case(here).urgency == Urgency.priority


def test_a_number_of_who_got_nothing_or_long_ago_is_a_line_of_the_menu(here: Room) -> None:
    reminded(here)
    here.clock.forward(timedelta(days=8))
    here.say("1")
    assert the_case(here).urgency == Urgency.priority
