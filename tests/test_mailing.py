"""The mailing: each human once, within the rules, whatever is done to the run meanwhile."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels import Begin, ChannelDown, NotNow, OutOfReach, PersonGone, Refused, Send, Throttled, Unanswered
from bot.desk.mailing import ended
from bot.errand import Job
from bot.store.work import SqlWork
from handlers.events import Address, OutgoingMessage
from handlers.house import House
from referral.campaigns import Subscription
from referral.campaigns.runs import Run
from tests.fakes import FakeChannel
from tests.office import Office, Rules, office

MORNING = datetime(2027, 6, 1, 1, 30, tzinfo=UTC)  # 08:30 in Vietnam
TEXT = (
    'title = "Đuối nước"\ntopic = "drowning"\nwhen = "1 June"\nspread = 0\nvi = "Trông con gần nước."\nen = "Watch."\n'
)


def the_run(now: datetime = MORNING, **changes: object) -> Run:
    run = Run(
        "r1", "CD-7K3FQ", "drowning", "2027-06-01", "", TEXT, "running", now, now + timedelta(days=2), planned=100
    )
    return replace(run, **changes)  # type: ignore[arg-type]


def subscribe(work: SqlWork, count: int, channel: str = "telegram", first: int = 0) -> None:
    for n in range(first, first + count):
        person = work.people.at(Address(channel, f"{n}"))
        work.subscriptions.save(Subscription(person.id, channel, work.now))
        work.people.save(replace(person, subscribed=True))


@contextmanager
def mailing(url: str, ring_path: Path, house: House | None = None) -> Iterator[tuple[Office, FakeChannel]]:
    """An office in the morning of a campaign, with a Telegram that counts."""
    with office(url, ring_path, Rules(house=house or House())) as opened:
        opened.clock.now = MORNING
        telegram = FakeChannel("telegram")
        opened.desk.add(telegram)
        yield opened, telegram


def got(channel: FakeChannel) -> Counter[str]:
    return Counter(sent.address for sent in channel.sent)


def fates(work: SqlWork) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for figure in work.campaigns.figures("r1"):
        found[figure.state, figure.reason] += figure.count
    return found


def state(work: SqlWork) -> str:
    run = work.campaigns.run("r1")
    assert run
    return run.state


def begin(count: int, run: Run | None = None) -> Job[None]:
    def write(work: SqlWork) -> None:
        subscribe(work, count)
        assert work.campaigns.add(run or the_run())

    return write


def test_everybody_gets_one(url: str, ring_path: Path) -> None:
    async def play() -> None:
        await opened.desk.do(begin(100))
        await opened.desk.quiet()
        assert got(telegram) == Counter(dict.fromkeys(map(str, range(100)), 1))
        assert await opened.desk.do(state) == "done"
        assert await opened.desk.do(fates) == {("sent", ""): 100}
        assert await opened.desk.next_due() is None

    with mailing(url, ring_path) as (opened, telegram):
        asyncio.run(play())


def test_it_is_counted_first(url: str, ring_path: Path) -> None:
    async def play() -> None:
        await opened.desk.do(begin(30, the_run(state="planning", planned=0, starts_at=MORNING + timedelta(hours=1))))
        await opened.desk.quiet()
        assert not telegram.sent and await opened.desk.next_due() == MORNING + timedelta(hours=1)
        await opened.wait_out()
        assert len(telegram.sent) == 30
        found = await opened.desk.do(lambda work: work.campaigns.run("r1"))
        assert found and found.planned == 30 and found.state == "done"

    with mailing(url, ring_path) as (opened, telegram):
        asyncio.run(play())


class Acting(FakeChannel):
    """Does something in the middle of the batch, when so many have arrived."""

    def __init__(self, name: str, after: int, act: Callable[[], object]) -> None:
        super().__init__(name)
        self._after, self._act = after, act

    async def send(self, address: str, message: OutgoingMessage) -> str:
        trace = await super().send(address, message)
        if len(self.sent) == self._after:
            done = self._act()
            if asyncio.iscoroutine(done):
                await done
        return trace


def change(**changes: object) -> Job[None]:
    """The run as a handler would save it."""

    def save(work: SqlWork) -> None:
        run = work.campaigns.run("r1")
        assert run
        work.campaigns.save(replace(run, **changes))  # type: ignore[arg-type]

    return save


def in_flight(opened: Office, after: int, act: Callable[[], object]) -> Acting:
    telegram = Acting("telegram", after, act)
    opened.desk.channels["telegram"] = telegram
    return telegram


def test_paused_and_resumed_in_flight(url: str, ring_path: Path) -> None:
    async def play() -> None:
        await opened.desk.do(begin(300))
        telegram = in_flight(opened, 20, lambda: opened.desk.do(change(state="paused")))
        await opened.desk.quiet()
        paused = len(telegram.sent)
        assert 20 <= paused < 100
        assert await opened.desk.next_due() == MORNING + timedelta(days=2)
        await opened.desk.do(change(state="running"))
        await opened.desk.quiet()
        assert got(telegram) == Counter(dict.fromkeys(map(str, range(300)), 1))

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


def test_a_page_that_fails_leaves_no_other_to_itself() -> None:
    """Else a stop would not wait for it, and what it sent would count as unsure."""

    async def play() -> list[str]:
        gate, said = asyncio.Event(), []

        async def fails() -> int:
            gate.set()
            raise OSError("on purpose")

        async def lasts() -> int:
            await gate.wait()
            await asyncio.sleep(0)
            said.append("written down")
            return 1

        with pytest.raises(OSError, match="on purpose"):
            await ended([lasts(), fails(), lasts()])
        return said

    assert asyncio.run(play()) == ["written down"] * 2


def test_stopped_in_flight(url: str, ring_path: Path) -> None:
    async def play() -> None:
        await opened.desk.do(begin(300))
        telegram = in_flight(opened, 20, lambda: opened.desk.do(change(state="stopped", ended_at=opened.clock.now)))
        await opened.desk.quiet()
        found = await opened.desk.do(fates)
        assert found["sent", ""] == len(telegram.sent) < 100
        assert not any(kind == "waiting" for kind, _ in found)
        assert await opened.desk.next_due() is None

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


def test_what_waits_when_it_is_stopped_is_not_sent(url: str, ring_path: Path) -> None:
    async def play() -> None:
        await opened.desk.do(begin(10))
        telegram.mood = "throttled"
        await opened.desk.quiet()
        await opened.desk.do(change(state="stopped", ended_at=MORNING))
        telegram.mood = ""
        await opened.wait_out()
        found = await opened.desk.do(fates)
        assert not telegram.sent and found == {("skipped", "stopped"): 10}

    with mailing(url, ring_path) as (opened, telegram):
        asyncio.run(play())


def test_corrected_in_flight(url: str, ring_path: Path) -> None:
    async def play() -> None:
        await opened.desk.do(begin(300))
        better = TEXT.replace("Trông con", "Nhớ trông con")
        telegram = in_flight(opened, 20, lambda: opened.desk.do(change(text=better)))
        await opened.desk.quiet()
        said = Counter("Nhớ" in sent.message.text for sent in telegram.sent)
        assert said[False] >= 20 and said[True] >= 200 and said.total() == 300
        assert telegram.sent[-1].message.question == "campaign:CD-7K3FQ"

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


def test_who_stops_in_the_middle_is_left_alone_within_the_second(url: str, ring_path: Path) -> None:
    """The clock goes on a tenth of a second with each message, so that a page is old before it is sent."""
    stopped_at: list[datetime] = []
    late: list[str] = []

    async def play() -> None:
        await opened.desk.do(begin(300))

        class Slow(FakeChannel):
            async def send(self, address: str, message: OutgoingMessage) -> str:
                opened.clock.forward(timedelta(seconds=0.1))
                if stopped_at and opened.clock.now > stopped_at[0] + timedelta(seconds=1.1):
                    late.extend([address] if int(address) % 2 else [])
                trace = await super().send(address, message)
                if len(self.sent) == 40:
                    await opened.desk.do(stop_odd)
                    stopped_at.append(opened.clock.now)
                return trace

        telegram = opened.desk.channels["telegram"] = Slow("telegram")
        await opened.wait_out()
        assert late == [] and max(got(telegram).values()) == 1
        assert {str(n) for n in range(0, 300, 2)} <= set(got(telegram))
        assert sum(int(address) % 2 for address in got(telegram)) < 60

    def stop_odd(work: SqlWork) -> None:
        for n in range(1, 300, 2):
            work.subscriptions.end(work.people.at(Address("telegram", str(n))).id)

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


def test_quiet_hours_begin_in_the_middle(url: str, ring_path: Path) -> None:
    evening = MORNING + timedelta(hours=12)  # 20:30

    async def play() -> None:
        opened.clock.now = evening
        await opened.desk.do(begin(300, the_run(evening)))
        telegram = in_flight(opened, 20, lambda: opened.clock.forward(timedelta(minutes=40)))
        await opened.desk.quiet()
        assert len(telegram.sent) < 100
        assert await opened.desk.next_due() == MORNING + timedelta(hours=22.5)  # 07:00
        await opened.wait_out()
        assert got(telegram) == Counter(dict.fromkeys(map(str, range(300)), 1))

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


def test_starts_are_spread(url: str, ring_path: Path) -> None:
    async def play() -> None:
        await opened.desk.do(begin(60, the_run(planned=60, text=TEXT.replace("spread = 0", "spread = 60"))))
        counts = []
        for _ in range(3):
            await opened.desk.quiet()
            counts.append(len(telegram.sent))
            opened.clock.forward(timedelta(minutes=10))
        assert counts == [1, 10, 20]
        await opened.wait_out()
        assert len(telegram.sent) == 60
        assert opened.clock.now <= MORNING + timedelta(minutes=61)

    with mailing(url, ring_path) as (opened, telegram):
        asyncio.run(play())


class Unsteady(FakeChannel):
    """Fails for some addresses, each time with the same error."""

    def __init__(self, name: str, errors: dict[str, Exception]) -> None:
        super().__init__(name)
        self.errors = errors

    async def send(self, address: str, message: OutgoingMessage) -> str:
        if address in self.errors:
            self.given.setdefault(address, []).append("tried")
            raise self.errors[address]
        return await super().send(address, message)


def test_each_error_has_its_fate(url: str, ring_path: Path) -> None:
    errors: dict[str, Exception] = {
        "0": Unanswered("lost"),
        "1": TimeoutError(),
        "2": ChannelDown("down"),
        "3": Throttled(30),
        "4": NotNow(3600),
        "5": Refused("no"),
        "6": PersonGone("gone"),
        "7": OutOfReach("window"),
        "8": ValueError("a fault of ours"),
    }

    async def play() -> None:
        telegram = opened.desk.channels["telegram"] = Unsteady("telegram", errors)
        await opened.desk.do(begin(20))
        await opened.desk.quiet()
        found = await opened.desk.do(fates)
        assert found == {
            ("sent", ""): 11, ("unsure", "timeout"): 2, ("unsure", "fault"): 1, ("waiting", "down"): 1,
            ("waiting", "throttled"): 1, ("waiting", "quota"): 1, ("failed", "refused"): 1, ("failed", "gone"): 1,
            ("failed", "window"): 1,
        }  # fmt: skip
        assert [len(telegram.given[n]) for n in ("0", "1", "8")] == [1, 1, 1]
        errors.pop("2"), errors.pop("3")
        opened.clock.forward(timedelta(minutes=1))
        await opened.desk.quiet()
        assert (await opened.desk.do(fates))["sent", ""] == 13
        assert await opened.desk.do(state) == "running"
        await opened.wait_out()
        assert (await opened.desk.do(fates))["skipped", "late"] + (await opened.desk.do(fates))["skipped", "quota"] == 1
        assert (await opened.desk.do(lambda work: work.people.at(Address("telegram", "6")))).gone

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


def test_a_channel_that_is_down_rests_and_holds_up_no_other(url: str, ring_path: Path) -> None:
    async def play() -> None:
        other = FakeChannel("zalo_page")
        opened.desk.add(other)
        telegram.mood = "down"
        await opened.desk.do(begin(500))
        await opened.desk.do(lambda work: subscribe(work, 50, "zalo_page"))
        await opened.desk.quiet()
        assert len(other.sent) == 50
        waiting = (await opened.desk.do(fates))["waiting", "down"]
        assert waiting <= 16
        telegram.mood = ""
        await opened.wait_out()
        assert got(telegram) == Counter(dict.fromkeys(map(str, range(500)), 1))

    with mailing(url, ring_path) as (opened, telegram):
        asyncio.run(play())


class Bulk(FakeChannel):
    """Builds a message once for many."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.built = 0

    def many(self, message: OutgoingMessage) -> Send:
        self.built += 1

        async def send(address: str, begin: Begin) -> str:
            begin()
            return await self.send(address, message)

        return send


def test_a_message_is_built_once_for_all_who_read_the_same(url: str, ring_path: Path) -> None:
    def english(work: SqlWork) -> None:
        for n in range(0, 100, 2):
            work.people.save(replace(work.people.at(Address("telegram", str(n))), locale="en", subscribed=True))

    async def play() -> None:
        bulk = opened.desk.channels["telegram"] = Bulk("telegram")
        await opened.desk.do(begin(100))
        await opened.desk.do(english)
        await opened.desk.quiet()
        assert Counter(sent.message.text for sent in bulk.sent).most_common(1)[0][1] == 50
        assert bulk.built == 2 and max(got(bulk).values()) == 1 and len(bulk.sent) == 100

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())
