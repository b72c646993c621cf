"""An officer's phone number is a way by consent, and only when a code that arrived there was typed here."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers import timers
from handlers.events import Address, OutgoingMessage, Way
from handlers.house import House
from handlers.phone_way import MOST_CODES, mobile
from tests.cast import OFFICERS, OFFICERS_AT, OWN_CHANNELS
from tests.room import BEATEN, Room, room

POLICE, DEPUTY = "Công an xã Sơn Tây", "Phó công an xã Sơn Tây"
ME, OTHER = OFFICERS[POLICE], OFFICERS[DEPUTY]
NUMBER = Address("zns", "84900000678")
WITH_CODES = House(own_channels=OWN_CHANNELS, templates=frozenset({"alert", "code"}))
QUARTER = timedelta(minutes=15)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path, house=WITH_CODES) as opened:
        yield opened


def ways(here: Room, officer: str = ME) -> list[Way]:
    return list(here.do(lambda work: work.staff.ways(officer)))


def numbers(here: Room, officer: str = ME) -> list[str]:
    """The persons behind the phone numbers to which an officer's alerts may go."""
    return [way.person_id for way in ways(here, officer) if way.channel == "zns"]


def agreed(here: Room, number: str = "0900 000 678", name: str = POLICE) -> list[OutgoingMessage]:
    """An officer gives a number and says yes; what is sent then."""
    here.officer(name, "số điện thoại")
    here.officer(name, number)
    return here.say("Đồng ý", Address(OFFICERS_AT, OFFICERS[name]))


def code_in(sent: list[OutgoingMessage]) -> str:
    """The code among these messages, which was to go to a phone number."""
    (notice,) = [message.notice for message in sent if message.act == "notice"]
    assert notice and notice.kind == "code"
    ((name, code),) = notice.fields
    assert name == "code" and len(code) == 6 and code.isdecimal()
    return code


def wrong(code: str) -> str:
    """Six other digits."""
    return f"{(int(code) + 1) % 10**6:06d}"


def proved(here: Room, number: str = "0900 000 678", name: str = POLICE) -> str:
    """A number given, agreed to, and proved; what the officer reads then."""
    return here.officer(name, code_in(agreed(here, number, name)))


def quarter_over(here: Room) -> None:
    """A quarter of an hour passes, and what falls due then is done."""
    here.clock.forward(QUARTER)
    for timer in here.do(lambda work: work.timers_of("phone_code")):
        here.do(lambda work, timer=timer: timers.due(work, timer))  # type: ignore[misc]


def test_a_code_that_was_typed_makes_the_number_a_way_and_the_next_replaces_it(here: Room) -> None:
    assert proved(here, "+84 900 000 678") == "Đã ghi. Muốn thôi nhận, gõ BỎ SỐ."
    assert numbers(here) == [here.person(NUMBER)]
    proved(here, "0900 000 679")
    assert numbers(here) == [here.person(Address("zns", "84900000679"))]
    assert "đuôi 679" in here.officer(POLICE, "kênh")


def test_a_number_that_was_not_proved_gets_the_code_and_nothing_else(here: Room) -> None:
    """A digit was mistyped: a stranger's phone must not read case numbers, urgency and commune."""
    sent = agreed(here)
    page = here.person(Address(OFFICERS_AT, ME))
    here.do(lambda work: work.staff.set_gone(page, True))
    stranger = here.person(NUMBER)
    assert numbers(here) == [] and [m.key.partition(":")[0] for m in sent if m.person_id == stranger] == ["code"]
    assert stranger not in {message.person_id for message in here.say(BEATEN)}


def test_the_code_goes_as_a_template_and_in_no_words_of_ours(here: Room) -> None:
    sent = agreed(here)
    code = code_in(sent)
    assert not any(code in message.text for message in sent)
    assert here.person(NUMBER) == next(message.person_id for message in sent if message.act == "notice")


def test_without_the_template_the_administrator_is_asked_and_nothing_is_kept(tmp_path: Path) -> None:
    with room(tmp_path, house=replace(WITH_CODES, templates=frozenset({"alert"}))) as here:
        assert "người quản trị cần xin Zalo duyệt" in here.officer(POLICE, "số điện thoại")
        assert "người quản trị cần xin Zalo duyệt" in here.officer(POLICE, "số điện thoại 0900000678")
        assert here.do(lambda work: work.people.find(NUMBER)) is None


def test_a_trial_writes_to_no_number(tmp_path: Path) -> None:
    with room(tmp_path, house=WITH_CODES, live=False) as here:
        assert "Bản chạy thử" in here.officer(POLICE, "số điện thoại")
        assert here.do(lambda work: work.people.find(NUMBER)) is None


def test_three_wrong_codes_end_it(here: Room) -> None:
    code = code_in(agreed(here))
    assert "Mã chưa đúng" in here.officer(POLICE, wrong(code))
    assert "Mã chưa đúng" in here.officer(POLICE, "chưa thấy tin")
    assert "Sai ba lần" in here.officer(POLICE, wrong(code))
    here.officer(POLICE, code)
    assert numbers(here) == []


def test_the_right_code_at_the_third_try_and_with_a_space(here: Room) -> None:
    code = code_in(agreed(here))
    here.officer(POLICE, wrong(code))
    here.officer(POLICE, wrong(code))
    assert "Đã ghi" in here.officer(POLICE, f"mã {code[:3]} {code[3:]}")
    assert numbers(here) == [here.person(NUMBER)]


