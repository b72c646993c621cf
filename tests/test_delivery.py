"""What leaves: slots by lane, how long a message is tried, and what becomes of it."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from bot.channels import ChannelDown, Throttled
from bot.desk import delivery
from bot.desk.delivery import LEASE
from bot.desk.detour import TRIED_FOR
from bot.desk.sending import pause_after
from bot.desk.slots import CALM, MOST, SLOW, WORTH, Room, room
from bot.store import Store
from bot.store.outbox import Parcel, SqlOutbox
from bot.store.tables import outbox
from handlers.events import Address, Lane, Media, OutgoingMessage
from tests.fakes import AFTERNOON
from tests.office import LAN, NA, Office, counted, held_up

PARCEL = Parcel(1, "p", LAN, OutgoingMessage("k", "p", "tin"), 1, AFTERNOON)


def test_an_urgent_message_always_finds_a_slot() -> None:
    for urgent, reply, bulk in product(range(MOST), range(CALM + 1), range(SLOW + 1)):
        if reply + bulk <= CALM and urgent + reply + bulk < MOST:
            left = room({"urgent": urgent, "reply": reply, "bulk": bulk})
            assert 0 < left.most <= MOST - urgent - reply - bulk
            assert left.last == "urgent" or reply + bulk + left.most <= CALM
            assert left.last != "bulk" or bulk + left.most <= SLOW


def test_the_lanes_close_one_after_the_other() -> None:
    assert room({}) == Room(16, "bulk")
    assert room({"bulk": 16}) == room({"fetch": 16}) == Room(32, "reply"), "downloads that hang hold back no answer"
    assert room({"bulk": 8, "reply": 32, "fetch": 8}) == Room(16, "urgent")
    assert room({"urgent": 64}).most == 0


def test_what_is_told_outlives_a_power_cut_and_what_a_repeat_mends_does_not_wait_for_the_disk(
    opened: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    lasting, begin = list[bool](), Store.begin

    def watched(store: Store, *, durable: bool = True) -> AbstractContextManager[Connection]:
        lasting.append(durable)
        return begin(store, durable=durable)

    monkeypatch.setattr(Store, "begin", watched)

    async def play() -> None:
        await opened.hear("1")
        assert lasting == [True]
        await opened.desk.quiet()
        assert opened.texts() == ["1"]
        assert not any(lasting[1:]), "claimed, sent"

    asyncio.run(play())


@pytest.fixture
def unswept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is found but by who says that it is there."""
    monkeypatch.setattr(delivery, "AGAIN_SECONDS", 60.0)
    monkeypatch.setattr(delivery, "SWEEP_SECONDS", 60.0)


