"""Passing a case on: which agency is meant, and that nobody is promised who was not asked."""

import pytest

from handlers.events import Address
from tests.cast import OFFICERS, OFFICERS_AT
from tests.room import Room, taken

POLICE = "Công an xã Sơn Tây"


def test_bug_a_case_passed_to_who_holds_it_was_said_to_be_on_its_way_to_them(here: Room) -> None:
    number = taken(here)
    said = here.say(f"chuyển {number} {POLICE}: thêm người", Address(OFFICERS_AT, OFFICERS[POLICE]))
    assert [message.text for message in said] == [f"{POLICE} đang giữ {number} rồi, nên tôi không báo ai thêm."]


@pytest.mark.parametrize(("named", "told"), [("công an tỉnh", 1), ("trạm y tế", 1), ("sở y tế tỉnh", 1), ("y tế", 0)])
def test_an_agency_is_known_by_a_part_of_its_name_that_no_other_has(named: str, told: int, here: Room) -> None:
    number = taken(here)
    assert here.officer(POLICE, f"chuyển {number} {named}: cần cùng làm").count("Đã báo") == told
