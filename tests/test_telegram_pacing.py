"""The pace of sending, against a clock that is moved by hand."""

import asyncio

from bot.channels import Throttled
from bot.channels.telegram.pacing import BULK_PER_SECOND, CHATS, PER_SECOND, PROBE_SECONDS, Pacing
from handlers.events import Lane
from tests.hand_clock import LAN, HandClock, settled, waiting_for


def test_not_more_than_telegram_takes_in_any_second() -> None:
    async def scene() -> None:
        clock, gone = HandClock(), list[Lane]()
        tasks = waiting_for(Pacing(clock), ["reply"] * 70, gone)
        await settled()
        seen = [len(gone)]
        for _ in range(3):
            await clock.go_on(1.0)
            seen.append(len(gone))
        assert seen == [PER_SECOND, 2 * PER_SECOND, 70, 70]
        await asyncio.gather(*tasks)

    asyncio.run(scene())


def test_a_call_that_lags_meets_no_more_than_telegram_takes() -> None:
    """What was let go early may arrive as late as what follows it: its second begins with the answer."""

    async def scene() -> None:
        clock, gone = HandClock(), list[Lane]()
        pacing = Pacing(clock)
        slots = [await pacing.turn(LAN, "reply") for _ in range(PER_SECOND)]
        await clock.go_on(0.9)
        for slot in slots[1:]:
            pacing.answered(slot)
        tasks = waiting_for(pacing, ["urgent"] * 2, gone)
        await settled()
        await clock.go_on(0.5)
        assert len(gone) == 1, "of the one that never was answered the share is free again"
        pacing.answered(slots[0])
        await clock.go_on(0.4)
        assert len(gone) == 1
        await clock.go_on(0.2)
        assert len(gone) == 2
        await asyncio.gather(*tasks)

    asyncio.run(scene())


def test_the_urgent_go_first_and_bulk_leaves_room() -> None:
    async def scene() -> None:
        clock, gone = HandClock(), list[Lane]()
        pacing = Pacing(clock)
        tasks = waiting_for(pacing, ["bulk"] * 25, gone)
        await clock.go_on(0.99)
        assert len(gone) == BULK_PER_SECOND
        tasks += waiting_for(pacing, ["reply"] * 20, gone)
        await settled()
        assert gone[20:] == ["reply"] * 8
        tasks += waiting_for(pacing, ["urgent"] * 3, gone)
        await settled()
        await clock.go_on(3.0)
        assert gone[28:] == ["urgent"] * 3 + ["reply"] * 12 + ["bulk"] * 5
        await asyncio.gather(*tasks)

    asyncio.run(scene())


def test_who_would_wait_too_long_goes_back() -> None:
    async def scene() -> None:
        clock, gone = HandClock(), list[Lane]()
        pacing = Pacing(clock)
        tasks = waiting_for(pacing, ["bulk"] * 90, gone)
        outcomes = asyncio.gather(*tasks, return_exceptions=True)
        await settled()
        await pacing.turn(LAN, "urgent")
        for _ in range(5):
            await clock.go_on(1.0)
        refused = [fault for fault in await outcomes if isinstance(fault, Throttled)]
        assert len(gone) + len(refused) == 90
        assert refused and all(fault.retry_after > 3 for fault in refused)

    asyncio.run(scene())


def test_who_gives_up_waiting_holds_up_nobody() -> None:
    async def scene() -> None:
        clock, gone = HandClock(), list[Lane]()
        tasks = waiting_for(Pacing(clock), ["reply"] * (PER_SECOND + 2), gone)
        await settled()
        tasks[PER_SECOND].cancel()
        await settled()
        await clock.go_on(1.0)
        assert len(gone) == PER_SECOND + 1
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(scene())


async def left(pacing: Pacing, chat: str, lane: Lane = "reply") -> float:
    """How long this message has to wait; 0: it was let go."""
    (problem,) = await asyncio.gather(pacing.turn(chat, lane), return_exceptions=True)
    return problem.retry_after if isinstance(problem, Throttled) else 0.0


