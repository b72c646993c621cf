"""Acknowledged but idle: one reminder a span, then whoever supervises, then somebody else is asked as well."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from handlers.settle import settle
from tests.room import Room, room

REPORT = "có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi"
POLICE, COMMITTEE = "Công an xã Sơn Tây", "UBND xã"
SPAN = timedelta(minutes=15)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path) as made:
        made.say(REPORT)
        yield made


def settled(here: Room, after: timedelta) -> list[str]:
    """The reminders that come when the case is settled so much later, twice."""
    here.clock.forward(after)
    for case in here.cases() * 2:
        here.do(partial(settle, case=case))
    return [m.text for m in here.deliver() if "chưa có bước nào" in m.text]


def order(here: Room, name: str, words: str) -> None:
    here.officer(name, words.format(here.cases()[0].number))


def test_a_holder_of_several_bodies_is_reminded_twice_then_each_working_morning(here: Room) -> None:
    for _ in range(5):
        settled(here, timedelta(minutes=2))  # the desk is asked for both
    order(here, "Trực ban", "nhận {}")
    held = here.do(lambda work: work.alerts.of(work.cases.open_ids()[0]))
    assert len({a.body for a in held if a.answer == "accepted"}) == 2
    assert settled(here, SPAN - timedelta(minutes=1)) == []
    steps = (timedelta(minutes=1), timedelta(minutes=2), SPAN, SPAN, timedelta(hours=24), timedelta(hours=1))
    told = [settled(here, step) for step in steps]
    assert [len(lines) for lines in told] == [1, 0, 1, 0, 1, 0]
    assert "22/11/2026" not in told[0][0] and "22/11/2026" in told[4][0], "an hour of another day is told with its day"


@pytest.mark.parametrize("step", ["cập nhật {} Đang trên đường", "đóng {} Trẻ đã được giúp"])
def test_a_step_ends_it(step: str, here: Room) -> None:
    order(here, POLICE, "nhận {}")
    order(here, COMMITTEE, "nhận {}")
    order(here, COMMITTEE, "cập nhật {} Đã liên lạc")
    order(here, POLICE, step)
    assert settled(here, SPAN) == []


def test_accepting_once_more_does_not_start_the_time_anew(here: Room) -> None:
    order(here, POLICE, "nhận {}")
    here.clock.forward(timedelta(minutes=10))
    order(here, POLICE, "nhận {}")
    assert len(settled(here, timedelta(minutes=5))) == 1


def test_after_a_long_death_of_ours_one_reminder_comes_not_ten(here: Room) -> None:
    order(here, POLICE, "nhận {}")
    order(here, COMMITTEE, "nhận {}")
    order(here, COMMITTEE, "cập nhật {} Đã liên lạc")
    assert len(settled(here, timedelta(days=2))) == 1
    assert settled(here, SPAN - timedelta(minutes=1)) == []
    assert len(settled(here, timedelta(minutes=1))) == 1
