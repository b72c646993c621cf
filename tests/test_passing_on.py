"""Passing a case on: which agency is meant, and that nobody is promised who was not asked."""

import pytest

from handlers.events import Address
from tests.cast import OFFICERS, OFFICERS_AT
from tests.room import Room, taken, the_case

POLICE = "Công an xã Sơn Tây"


def test_bug_a_case_passed_to_who_holds_it_was_said_to_be_on_its_way_to_them(here: Room) -> None:
    number = taken(here)
    said = here.say(f"chuyển {number} {POLICE}: thêm người", Address(OFFICERS_AT, OFFICERS[POLICE]))
    assert [message.text for message in said] == [f"{POLICE} đang giữ {number} rồi, nên tôi không báo ai thêm."]


PARTS = {"công an tỉnh": ("province_police-51",), "trạm y tế": ("health_station-21340",), "y tế": ()}


@pytest.mark.parametrize("named", PARTS)
def test_an_agency_is_known_by_a_part_of_its_name_that_no_other_has(named: str, here: Room) -> None:
    here.officer(POLICE, f"chuyển {taken(here)} {named}: cần cùng làm")
    assert the_case(here).passed_to == PARTS[named]


@pytest.mark.parametrize("order", ["chuyển", "giao"])
def test_bug_an_agency_where_nobody_can_be_reached_was_said_to_have_been_told(order: str, here: Room) -> None:
    number = taken(here)
    said = here.officer(POLICE, f"{order} {number} Công an tỉnh Quảng Ngãi: cần cùng làm")
    assert "Ở Công an tỉnh Quảng Ngãi lúc này không ai nhận được tin, nên tôi hỏi " in said
    assert "Đã báo" not in said and "Đã hỏi" not in said
    assert "Đã " in here.officer(POLICE, f"{order} {number} Trạm y tế xã Sơn Tây: cần khám")
