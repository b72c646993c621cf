"""Whoever writes whatever is answered, nothing raises, and what was written is kept as it was written."""

import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.engine import MOST_MISSES
from handlers.events import Address, IncomingEvent
from referral.urgency import Urgency
from tests.cast import OFFICERS
from tests.room import LAN, Room, room

REPORT = "có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi"
POLICE = "Công an xã Sơn Tây"
ODD = (
    "{told}", "{0}", "{", "}", "{}", "{told!r:>9}", "%s %(told)s", "\\", "\x00", "\ud83d", "a\udc00b", "\u200b",
    "\u202e", "\U0001f469\u200d\U0001f467" * 500, "e\u0301", "កុមារ", "ребёнок", "طفل", "4821 773 099 140 265",
    "LN-7K3FQ", "²", "٣", "x" * 10_000, "đánh " * 2_000, "\n" * 3_000, "1" * 400, " ", "",
)  # fmt: skip
USUAL = (REPORT, "bố đánh em", "bé rơi xuống sông", "1", "2", "4", "Có", "không", "xem", "mã", "sửa", "quay lại", "ẩn")
HERE = (LAN, Address("telegram", "hoa"), Address("zalo_oa", "tu"), Address("officer_page", OFFICERS[POLICE]))


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_text_is_answered_before_during_and_after_a_conversation(text: str, here: Room) -> None:
    assert here.say(text)
    here.say(f"bố đánh em gãy tay {text}")
    for _ in range(4):
        assert here.say(text)
    here.say("dừng")
    assert here.say(text)
    assert here.officer(POLICE, text)


words = st.text(max_size=60) | st.sampled_from([*(text[:60] for text in ODD), *USUAL])
points = st.none() | st.sampled_from([(14.99, 108.30), (48.85, 2.35), (0.0, 0.0), (90.0, 180.0)])
writers = st.sampled_from(HERE)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(writers, words, points), min_size=1, max_size=8))
def test_any_text_gets_an_answer(events: list[tuple[Address, str, tuple[float, float] | None]]) -> None:
    with tempfile.TemporaryDirectory() as folder, room(Path(folder)) as here:
        for address, text, point in events:
            me = here.person(address)
            sent = here.hear(IncomingEvent("", address, here.clock.now, text=text, point=point))
            assert [message for message in sent if message.person_id == me]
            assert all(message.text or message.act == "clear" for message in sent)


@settings(deadline=None, max_examples=15)
@given(st.lists(words, min_size=1, max_size=8))
def test_a_case_never_becomes_less_urgent(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, room(Path(folder)) as here:
        urgency: dict[str, Urgency] = {}
        for text in texts:
            here.say(text)
            for case in here.cases():
                assert case.urgency >= urgency.get(case.id, Urgency.none)
                urgency[case.id] = case.urgency


def test_bug_half_a_character_raised_and_was_never_answered(here: Room) -> None:
    assert here.say("\ud83d bố đánh em")
    assert here.cases()


def test_bug_a_reason_typed_with_loose_diacritics_was_taken_for_the_agency(here: Room) -> None:
    here.say(REPORT)
    number = here.cases()[0].number
    here.officer(POLICE, f"nhận {number}")
    loose = f"chuyển {number} Trạm y tế xã Sơn Tây vì cần khám"
    assert "Đã báo Trạm y tế" in here.officer(POLICE, unicodedata.normalize("NFD", loose))


@pytest.mark.parametrize("command", ["đóng", "cập nhật"])
def test_bug_an_officer_we_could_not_read_opened_a_case_as_if_a_citizen(command: str, here: Room) -> None:
    here.say(REPORT)
    number = here.cases()[0].number
    here.officer(POLICE, f"nhận {number}")
    here.officer(POLICE, f"{command} {number}")
    answers = [here.officer(POLICE, "zzz") for _ in range(MOST_MISSES)]
    assert f"Tôi chưa ghi gì cho {number}" in answers[-1]
    assert len(here.cases()) == 1 and here.cases()[0].status == "open"


@pytest.mark.parametrize("command", ["ghi chú", "từ chối", "hỏi", "chuyển"])
def test_pins_are_no_reason_and_nothing_is_done_without_one(command: str, here: Room) -> None:
    here.say(REPORT)
    case = here.cases()[0]
    if command != "từ chối":
        here.officer(POLICE, f"nhận {case.number}")
    here.officer(POLICE, f"{command} {case.number}")
    address = Address("officer_page", OFFICERS[POLICE])
    before = here.do(lambda work: work.alerts.of(case.id))
    for _ in range(MOST_MISSES):
        sent = here.hear(IncomingEvent("", address, here.clock.now, point=(14.99, 108.30)))
    assert "Tôi chưa ghi gì" in sent[-1].text
    assert here.do(lambda work: work.alerts.of(case.id)) == before


def test_bug_danger_told_after_the_close_alerted_nobody(here: Room) -> None:
    here.say(REPORT)
    number = here.cases()[0].number
    here.officer("UBND xã", f"nhận {number}")
    here.officer("UBND xã", f"đóng {number} Không thấy nguy hiểm")
    here.say("dừng")
    assert here.cases()[0].status == "closed"
    sent = here.say("nó lại đánh cháu, cháu đang chảy máu nhiều lắm")
    (case,) = here.cases()
    assert (case.status, case.contested) == ("open", 1)
    desk = here.person(Address("officer_page", OFFICERS["Trực ban tỉnh"]))
    assert any(message.person_id == desk and message.siren for message in sent)


def test_thanks_after_the_close_open_nothing(here: Room) -> None:
    here.say(REPORT)
    number = here.cases()[0].number
    here.officer("UBND xã", f"nhận {number}")
    here.officer("UBND xã", f"đóng {number} Trẻ đã được giúp")
    here.say("cảm ơn cán bộ")
    assert here.cases()[0].status == "closed"
