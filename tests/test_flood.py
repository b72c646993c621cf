"""Floods: whoever writes too fast is answered slowly and in order, an emergency at once, and nothing is refused."""

import asyncio
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.desk import Desk
from bot.desk.flood import (
    AFTER_A_CRY,
    CRY_LASTS,
    LIMITS,
    LONGEST_WAIT,
    REMEMBERED,
    Flood,
    Limit,
    Limits,
    Recent,
)
from bot.store.work import SqlWork
from bot.writer import BUSY, lane
from handlers.events import Address, IncomingEvent
from handlers.urgent import urgent
from handlers.work import Work
from referral.agencies import Agency, Officer
from tests.fakes import AFTERNOON, UNLIMITED, FakeClock
from tests.office import LAN, NA, Office, Rules, counted, office

SECOND = timedelta(seconds=1)
BURST = LIMITS.person.burst
FREE = Limit(10_000, SECOND)


def event(address: Address = LAN, source: str = "") -> IncomingEvent:
    return IncomingEvent("e", address, None, "tin", source=source)


def turns(flood: Flood, count: int, coming: IncomingEvent, now: datetime = AFTERNOON) -> list[float]:
    """In how many seconds the turns of so many events are; 0 for at once. Each that must wait does."""
    found = []
    for _ in range(count):
        turn = flood.turn(coming, now)
        if turn:
            flood.queue(coming.address, turn)
        found.append((turn - now).total_seconds() if turn else 0.0)
    return found


def test_a_person_may_say_much_at_once_then_one_thing_in_two_seconds() -> None:
    assert turns(Flood(LIMITS), BURST + 3, event()) == [0.0] * BURST + [2.0, 4.0, 6.0]


def test_who_writes_slowly_never_waits() -> None:
    flood = Flood(LIMITS)
    assert all(flood.turn(event(), AFTERNOON + n * 2 * SECOND) is None for n in range(500))


def test_nobody_waits_longer_than_ten_minutes_however_long_they_flooded() -> None:
    flood = Flood(LIMITS)
    waits = turns(flood, 2000, event())
    assert waits == sorted(waits) and waits[-1] == LONGEST_WAIT.total_seconds()
    afterwards = AFTERNOON + LONGEST_WAIT + BURST * LIMITS.person.every
    flood.caught_up(afterwards)
    assert turns(flood, BURST, event(), afterwards) == [0.0] * BURST


def test_one_who_floods_slows_nobody_else() -> None:
    flood = Flood(LIMITS)
    turns(flood, 100, event())
    assert turns(flood, 5, event(NA)) == [0.0] * 5


def test_many_persons_behind_one_network_address_share_its_limit() -> None:
    flood = Flood(Limits(source=Limit(3, SECOND)))
    people = [event(Address("webchat", str(n)), "192.0.2.1") for n in range(5)]
    assert [turns(flood, 1, person) for person in people] == [[0.0], [0.0], [0.0], [1.0], [2.0]]
    assert turns(flood, 1, event(NA, "192.0.2.2")) == [0.0]


@pytest.mark.parametrize("source", ["", "127.0.0.1", "::/64"])
def test_this_machine_and_no_address_at_all_are_no_source(source: str) -> None:
    flood = Flood(Limits(source=Limit(1, SECOND)))
    assert turns(flood, 9, event(LAN, source)) == [0.0] * 9


def test_all_together_share_a_limit() -> None:
    flood = Flood(Limits(whole=Limit(2, SECOND)))
    assert [turns(flood, 1, event(Address("webchat", str(n)))) for n in range(4)] == [[0.0], [0.0], [1.0], [2.0]]


@pytest.mark.parametrize("channel", ["officer_page", "terminal_officer"])
def test_officers_on_our_own_pages_never_wait(channel: str) -> None:
    assert turns(Flood(LIMITS), 1000, event(Address(channel, "police-1"))) == [0.0] * 1000


def test_what_waits_is_not_overtaken_by_the_same_person() -> None:
    flood = Flood(Limits(FREE, Limit(1, 10 * SECOND), FREE))
    assert turns(flood, 3, event(source="192.0.2.1")) == [0.0, 10.0, 20.0]
    assert turns(flood, 1, event(source="192.0.2.2")) == [20.0], "from elsewhere, but the earlier ones still wait"
    flood.caught_up(AFTERNOON + 30 * SECOND)
    assert flood.turn(event(), AFTERNOON + 31 * SECOND) is None


def test_an_episode_is_told_once_and_ends_when_the_bucket_is_empty() -> None:
    flood = Flood(LIMITS)
    told = [flood.queue(LAN, turn) for _ in range(30) if (turn := flood.turn(event(), AFTERNOON))]
    assert told == [True] + [False] * 9
    later = AFTERNOON + timedelta(minutes=5)
    flood.caught_up(later)
    assert turns(flood, BURST, event(), later) == [0.0] * BURST
    turn = flood.turn(event(), later)
    assert turn and flood.queue(LAN, turn)


