"""What a receipt and whoever comes back are told names the day of each moment that is not about now."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.texts import read_catalogues, translator
from handlers.events import Address, IncomingEvent
from handlers.speaking import tell_reporter
from tests.room import LAN, OURS, Room, room, taken, the_case

TU = Address("webchat", "tu")
HOUSE = replace(OURS, translate=translator(read_catalogues()))
SAID = {"vi": ("đã nhận lúc 14:00", "đã tới nơi lúc 14:00"), "en": ("accepted at 14:00", "arrived there at 14:00")}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    """Lan's emergency, accepted at 14:00 on 22/11/2026, while she is there."""
    with room(tmp_path, house=HOUSE) as opened:
        taken(opened)
        yield opened


def reads(here: Room, words: str, locale: str, address: Address = LAN) -> str:
    """What somebody who uses this language is answered."""
    event = IncomingEvent("", address, here.clock.now, text=words, locale=locale)
    me = here.person(address)
    return "\n".join(message.text for message in here.hear(event) if message.person_id == me)


def by_receipt(here: Room, locale: str, address: Address) -> str:
    """What a receipt shows."""
    case = the_case(here)
    receipt = here.do(lambda work: work.cases.receipt(case.id))
    return reads(here, receipt, locale, address)


def visited(here: Room) -> None:
    """A step that nobody was there to read."""
    case = the_case(here)
    here.do(lambda work: tell_reporter(work, case, "update_visited", agency="Công an xã Sơn Tây"))


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_a_receipt_shown_on_another_day_names_the_day_of_each_line(here: Room, locale: str) -> None:
    reads(here, "?", locale)
    visited(here)
    today = by_receipt(here, locale, TU)
    here.clock.forward(timedelta(days=1))
    later = by_receipt(here, locale, Address("webchat", "hoa"))
    for line in SAID["vi"][:1] + SAID[locale][1:]:  # the first was told before she wrote in this language
        assert line in today and f"{line} 22/11/2026" not in today
        assert f"{line} 22/11/2026" in later


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_who_comes_back_on_another_day_reads_of_which_day_each_line_is(here: Room, locale: str) -> None:
    reads(here, "?", locale)
    here.clock.forward(timedelta(minutes=20))
    visited(here)
    here.clock.forward(timedelta(days=2))
    line = SAID[locale][1].replace("14:00", "14:20 22/11/2026")
    assert line in reads(here, "xem", locale)
