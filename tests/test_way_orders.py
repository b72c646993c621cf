"""What officers do with their own ways: a code that adds, one that is first, one let go."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.events import Address, Way
from handlers.house import House
from tests.cast import OFFICERS, OFFICERS_AT, OWN_CHANNELS
from tests.room import Room, room

POLICE, DEPUTY = "Công an xã Sơn Tây", "Phó công an xã Sơn Tây"
ME = OFFICERS[POLICE]
ZALO, SECOND, TELEGRAM = Address("zalo_oa", "1:2"), Address("zalo_oa", "1:3"), Address("telegram", "7001")
NUMBER = Address("zns", "84900000678")
DOORS = ("https://t.me/b?start=lk_{code}",)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path, house=House(own_channels=OWN_CHANNELS, doors=DOORS)) as opened:
        yield opened


def code_for(here: Room, name: str = POLICE) -> str:
    """A new code of this officer's."""
    return here.officer(name, "thêm kênh").split("liên kết ")[1][:8]


def write(here: Room, address: Address, words: str) -> str:
    """What is answered there."""
    me = here.person(address)
    return "\n".join(message.text for message in here.say(words, address) if message.person_id == me)


def linked(here: Room, *addresses: Address) -> None:
    for address in addresses:
        code = code_for(here)
        here.clock.forward(timedelta(minutes=1))
        assert "Đã liên kết" in write(here, address, f"liên kết {code}")


def ways(here: Room, officer: str = ME) -> list[Way]:
    return list(here.do(lambda work: work.staff.ways(officer)))


def test_a_code_adds_a_way_and_replaces_none(here: Room) -> None:
    linked(here, ZALO, TELEGRAM)
    assert [way.channel for way in ways(here)] == ["telegram", OFFICERS_AT, "zalo_oa"]


def test_the_code_has_a_door_where_a_bot_can_be_opened_with_it(here: Room) -> None:
    told = here.officer(POLICE, "thêm kênh")
    code = told.split("liên kết ")[1][:8]
    assert told.endswith(f"https://t.me/b?start=lk_{code}")


def test_a_code_is_good_once_and_for_a_quarter_of_an_hour(here: Room) -> None:
    code = code_for(here)
    here.clock.forward(timedelta(minutes=14))
    assert "Đã liên kết" in write(here, ZALO, f"liên kết {code}")
    assert "không dùng được" in write(here, SECOND, f"liên kết {code}")
    late = code_for(here)
    here.clock.forward(timedelta(minutes=15))
    assert "không dùng được" in write(here, SECOND, f"liên kết {late}")


def test_the_others_read_that_there_is_a_new_way(here: Room) -> None:
    linked(here, ZALO)
    messages = here.say(f"liên kết {code_for(here)}", TELEGRAM)
    assert [m.text.partition(".")[0] for m in messages if m.person_id == here.person(ZALO)] == [
        "Vừa có thêm một kênh nhận tin của anh chị: Telegram"
    ]


def test_one_is_preferred_and_no_other(here: Room) -> None:
    linked(here, ZALO, TELEGRAM)
    write(here, TELEGRAM, "ưu tiên kênh này")
    write(here, ZALO, "ưu tiên kênh này")
    here.clock.forward(timedelta(minutes=1))
    write(here, TELEGRAM, "danh sách")
    assert [(way.channel, way.preferred) for way in ways(here)] == [
        ("zalo_oa", True), ("telegram", False), (OFFICERS_AT, False)
    ]  # fmt: skip


def test_two_on_one_channel_are_told_apart_and_one_that_is_gone_is_marked(here: Room) -> None:
    linked(here, ZALO, SECOND)
    gone = here.person(ZALO)
    here.do(lambda work: work.staff.set_gone(gone, True))
    told = here.officer(POLICE, "kênh")
    assert {"2. Zalo", "3. Zalo 2 (không tới được)"} <= set(told.split("\n")), told


def test_a_way_let_go_gets_nothing_more_and_is_a_citizens(here: Room) -> None:
    linked(here, ZALO, TELEGRAM)
    here.officer(POLICE, "bỏ kênh zalo")
    assert [way.channel for way in ways(here)] == [OFFICERS_AT, "telegram"]
    me = here.person(ZALO)
    person = here.do(lambda work: work.people.get(me))
    assert person and person.officer_id == "" and here.do(lambda work: work.people.session(me)) is None


def test_the_last_account_stays(here: Room) -> None:
    page = here.person(Address(OFFICERS_AT, ME))
    linked(here, ZALO)
    here.do(lambda work: work.staff.unlink(ME, page))
    here.do(lambda work: work.staff.link(ME, work.people.at(NUMBER).id))
    assert [way.channel for way in ways(here)] == ["zalo_oa", "zns"]
    assert "Tôi chưa thấy kênh đó" in write(here, ZALO, "bỏ kênh zalo"), "nobody can answer on a phone number"