def test_unlimited_is_for_benchmarks() -> None:
    assert turns(Flood(UNLIMITED), 5000, event(source="192.0.2.1")) == [0.0] * 5000


def test_only_so_many_are_remembered() -> None:
    recent = Recent[int, list[int]](list)
    recent[0].append(1)
    for n in range(1, REMEMBERED):
        assert recent[n] == [] and recent[0] == [1], "what is used stays"
    for n in range(REMEMBERED):
        assert recent[-1 - n] == []
    assert recent[0] == [], "what was silent longest is forgotten"


async def flood_by(opened: Office, address: Address, count: int) -> list[str]:
    """Somebody says so many things at once; what they were."""
    texts = [f"tin {n:02}" for n in range(count)]
    for text in texts:
        await opened.hear(text, address)
    return texts


def test_a_flood_is_answered_in_turn_and_told_once(opened: Office) -> None:
    before = counted("events", channel="webchat", outcome="slowed")

    async def play() -> None:
        texts = await flood_by(opened, LAN, BURST + 15)
        await opened.hear("hello", NA)
        await opened.desk.quiet()
        assert opened.texts() == [*texts[:BURST], "slowly"] and opened.texts(NA) == ["hello"]
        assert (await opened.desk.health()).inbox_waiting == 15
        await opened.wait_out()
        assert opened.texts() == [*texts[:BURST], "slowly", *texts[BURST:]]
        assert opened.clock.now == AFTERNOON + 30 * SECOND

    asyncio.run(play())
    assert counted("events", channel="webchat", outcome="slowed") == before + 15


def test_an_emergency_waits_for_nobody(opened: Office) -> None:
    async def play() -> None:
        await flood_by(opened, LAN, BURST + 15)
        await opened.hear("sos")
        await opened.desk.quiet()

    asyncio.run(play())
    assert opened.counter.heard[BURST:] == ["sos"]
    assert opened.texts()[-1] == "sos"


def test_what_follows_a_cry_passes_too_but_not_for_ever(opened: Office) -> None:
    async def play() -> list[str]:
        await flood_by(opened, LAN, BURST - 1)
        await opened.hear("sos")  # the last that is within the limit
        added = [f"at the pond {n:02}" for n in range(AFTER_A_CRY + 2)]
        for text in added:
            await opened.hear(text)
        assert (await opened.desk.health()).inbox_waiting == 2
        return added

    added = asyncio.run(play())
    assert opened.counter.heard[BURST - 1 :] == ["sos", *added[:AFTER_A_CRY]]


def test_a_quarter_of_an_hour_after_a_cry_everything_waits_its_turn_again() -> None:
    flood = Flood(LIMITS)
    flood.cried(LAN, AFTERNOON)
    assert flood.passes(LAN, AFTERNOON + CRY_LASTS - SECOND) and not flood.passes(NA, AFTERNOON)
    assert not flood.passes(LAN, AFTERNOON + CRY_LASTS)


def test_an_officers_word_waits_for_nobody(opened: Office) -> None:
    def link(work: SqlWork) -> None:
        work.directories.replace([Agency("desk", "Bàn trực", "intake_desk")], [Officer("desk-1", "desk", "Một")])
        work.staff.link("desk-1", work.people.at(NA).id)

    async def play() -> None:
        await opened.desk.do(link)
        for address in (LAN, NA):
            await flood_by(opened, address, BURST)
            await opened.hear("nhận LN-7K3FQ", address)
        assert (await opened.desk.health()).inbox_waiting == 1, "anybody can type these words"

    asyncio.run(play())
    assert opened.counter.heard.count("nhận LN-7K3FQ") == 1 and opened.counter.heard[-1] == "nhận LN-7K3FQ"


def test_what_waited_says_so(opened: Office) -> None:
    seen: list[tuple[str, bool]] = []

    def note(work: Work, event: IncomingEvent) -> None:
        seen.append((event.text, event.waited))
        if event.text == "fail":
            raise ValueError("on purpose")

    def stumble(work: Work, event: IncomingEvent) -> None:
        seen.append(("stumbled", event.waited))

    async def play() -> None:
        desk = Desk(opened.store, replace(opened.counter.reactions(), message=note, stumbled=stumble))
        for text in [*map(str, range(BURST)), "fail"]:
            await desk.receive(IncomingEvent(text, LAN, AFTERNOON, text))
        opened.clock.forward(10 * SECOND)
        await desk.quiet()
        await desk.stop()

    asyncio.run(play())
    assert seen[BURST - 1 :] == [(str(BURST - 1), False), ("fail", True), ("stumbled", True)]


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("có đứa bé rơi xuống ao chưa vớt được", True),
        ("ẩn", True),
        ("dừng", True),
        ("nhận LN-7K3FQ", False),
        ("hi", False),
    ],
)
def test_by_its_words_a_cry_passes_and_an_order_does_not(text: str, passes: bool) -> None:
    assert urgent(IncomingEvent("e", LAN, None, text)) is passes


