"""Doubt: a flood of unverified cries rings the desk first, for a minute; whatever is verified counts no more."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.events import Address, IncomingEvent
from referral.case import Case
from tests.cast import OFFICERS
from tests.room import Room, room

CRY = "có đứa bé rơi xuống ao xã Sơn Tây, Quảng Ngãi chưa vớt được"
NETWORK = "192.0.2.1"
COMMUNE = {OFFICERS[name] for name in ("Công an xã Sơn Tây", "UBND xã", "Trạm y tế")}
DESK = {OFFICERS["Trực ban"]}


def cry(here: Room, name: str, source: str = NETWORK) -> Case:
    """Somebody on this network reports an emergency; their case."""
    known = {case.id for case in here.cases()}
    here.hear(IncomingEvent("", Address("webchat", name), here.clock.now, CRY, source=source))
    (case,) = (case for case in here.cases() if case.id not in known)
    return case


def asked(here: Room, case: Case) -> set[str]:
    return {alert.officer for alert in here.do(lambda work: work.alerts.of(case.id))}


def cries(here: Room, count: int) -> Sequence[Case]:
    return [cry(here, f"person {n}") for n in range(count)]


def test_the_fourth_unverified_cry_of_a_source_rings_the_desk_alone(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        assert [asked(here, case) for case in cries(here, 3)] == [COMMUNE] * 3
        assert asked(here, cry(here, "the fourth")) == DESK
        assert asked(here, cry(here, "somebody elsewhere", "198.51.100.1")) == COMMUNE


@pytest.mark.parametrize("source", ["", "127.0.0.1", "::/64"])
def test_an_address_that_tells_nobody_apart_raises_no_doubt(source: str, tmp_path: Path) -> None:
    with room(tmp_path) as here:
        assert [asked(here, cry(here, f"person {n}", source)) for n in range(5)] == [COMMUNE] * 5


def test_an_hour_later_nothing_is_held_back(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        cries(here, 3)
        here.clock.forward(timedelta(minutes=61))
        assert asked(here, cry(here, "the fourth")) == COMMUNE


@pytest.mark.parametrize("words", ["cập nhật {number} đã tới nơi", "đóng {number} trẻ đã được giúp"])
def test_what_an_officer_found_true_counts_no_more(words: str, tmp_path: Path) -> None:
    with room(tmp_path) as here:
        first, *_ = cries(here, 3)
        here.officer("Công an xã Sơn Tây", f"nhận {first.number}")
        here.officer("Công an xã Sơn Tây", words.format(number=first.number))
        assert asked(here, cry(here, "the fourth")) == COMMUNE


def test_a_prank_counts_on(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        first, *_ = cries(here, 3)
        here.officer("Công an xã Sơn Tây", f"nhận {first.number}")
        here.officer("Công an xã Sơn Tây", f"đóng {first.number} tin không thật")
        assert asked(here, cry(here, "the fourth")) == DESK


def test_a_desk_that_hears_nothing_is_not_waited_for(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        cries(here, 3)
        for name in ("Trực ban", "Phó trực ban"):
            here.officer(name, "hết trực")
        assert asked(here, cry(here, "the fourth")) == COMMUNE


def test_a_case_that_becomes_an_emergency_later_is_counted_too(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        cries(here, 3)
        x = Address("webchat", "the fourth")
        here.hear(IncomingEvent("", x, here.clock.now, "ba em lại đánh em rồi", source=NETWORK))
        here.hear(IncomingEvent("", x, here.clock.now, "ba đang cầm dao chém em", source=NETWORK))
        (case,) = (case for case in here.cases() if case.desk_first)
        assert asked(here, case) == DESK
