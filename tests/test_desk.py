"""The desk: each happening once, each failure followed by what it calls for, nothing lost by a stop."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels import ChannelDown, Throttled
from bot.desk import Desk
from bot.desk.delivery import LONGEST_PAUSE, MOST_TRIES, pause_after
from bot.desk.reactions import Reactions
from bot.pictures import inspect
from bot.store import Store, Surroundings
from bot.store.work import SqlWork
from bot.web.desk import NotKept
from handlers.events import Address, FetchResult, IncomingEvent, Media, OutgoingMessage, Timer
from handlers.work import Work
from tests.fakes import PHOTO, FakeChannel, FakeClock

LAN = Address("webchat", "lan")
NA = Address("webchat", "na")


@dataclass
class Counter:
    """Reactions that answer every message with "1", "2", … and keep what they were told."""

    timers: list[Timer] = field(default_factory=list)
    fetched: list[FetchResult] = field(default_factory=list)
    failed: list[OutgoingMessage] = field(default_factory=list)
    stumbled: list[IncomingEvent] = field(default_factory=list)

    def message(self, work: Work, event: IncomingEvent) -> None:
        """`fail` fails, `later` sets a timer, a photo is fetched, all else is echoed."""
        person = work.people.at(event.address)
        if event.text == "fail":
            raise ValueError("on purpose")
        if event.text == "later":
            work.set_timer(Timer(f"wake:{event.id}", work.now + timedelta(minutes=5), "wake", person.id))
        elif event.media:
            work.send(OutgoingMessage(event.id, person.id, act="fetch", ref=event.media.ref, attachment_id="a1"))
        elif event.text == "hide":
            work.send(OutgoingMessage(event.id, person.id, act="clear"))
        else:
            work.send(OutgoingMessage(event.id, person.id, event.text))

    def due(self, work: Work, timer: Timer) -> None:
        if timer.kind == "broken":
            raise ValueError("on purpose")
        self.timers.append(timer)
        work.send(OutgoingMessage(timer.key, timer.subject, "wake up"))

    def reactions(self) -> Reactions:
        return Reactions(
            message=self.message,
            stumbled=lambda work, event: self.stumbled.append(event),
            presence=lambda work, presence: None,
            urgent=lambda event: event.text == "sos",
            fetched=lambda work, result: self.fetched.append(result),
            due=self.due,
            failed=lambda work, message, problem: self.failed.append(message),
            inspect=inspect,
        )


@dataclass
class Office:
    """A desk with one fake channel, a clock and the reactions above."""

    desk: Desk
    channel: FakeChannel
    clock: FakeClock
    counter: Counter

    async def hear(self, text: str, address: Address = LAN, event_id: str = "") -> None:
        event = IncomingEvent(event_id or f"{address.id}:{text}", address, self.clock.now, text)
        await self.desk.receive(event)

    async def hear_photo(self, ref: str) -> None:
        await self.desk.receive(IncomingEvent(ref, LAN, self.clock.now, media=Media("photo", ref)))

    def texts(self, address: Address = LAN) -> list[str]:
        return [sent.message.text for sent in self.channel.sent if sent.address == address.id]


@pytest.fixture
def opened(url: str, ring_path: Path) -> Iterator[Office]:
    clock, counter, channel = FakeClock(), Counter(), FakeChannel("webchat")
    store = Store.open(url, ring_path, Surroundings(clock=clock))
    desk = Desk(store, counter.reactions())
    desk.add(channel)
    yield Office(desk, channel, clock, counter)
    asyncio.run(desk.stop())
    store.close()


def test_an_event_counts_once_however_often_it_arrives(opened: Office) -> None:
    async def play() -> None:
        for _ in range(3):
            await opened.hear("hello", event_id="the same")
        await opened.desk.quiet()

    asyncio.run(play())
    assert opened.texts() == ["hello"]


def test_what_failed_is_not_kept_and_may_come_again(opened: Office) -> None:
    async def play() -> None:
        with pytest.raises(NotKept) as caught:
            await opened.hear("fail", event_id="the same")
        assert isinstance(caught.value.__cause__, ValueError)
        await opened.hear("hello", event_id="the same")
        await opened.desk.quiet()

    asyncio.run(play())
    assert opened.texts() == ["hello"]


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
        await wait_and_deliver(opened)

    asyncio.run(play())
    assert opened.texts() == ["1", "2"]


def test_a_throttled_message_waits_as_long_as_the_platform_says(opened: Office) -> None:
    async def play() -> None:
        opened.channel.mood = "throttled"
        await opened.hear("1")
        await opened.desk.quiet()
        assert await opened.desk.next_due() == opened.clock.now + timedelta(seconds=30)

    asyncio.run(play())


@pytest.mark.parametrize("mood", ["refusing", "gone"])
def test_what_never_arrives_is_a_dead_letter_and_is_told(opened: Office, mood: str) -> None:
    async def play() -> list[str]:
        opened.channel.mood = "refusing" if mood == "refusing" else ""
        opened.channel.gone = {LAN.id} if mood == "gone" else set()
        await opened.hear("1")
        await opened.desk.quiet()
        return await opened.desk.do(problems)

    assert asyncio.run(play()) == ["refused" if mood == "refusing" else "gone"]
    assert [message.text for message in opened.counter.failed] == ["1"]


def test_tries_end(opened: Office) -> None:
    async def play() -> list[str]:
        opened.channel.mood = "down"
        await opened.hear("1")
        for _ in range(MOST_TRIES):
            await wait_and_deliver(opened)
        return await opened.desk.do(problems)

    assert asyncio.run(play()) == ["too_many_tries"]
    assert len(opened.counter.failed) == 1


def test_an_unknown_fault_of_a_channel_is_tried_again(opened: Office) -> None:
    async def play() -> None:
        opened.channel.mood = "broken"  # no such mood: a KeyError inside the channel
        await opened.hear("1")
        await opened.desk.quiet()
        opened.channel.mood = ""
        await wait_and_deliver(opened)

    asyncio.run(play())
    assert opened.texts() == ["1"]


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


def test_pauses_grow_to_a_limit() -> None:
    pauses = [pause_after(n, ChannelDown()) for n in range(1, 40)]
    assert pauses[:3] == [timedelta(seconds=s) for s in (1, 2, 4)]
    assert pauses == sorted(pauses) and pauses[-1] == LONGEST_PAUSE
    assert pause_after(1, Throttled(42)) == timedelta(seconds=42)


async def wait_and_deliver(office: Office) -> None:
    """Go to the moment the next thing is due, until nothing is."""
    if due := await office.desk.next_due():
        office.clock.now = max(due, office.clock.now)
    await office.desk.quiet()


def problems(work: SqlWork) -> list[str]:
    return [letter.problem for letter in work.outbox.dead_letters()]


@asynccontextmanager
async def held_up(channel: FakeChannel, address: str) -> AsyncIterator[None]:
    """Sends to this address do not return inside the block."""
    channel.held[address] = asyncio.Event()
    yield
    channel.held.pop(address).set()
