"""The desk's call task: whom to phone, what came of it, and what the reporter may read of that."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from handlers.events import Address
from handlers.phoning import phone_of
from handlers.settle import settle
from tests.cast import OFFICERS, OFFICERS_AT
from tests.room import Room, room

REPORT = "có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi"
DESK, POLICE = "Trực ban", "Công an xã Sơn Tây"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path) as made:
        made.say(REPORT)
        for _ in range(5):
            wait(made)
        yield made


def wait(here: Room) -> list[str]:
    """Two minutes later; what is said then."""
    here.clock.forward(timedelta(minutes=2))
    (case,) = here.cases()
    here.do(lambda work: settle(work, case))
    return [message.text for message in here.deliver()]


def order(here: Room, words: str, name: str = DESK) -> str:
    return here.officer(name, words.format(here.cases()[0].number))


def test_the_list_ends_with_the_numbers_that_always_answer(here: Room) -> None:
    assert "Gọi UBND xã Sơn Tây" in order(here, "gọi {}")
    assert "Gọi Công an xã Sơn Tây" in order(here, "Không nghe máy")
    assert "hãy gọi 111 và 113" in order(here, "Nơi kế tiếp")
    case_id = here.cases()[0].id
    kept = [entry.text for entry in here.do(lambda work: work.history.entries(case_id)) if entry.kind == "called"]
    assert kept == ["Đã gọi UBND xã Sơn Tây: không nghe máy."], "who was passed over was not phoned"


def test_who_says_yes_on_the_phone_has_acknowledged(here: Room) -> None:
    order(here, "gọi {}")
    order(here, "Đã nhận qua máy")
    assert "đều đã nhận" in order(here, "Đã nhận qua máy")
    assert "đều đã nhận" in order(here, "gọi {}")
    alerts = here.do(lambda work: work.alerts.of(work.cases.open_ids()[0]))
    phoned = {a.body: (a.officer, a.answer, a.step) for a in alerts if a.phoned}
    mine = (OFFICERS[DESK], "accepted", "handed_on")
    assert phoned == dict.fromkeys(("people_committee-21340", "police-21340"), mine)
    assert not any("chưa có bước nào" in text for _ in range(10) for text in wait(here)), "it is no idle holder"


def test_a_desk_that_was_not_asked_for_this_body_may_write_it_down_too(here: Room) -> None:
    order(here, "nhận {}", POLICE)
    order(here, "chuyển {} Trạm y tế xã Sơn Tây: bé bị thương", POLICE)
    order(here, "gọi {}")
    order(here, "Nơi kế tiếp")
    order(here, "Đã nhận qua máy")
    alerts = here.do(lambda work: work.alerts.of(work.cases.open_ids()[0]))
    (phoned,) = (a for a in alerts if a.phoned)
    assert (phoned.body, phoned.officer, phoned.n) == ("health_station-21340", OFFICERS[DESK], len(alerts))


def test_only_a_desk_that_was_asked_phones_and_only_while_the_case_is_open(here: Room) -> None:
    for name in (POLICE, "UBND xã", "Trạm y tế"):
        assert "để gọi" in order(here, "gọi {}", name)
    order(here, "gọi {}")
    order(here, "nhận {}", POLICE)
    order(here, "đóng {} Trẻ đã được giúp", POLICE)
    assert "để gọi" in order(here, "Đã nhận qua máy")


def test_a_number_is_shown_with_what_is_known_of_it(here: Room) -> None:
    agency = here.do(lambda work: work.directory.agencies["police-21340"])
    shown = [replace(agency, phone="0255 1", phone_confirmed=sure) for sure in (True, False)]
    said = [here.do(partial(phone_of, agency=one)) for one in (*shown, replace(agency, phone=""))]
    assert said == ["0255 1", "0255 1 (chưa kiểm chứng)", "chưa có số"]


def test_when_the_desk_alone_accepts_late_the_reporter_reads_just_that_once(here: Room) -> None:
    here.say("sao rồi")
    number = here.cases()[0].number
    told = [m.text for m in here.say(f"nhận {number}", Address(OFFICERS_AT, OFFICERS[DESK]))]
    assert any("ở xã chưa có ai nhận" in text for text in told)
    assert not any("đã nhận lúc" in text for text in told)
    assert not any("ở xã chưa có ai nhận" in text for _ in range(3) for text in wait(here))