@pytest.mark.usefixtures("unswept")
def test_a_reply_is_claimed_as_it_is_staged(opened: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    lasting, begin, claimed, claim = list[bool](), Store.begin, list[bool](), SqlOutbox.claim

    def begins(store: Store, *, durable: bool = True) -> AbstractContextManager[Connection]:
        lasting.append(durable)
        return begin(store, durable=durable)

    def claims(*told: Any) -> Sequence[Parcel]:
        found = claim(*told)
        claimed.extend(lasting[-1] for _ in found)
        return found

    monkeypatch.setattr(Store, "begin", begins)
    monkeypatch.setattr(SqlOutbox, "claim", claims)

    async def play() -> None:
        await opened.desk.start()
        for n, person in enumerate((LAN, NA)):
            for _ in range(3):  # one behind its latest claim, and what it takes to stand by again
                await under_way(opened, 0, 0)
            await opened.hear("1", person)
            await opened.channel.arrivals(n + 1)
        await opened.desk.stop()

    asyncio.run(play())
    assert claimed == [True, True], "a claim alone does not wait for the disk; these were committed with what was heard"


@pytest.mark.usefixtures("unswept")
def test_who_was_told_all_is_not_looked_for_again(opened: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    claims, claim = list[int](), SqlOutbox.claim

    def watched(*told: Any) -> Sequence[Parcel]:
        found = claim(*told)
        claims.append(len(found))
        return found

    monkeypatch.setattr(SqlOutbox, "claim", watched)

    async def play() -> None:
        await opened.stage(LAN, *(OutgoingMessage(text, "", text) for text in "123"))
        await opened.desk.start()
        await opened.channel.arrivals(3)
        await under_way(opened, 0, 0)
        await opened.desk.stop()

    asyncio.run(play())
    assert opened.texts() == ["1", "2", "3"] and claims == [1, 1, 1]


@pytest.mark.usefixtures("unswept")
def test_however_many_hang_an_urgent_message_is_sent_at_once(opened: Office) -> None:
    crowd = [Address("webchat", f"p{n}") for n in range(60)]

    async def play() -> None:
        async with held_up(opened.channel, *(person.id for person in crowd)):
            for person in crowd:
                await opened.stage(person, OutgoingMessage(f"r:{person.id}", "", "tin"))
            await opened.desk.start()
            await under_way(opened, CALM - WORTH + 1, MOST)
            await opened.stage(NA, OutgoingMessage("u", "", "báo gấp", lane="urgent"))
            await opened.channel.arrivals(1)
            assert [sent.message.text for sent in opened.channel.sent] == ["báo gấp"]
        await opened.channel.arrivals(61)  # when the others end, those that found no slot go too
        await opened.desk.stop()

    asyncio.run(play())


def test_what_is_being_sent_is_not_sent_again_when_the_clock_is_put_forward(opened: Office) -> None:
    """Its lease looks as if it had run out, but who holds it is ourselves."""

    async def play() -> None:
        async with held_up(opened.channel, LAN.id):
            await opened.hear("1")
            await opened.desk.start()
            await under_way(opened, 1, MOST)
            opened.clock.forward(LEASE + timedelta(seconds=10))
            await opened.hear("2", NA)
            await opened.channel.arrivals(1)  # claimed after it
        await opened.desk.stop()

    asyncio.run(play())
    assert opened.texts() == ["1"]


async def under_way(opened: Office, least: int, most: int) -> None:
    """Wait until so many messages are claimed and not yet sent."""
    count = select(func.count()).where(outbox.c.state == "sending")
    async with asyncio.timeout(20):
        while not least <= await opened.desk.do(lambda work: work.connection.execute(count).scalar_one()) <= most:
            pass


def test_a_throttled_message_waits_as_long_as_the_platform_says(opened: Office) -> None:
    async def play() -> None:
        opened.channel.mood = "throttled"
        await opened.hear("1")
        await opened.desk.quiet()
        assert await opened.desk.next_due() == opened.clock.now + timedelta(seconds=30)

    asyncio.run(play())


@pytest.mark.parametrize("mood", ["throttled", "down", "broken"])  # no such mood: a KeyError inside the channel
def test_no_number_of_tries_is_too_many(opened: Office, mood: str) -> None:
    async def play() -> None:
        opened.channel.mood = mood
        await opened.hear("1")
        for _ in range(30):
            await opened.wait_and_deliver()
        opened.channel.mood = ""
        await opened.wait_and_deliver()

    asyncio.run(play())
    assert opened.texts() == ["1"] and not opened.counter.failed


@pytest.mark.parametrize("mood", ["throttled", "down"])
def test_a_day_is_long_enough(opened: Office, mood: str) -> None:
    async def play() -> list[str]:
        opened.channel.mood = mood
        await opened.stage(LAN, OutgoingMessage("1", "", "1"), OutgoingMessage("2", "", "2", wait=TRIED_FOR))
        opened.clock.forward(TRIED_FOR)
        await opened.desk.quiet()
        return await opened.problems()

    assert asyncio.run(play()) == ["too_long"], "what had to wait is young when its time comes"
    assert [message.text for message in opened.counter.failed] == ["1"]


@pytest.mark.parametrize("mood", ["refusing", "gone"])
def test_what_never_arrives_is_a_dead_letter_and_is_told(opened: Office, mood: str) -> None:
    async def play() -> list[str]:
        opened.channel.mood = "refusing" if mood == "refusing" else ""
        opened.channel.gone = {LAN.id} if mood == "gone" else set()
        await opened.hear("1")
        await opened.desk.quiet()
        return await opened.problems()

    assert asyncio.run(play()) == ["refused" if mood == "refusing" else "gone"]
    assert [message.text for message in opened.counter.failed] == ["1"]


def test_a_fault_of_ours_after_a_download_does_not_repeat_it_at_once(opened: Office) -> None:
    async def play() -> list[str]:
        opened.channel.files["broken"] = Media("photo", "broken", data=b"no photo")
        await opened.hear_photo("broken")
        await opened.desk.quiet()
        assert await opened.desk.next_due() == opened.clock.now + timedelta(minutes=5)
        opened.clock.forward(TRIED_FOR)
        await opened.desk.quiet()
        return await opened.problems()

    assert asyncio.run(play()) == ["fault"]


def test_what_cannot_even_be_said_to_be_late_holds_nobody_up(opened: Office) -> None:
    """The case of a late alert was torn: the next alert to the same officer went out five minutes later."""

    async def play() -> None:
        opened.counter.torn = "1"
        opened.channel.mood = "down"
        await opened.stage(
            NA, OutgoingMessage("1", "", "1", lane="urgent"), OutgoingMessage("2", "", "2", lane="urgent")
        )
        await opened.desk.quiet()
        await opened.wait_and_deliver()  # the second try is the one after which it is late
        opened.channel.mood = ""
        assert await opened.desk.next_due() == opened.clock.now + timedelta(seconds=2)
        await opened.wait_and_deliver()

    asyncio.run(play())
    assert opened.texts(NA) == ["1", "2"]


def test_what_becomes_of_messages_is_counted(opened: Office) -> None:
    def so_far() -> list[float]:
        labels = {"channel": "webchat", "lane": "reply"}
        return [counted("messages", **labels, outcome=fate) for fate in ("sent", "later", "throttled", "dead")]

    async def play() -> None:
        for mood in ("down", "throttled", "refusing"):
            opened.channel.mood = mood
            await opened.hear(mood)
            await opened.wait_and_deliver()
        opened.channel.mood = ""
        await opened.hear("1", NA)
        await opened.desk.quiet()

    before = so_far()
    asyncio.run(play())
    assert [now - then for then, now in zip(before, so_far(), strict=True)] == [1, 1, 1, 3]


@pytest.mark.parametrize(("lane", "longest"), [("urgent", 30), ("reply", 30), ("fetch", 300), ("bulk", 300)])
def test_pauses_grow_to_the_limit_of_their_lane(lane: Lane, longest: int) -> None:
    parcels = [replace(PARCEL, attempts=n, message=OutgoingMessage("k", "p", lane=lane)) for n in range(1, 40)]
    pauses = [pause_after(parcel, ChannelDown()).total_seconds() for parcel in parcels]
    assert pauses[:4] == [1, 2, 4, 8] and pauses == sorted(pauses) and pauses[-1] == longest
    assert pause_after(parcels[9], Throttled(42)) == timedelta(seconds=42)
