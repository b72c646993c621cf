"""Two officers press at the same moment: one holds the case, the other reads who does and since when."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

from bot.store import Store, Surroundings
from handlers import incoming
from handlers.events import Address, IncomingEvent
from handlers.settle import settle
from tests.cast import OFFICERS, OFFICERS_AT, live_directory
from tests.fakes import FakeClock, seeded_chance
from tests.room import LAN, OURS, Room, move_in

REPORT = "có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi"
FIRST, SECOND = "Công an xã Sơn Tây", "Phó công an xã Sơn Tây"


def both_asked(here: Room) -> str:
    """The number of a case that two officers of one body were asked to take."""
    here.do(lambda work: move_in(work, live_directory(), linked=True))
    here.say(REPORT)
    (case,) = here.cases()
    here.officer("UBND xã", f"nhận {case.number}")
    here.clock.forward(timedelta(minutes=2))
    here.do(lambda work: settle(work, case))
    here.deliver()
    return case.number


def test_two_at_once_one_holds_and_the_other_is_told_who(url: str, ring_path: Path) -> None:
    clock = FakeClock()
    store = Store.open(url, ring_path, Surroundings(OURS, clock, seeded_chance(1), True))
    try:
        here = Room(store, clock)
        number, ready = both_asked(here), Barrier(2, timeout=20)

        def press(name: str) -> None:
            address = Address(OFFICERS_AT, OFFICERS[name])
            ready.wait()
            here.do(lambda work: incoming.take(work, IncomingEvent(name, address, clock.now, text=f"nhận {number}")))

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(press, (FIRST, SECOND)))
        told = [m.text.split("\n")[0] for m in here.deliver() if m.person_id != here.person(LAN)]
        held = f"(Công an xã Sơn Tây) đã nhận {number} trước, lúc 14:02. Anh chị cùng theo dõi."
        assert sorted(text.endswith(held) for text in told) == [False, True]
        assert f"Anh chị đã nhận {number}." in told
    finally:
        store.close()