def test_a_code_is_good_for_a_quarter_of_an_hour(here: Room) -> None:
    code = code_in(agreed(here))
    here.clock.forward(QUARTER - timedelta(seconds=1))
    assert "Đã ghi" in here.officer(POLICE, code)
    here.officer(POLICE, "bỏ số")
    late = code_in(agreed(here))
    here.clock.forward(QUARTER)
    assert "Mã đã hết hạn" in here.officer(POLICE, late)
    assert numbers(here) == []


def test_the_code_before_this_one_is_good_no_more(here: Room) -> None:
    first = code_in(agreed(here))
    second = code_in(agreed(here))
    assert first != second
    assert "Mã chưa đúng" in here.officer(POLICE, first) and numbers(here) == []


def test_a_code_for_one_number_proves_no_other(here: Room) -> None:
    code = code_in(agreed(here))
    code_in(agreed(here, "0900 000 679"))
    here.officer(POLICE, code)
    assert numbers(here) == []


def test_a_code_is_typed_where_it_was_asked_for(here: Room) -> None:
    code = code_in(agreed(here))
    here.officer(DEPUTY, code)
    assert numbers(here) == numbers(here, OTHER) == []


def test_an_officer_who_has_no_code_leaves_it(here: Room) -> None:
    agreed(here)
    assert here.officer(POLICE, "bỏ qua") == "Tôi chưa ghi số nào."
    assert numbers(here) == []


def test_a_number_that_nobody_proved_is_forgotten_and_a_waiting_code_not_sent(here: Room) -> None:
    stranger = next(message.person_id for message in agreed(here) if message.act == "notice")
    quarter_over(here)
    assert here.do(lambda work: work.people.get(stranger)) is None
    assert here.do(lambda work: work.people.find(NUMBER)) is None
    quarter_over(here)


def test_a_number_that_was_proved_is_not_forgotten(here: Room) -> None:
    proved(here)
    quarter_over(here)
    assert numbers(here) == [here.person(NUMBER)]


def test_only_so_many_codes_a_day(here: Room) -> None:
    for _ in range(MOST_CODES):
        code_in(agreed(here))
    refused = agreed(here)
    assert not any(message.act == "notice" for message in refused)
    assert "Hôm nay tôi đã gửi nhiều mã rồi" in refused[-1].text
    assert code_in(agreed(here, name=DEPUTY)), "a colleague has their own count"
    here.clock.forward(timedelta(days=1))
    assert code_in(agreed(here))


def test_without_a_yes_nothing_is_kept(here: Room) -> None:
    here.officer(POLICE, "số điện thoại")
    here.officer(POLICE, "0900 000 678")
    assert here.officer(POLICE, "Không") == "Tôi chưa ghi số nào."
    assert here.do(lambda work: work.people.find(NUMBER)) is None


def test_the_number_of_a_colleague_is_answered_like_any_other(here: Room) -> None:
    proved(here)
    here.officer(DEPUTY, "số điện thoại")
    told = here.officer(DEPUTY, "0900 000 678")
    here.officer(DEPUTY, "Không")
    here.officer(DEPUTY, "số điện thoại")
    assert here.officer(DEPUTY, "0900 000 679") == told.replace("678", "679")
    assert numbers(here) == [here.person(NUMBER)] and numbers(here, OTHER) == []


def test_typing_the_number_of_a_colleague_takes_nothing_from_them(here: Room) -> None:
    proved(here)
    code = code_in(agreed(here, name=DEPUTY))
    for _ in range(3):
        here.officer(DEPUTY, wrong(code))
    quarter_over(here)
    assert numbers(here) == [here.person(NUMBER)] and numbers(here, OTHER) == []


def test_a_phone_that_changed_hands_is_whose_has_it_and_the_other_reads_so(here: Room) -> None:
    proved(here)
    before, page = here.person(NUMBER), here.person(Address(OFFICERS_AT, ME))
    waiting = OutgoingMessage("waits", before, act="notice", lane="urgent")
    code = code_in(agreed(here, name=DEPUTY))
    here.do(lambda work: work.send(waiting))
    sent = here.say(code, Address(OFFICERS_AT, OTHER))
    assert numbers(here) == [] and numbers(here, OTHER) == [before]
    assert [m.text.partition(",")[0] for m in sent if m.person_id == page] == [
        "Số điện thoại có đuôi 678 vừa được xác nhận cho cán bộ khác"
    ]
    assert "waits" not in {message.key for message in sent}, "what was for the one is not read by the other"


def test_a_number_that_was_out_of_reach_is_tried_again_after_a_new_code(here: Room) -> None:
    proved(here)
    me = here.person(NUMBER)
    here.do(lambda work: work.staff.set_gone(me, True))
    proved(here)
    assert not ways(here)[-1].gone


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0912345678", "84912345678"), ("+84912345678", "84912345678"), ("84912345678", "84912345678"),
        ("0312345678", "84312345678"), ("02553822222", ""), ("091234567", ""), ("09123456789", ""), ("", ""),
    ],
)  # fmt: skip
def test_only_mobile_numbers_of_the_country(typed: str, number: str) -> None:
    assert mobile(typed) == number
