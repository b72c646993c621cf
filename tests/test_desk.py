"""The desk: each happening once, each failure followed by what it calls for, nothing lost by a stop."""

import asyncio
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from bot.desk.health import Health, Pulse
from bot.desk.ticking import AFTER_A_FAULT
from bot.store.work import SqlWork
from bot.web.desk import NotKept
from handlers.events import Address, IncomingEvent, Media, OutgoingMessage, Presence, Timer
from tests.fakes import PHOTO
from tests.office import LAN, NA, Office, counted, held_up, office


def test_an_event_counts_once_however_often_it_arrives(opened: Office) -> None:
    async def play() -> None:
        for _ in range(3):
            await opened.hear("hello", event_id="the same")
        await opened.desk.quiet()

    asyncio.run(play())
    assert opened.texts() == ["hello"]


def test_after_our_own_fault_the_words_are_kept_and_answered_once(opened: Office) -> None:
    before = counted("events", channel="webchat", outcome="stumbled")

    async def play() -> None:
        await opened.hear("fail", event_id="the same")
        await opened.hear("fail", event_id="the same")
        await opened.desk.quiet()

    asyncio.run(play())
    assert opened.texts() == ["a human will read it"], "the half answer was rolled back"
    assert opened.counter.heard == ["fail"], "the platform's repeat is dropped"
    assert counted("events", channel="webchat", outcome="stumbled") == before + 1


def test_what_could_not_be_kept_at_all_may_come_again(opened: Office) -> None:
    async def play() -> None:
        with pytest.raises(NotKept) as caught:
            await opened.hear("fail twice", event_id="the same")
        assert isinstance(caught.value.__cause__, ValueError)
        await opened.hear("hello", event_id="the same")
        await opened.desk.quiet()

    asyncio.run(play())
    assert opened.texts() == ["hello"]


def test_each_hour_the_log_of_sqlite_is_emptied_into_the_file(opened: Office) -> None:
    database = opened.store.database
    log = Path(f"{database.engine.url.database}-wal")

    asyncio.run(opened.hear("hello"))
    assert not database.is_sqlite or log.stat().st_size > 0
    asyncio.run(opened.desk._forget())
    assert not database.is_sqlite or log.stat().st_size == 0, "what was erased meanwhile is nowhere now"


def test_who_left_is_noticed_once(opened: Office) -> None:
    gone = Presence("p1", LAN, here=False)

    async def play() -> None:
        await opened.desk.notice(gone)
        await opened.desk.notice(gone)

    asyncio.run(play())
    assert opened.counter.seen == [gone]


def test_after_the_stop_nothing_is_taken(opened: Office) -> None:
    async def play() -> None:
        await opened.desk.stop()
        with pytest.raises(NotKept):
            await opened.hear("too late")
        with pytest.raises(NotKept):
            await opened.desk.notice(Presence("p1", LAN, here=False))

    asyncio.run(play())


def test_each_recipient_hears_in_order(opened: Office) -> None:
    async def play() -> None:
        for n in range(10):
            await opened.hear(str(n))
            await opened.hear(str(n), NA)
        await opened.desk.quiet()

    asyncio.run(play())
    assert opened.texts() == opened.texts(NA) == [str(n) for n in range(10)]


def test_a_platform_that_is_down_gets_it_later_and_in_order(opened: Office) -> None:
    async def play() -> None:
        opened.channel.mood = "down"
        await opened.hear("1")
        await opened.hear("2")
        await opened.desk.quiet()
        assert opened.texts() == []
        opened.channel.mood = ""
        await opened.wait_and_deliver()

    asyncio.run(play())
    assert opened.texts() == ["1", "2"]


def test_a_download_comes_back_as_a_happening(opened: Office) -> None:
    async def play() -> None:
        opened.channel.files["a photo"] = Media("photo", "a photo", data=PHOTO)
        await opened.hear_photo("a photo")
        await opened.hear_photo("a lost photo")
        await opened.desk.quiet()

    asyncio.run(play())
    found, lost = opened.counter.fetched
    assert found.media and found.media.safe_copy and found.media.mime == "image/png"
    assert lost.media is None and lost.failure == "refused"
    assert not opened.counter.failed


def test_clearing_goes_to_the_channel(opened: Office) -> None:
    async def play() -> None:
        await opened.hear("hide")
        await opened.desk.quiet()

    asyncio.run(play())
    assert [sent.message.act for sent in opened.channel.sent] == ["clear"]


def test_a_timer_acts_once_at_its_time(opened: Office) -> None:
    async def play() -> None:
        await opened.hear("later")
        await opened.desk.quiet()
        assert not opened.counter.timers
        opened.clock.forward(timedelta(minutes=5))
        await opened.desk.quiet()
        await opened.desk.quiet()

    asyncio.run(play())
    assert opened.texts() == ["wake up"]