def test_a_pause_concerns_its_chat_alone() -> None:
    async def scene() -> None:
        clock = HandClock()
        pacing = Pacing(clock)
        pacing.slow_down("1", 9)
        pacing.slow_down("2", 30)
        assert [await left(pacing, chat) for chat in ("1", "2", "3")] == [9, 30, 0]
        assert not pacing.quiet()
        await clock.go_on(9.0)
        assert await left(pacing, "1") == 0

    asyncio.run(scene())


def test_three_chats_at_once_mean_the_whole_bot() -> None:
    async def scene() -> None:
        clock = HandClock()
        pacing = Pacing(clock)
        for chat, seconds in (("1", 9), ("2", 30), ("3", 4)):
            pacing.slow_down(chat, seconds)
        assert pacing.quiet()
        assert [await left(pacing, "4"), await left(pacing, "4", "urgent")] == [30, 0]
        assert await left(pacing, "5", "urgent") == PROBE_SECONDS, "one urgent message is tried, the others wait for it"
        await clock.go_on(4.0)
        assert [await left(pacing, "4"), await left(pacing, "4", "urgent")] == [26, 0]
        await clock.go_on(26.0)
        assert not pacing.quiet() and await left(pacing, "4") == 0

    asyncio.run(scene())


def test_three_chats_over_a_longer_time_do_not() -> None:
    async def scene() -> None:
        clock = HandClock()
        pacing = Pacing(clock)
        for chat in ("1", "2", "3"):
            pacing.slow_down(chat, 60)
            await clock.go_on(3.0)
        assert not pacing.quiet() and await left(pacing, "4") == 0

    asyncio.run(scene())


def alarmed(pacing: Pacing, *seconds: float) -> None:
    """So many chats are slowed down at once, by no fault of their own."""
    for chat, pause in enumerate(seconds):
        pacing.slow_down(f"alarm-{chat}", pause)


def test_chats_that_we_hurried_are_no_alarm() -> None:
    async def scene() -> None:
        clock = HandClock()
        pacing = Pacing(clock)
        for chat in ("1", "2", "3"):
            assert [await left(pacing, chat), await left(pacing, chat)] == [0, 0]
            await clock.go_on(0.9)  # the answer takes its time
            pacing.slow_down(chat, 35)
        assert not pacing.quiet() and await left(pacing, "officer", "urgent") == 0
        assert await left(pacing, "3") == 35, "each still has its own pause"

    asyncio.run(scene())


def test_a_chat_written_to_a_second_ago_is_an_alarm_again() -> None:
    async def scene() -> None:
        clock = HandClock()
        pacing = Pacing(clock)
        chats = ("1", "2", "3")
        for _ in range(3):
            assert [await left(pacing, chat) for chat in chats] == [0, 0, 0]
            await clock.go_on(1.0)
        alarmed(pacing, 9, 9)
        pacing.slow_down("1", 9)
        assert pacing.quiet()

    asyncio.run(scene())


def test_a_probe_that_arrives_ends_the_pause() -> None:
    async def scene() -> None:
        clock = HandClock()
        pacing = Pacing(clock)
        alarmed(pacing, 3600, 3600, 3600)
        assert await left(pacing, "4", "urgent") == 0
        pacing.slow_down("4", 3600)
        pacing.arrived("5")  # sent before the pause
        assert pacing.quiet() and await left(pacing, "5", "urgent") == PROBE_SECONDS
        await clock.go_on(PROBE_SECONDS)
        assert await left(pacing, "4", "urgent") == 3600 - PROBE_SECONDS, "who is slowed down is not tried"
        assert await left(pacing, "5", "urgent") == 0
        pacing.arrived("5")
        assert not pacing.quiet()
        assert [await left(pacing, chat) for chat in ("4", "5", "6")] == [0, 0, 0]
        assert await left(pacing, "alarm-0") == 0, "told for the whole bot's sake, so it is over for it too"

    asyncio.run(scene())


def test_only_so_many_chats_are_remembered() -> None:
    async def scene() -> None:
        clock = HandClock()
        pacing = Pacing(clock)
        for chat in ("1", "1", *(str(n) for n in range(2, CHATS + 2))):
            assert await left(pacing, chat) == 0
            await clock.go_on(0.1)
        alarmed(pacing, 9, 9)
        pacing.slow_down("1", 9)
        assert pacing.quiet()

    asyncio.run(scene())