def test_a_repeat_of_what_waits_changes_nothing(opened: Office) -> None:
    async def play() -> list[str]:
        texts = await flood_by(opened, LAN, BURST + 3)
        await flood_by(opened, LAN, BURST + 3)
        await opened.wait_out()
        await flood_by(opened, LAN, BURST + 3)
        await opened.wait_out()
        return texts

    assert opened.counter.heard == asyncio.run(play())
    assert opened.texts().count("slowly") == 1


def test_after_a_restart_what_waits_is_handled_in_its_order(url: str, ring_path: Path) -> None:
    clock = FakeClock()
    with office(url, ring_path, clock=clock) as opened:
        texts = asyncio.run(flood_by(opened, LAN, BURST + 9))
    with office(url, ring_path, clock=clock) as opened:
        asyncio.run(opened.wait_out())
    assert opened.counter.heard == texts[BURST:]
    assert opened.texts() == [*texts[:BURST], "slowly", *texts[BURST:]]


def test_a_running_desk_takes_turns_by_itself(url: str, ring_path: Path) -> None:
    slow = Limits(person=Limit(1, SECOND))
    with office(url, ring_path, Rules(limits=slow)) as opened:

        async def play() -> None:
            await opened.desk.start()
            await flood_by(opened, LAN, 40)
            opened.clock.forward(40 * SECOND)
            await opened.channel.arrivals(41)
            await opened.desk.stop()

        asyncio.run(play())
    assert opened.counter.heard == sorted(opened.counter.heard) and len(opened.counter.heard) == 40


def test_a_fault_while_taking_turns_keeps_the_words_and_holds_up_nobody(url: str, ring_path: Path) -> None:
    with office(url, ring_path, Rules(limits=Limits(person=Limit(1, SECOND)))) as opened:

        async def play() -> None:
            for text in ("1", "fail", "fail twice", "2"):
                await opened.hear(text)
            opened.clock.forward(10 * SECOND)
            await opened.desk.quiet()
            assert opened.texts() == ["1", "slowly", "a human will read it", "2"]
            assert (await opened.desk.health()).inbox_waiting == 1, "it is tried again later, never dropped"

        asyncio.run(play())


@pytest.mark.parametrize("first", ["sos", "nhận LN-7K3FQ"])
def test_when_the_writer_is_busy_an_emergency_and_an_order_are_handled_first(opened: Office, first: str) -> None:
    entered, gate = threading.Event(), threading.Event()

    def hold(work: SqlWork) -> None:
        entered.set()
        assert gate.wait(20)

    async def play() -> None:
        holding = asyncio.create_task(opened.desk.do(hold, lane(LAN)))
        assert await asyncio.to_thread(entered.wait, 20)
        crowd = [asyncio.create_task(opened.desk.do(lambda work: None, lane(LAN))) for _ in range(BUSY)]
        hearing = [asyncio.create_task(opened.hear(text)) for text in ("1", "2", first)]
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(holding, *crowd, *hearing)

    asyncio.run(play())
    assert opened.counter.heard == [first, "1", "2"]


@pytest.mark.parametrize("crowd", [BUSY - 1, 4 * BUSY])
def test_before_an_emergency_stand_two_commits_at_most_however_many_wait(opened: Office, crowd: int) -> None:
    entered, gate = threading.Event(), threading.Event()

    def hold(work: SqlWork) -> None:
        entered.set()
        assert gate.wait(20)

    async def play() -> None:
        holding = asyncio.create_task(opened.desk.do(hold))
        assert await asyncio.to_thread(entered.wait, 20)
        people = [Address("webchat", f"p{n}") for n in range(crowd)]
        hearing = [asyncio.create_task(opened.hear("tin", one)) for one in people]
        await asyncio.sleep(0)
        hearing.append(asyncio.create_task(opened.hear("sos")))
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(holding, *hearing)

    asyncio.run(play())
    assert len(opened.counter.heard) == crowd + 1 and opened.counter.heard.index("sos") <= BUSY <= 64


def test_a_triage_that_fails_is_stumbled_over(url: str, ring_path: Path) -> None:
    def broken(_: IncomingEvent) -> bool:
        raise ValueError("on purpose")

    with office(url, ring_path, Rules(limits=Limits(person=Limit(1, SECOND)))) as opened:
        opened.counter.urgent = broken

        async def play() -> None:
            await opened.hear("1")
            await opened.hear("2")
            await opened.desk.quiet()

        asyncio.run(play())
    assert opened.texts() == ["1", "a human will read it"]