def test_a_broken_timer_stops_no_other(opened: Office) -> None:
    def set_broken(work: SqlWork) -> None:
        work.set_timer(Timer("a", work.now, "broken"))
        work.set_timer(Timer("b", work.now, "wake", work.people.at(LAN).id))

    async def play() -> None:
        await opened.desk.do(set_broken)
        with pytest.raises(ValueError, match="on purpose"):
            await opened.desk.tick()
        assert await opened.desk.tick() == 0, "it is not tried again at every tick"
        opened.clock.now += AFTER_A_FAULT
        with pytest.raises(ValueError, match="on purpose"):
            await opened.desk.tick()

    asyncio.run(play())
    assert [timer.key for timer in opened.counter.timers] == ["b"]


def test_running_it_delivers_by_itself_and_a_stop_finishes(opened: Office) -> None:
    async def play() -> None:
        await opened.desk.start()
        await opened.hear("hello")
        await opened.desk.do(lambda work: work.set_timer(Timer("b", work.now, "wake", work.people.at(LAN).id)))
        await opened.channel.arrivals(2)
        await opened.desk.stop()

    asyncio.run(play())
    assert opened.texts() == ["hello", "wake up"]


def test_a_slow_recipient_holds_up_nobody_else(opened: Office) -> None:
    async def play() -> None:
        async with held_up(opened.channel, LAN.id):
            await opened.desk.start()
            await opened.hear("1")
            await opened.hear("2", NA)
            await opened.channel.arrivals(1)
            assert opened.texts() == [] and opened.texts(NA) == ["2"]
        await opened.desk.stop()

    asyncio.run(play())
    assert opened.texts() == ["1"], "what was being sent is finished by the stop"


def test_a_stop_under_load_loses_nothing(url: str, ring_path: Path) -> None:
    """Whoever was told "kept" is answered once, after the next start if need be; nobody else was promised anything."""
    with office(url, ring_path) as busy:
        kept = asyncio.run(stop_under_load(busy))
        answered = busy.channel.sent
    with office(url, ring_path) as next_day:
        asyncio.run(next_day.wait_out())
        answered = answered + next_day.channel.sent
    echoes = [sent.message.text for sent in answered if sent.message.text != "slowly"]
    assert sorted(echoes) == sorted(kept) and kept


async def stop_under_load(busy: Office) -> list[str]:
    """Many speak at once while the program stops; what was kept. Lan alone says more than her turn allows."""
    people = [LAN] * 40 + [Address("webchat", f"p{n}") for n in range(60)]
    texts = [f"tin {n}" for n in range(len(people))]
    await busy.desk.start()
    hearing = [asyncio.create_task(busy.hear(*said)) for said in zip(texts, people, strict=True)]
    await busy.channel.arrivals(5)
    await busy.desk.stop()
    outcomes = await asyncio.gather(*hearing, return_exceptions=True)
    assert all(outcome is None or isinstance(outcome, NotKept) for outcome in outcomes)
    return [text for text, outcome in zip(texts, outcomes, strict=True) if outcome is None]


def test_how_it_stands(opened: Office) -> None:
    def prepare(work: SqlWork) -> None:
        person = work.people.at(LAN).id
        work.send(OutgoingMessage("u", person, "báo", lane="urgent"))
        work.set_timer(Timer("t", work.now + timedelta(minutes=1), "wake", person))
        work.inbox.put(IncomingEvent("i", NA, None, "sau"), work.now + timedelta(minutes=9))

    async def play() -> tuple[Health, Health]:
        calm = await opened.desk.health()
        opened.channel.mood = "down"
        await opened.desk.do(prepare)
        opened.clock.forward(timedelta(minutes=3))
        return calm, await opened.desk.health()

    calm, troubled = asyncio.run(play())
    assert calm == Health(True, None, 0, None, 0, 0, {"webchat": "up"})
    assert troubled == Health(True, timedelta(minutes=3), 1, timedelta(minutes=2), 1, 0, {"webchat": "down"})


def test_a_database_that_hangs_is_asked_one_question_at_a_time(opened: Office) -> None:
    hang, asked = threading.Event(), []

    def hanging(connection: Connection) -> None:
        asked.append(connection)
        assert hang.wait(20)

    async def play() -> None:
        pulse = Pulse(opened.store, {}, patience=0.05)
        assert [await pulse.feel() for _ in range(3)] == [None] * 3
        hang.set()

    event.listen(opened.store.database.readers, "begin", hanging)
    asyncio.run(play())
    assert len(asked) == 1


def test_a_database_that_fails_is_said_to_be_down(opened: Office) -> None:
    def failing(_: Connection) -> None:
        raise OperationalError("BEGIN", {}, Exception("gone"))

    event.listen(opened.store.database.readers, "begin", failing)
    found = asyncio.run(opened.desk.health())
    assert found == Health(False, None, 0, None, 0, 0, {"webchat": "up"})
    event.remove(opened.store.database.readers, "begin", failing)
