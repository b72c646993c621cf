"""The mailing: each human once, within the rules, whatever is done to the run meanwhile."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store.work import SqlWork
from bot.writer import Job, T
from flows.fitting import CHANNELS
from handlers.events import Address, House
from referral.campaigns import Rules as CampaignRules
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
