"""The mailing where a channel answers nothing, or lets copies wait: few are lost, and nobody gets two."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels import Begin, Unanswered
from bot.desk import mail_pages
from bot.desk.mail_pages import AT_ONCE, MOST_SILENT
from bot.store.work import SqlWork
from handlers.events import Address, OutgoingMessage
from tests.fakes import FakeChannel
from tests.office import Office
from tests.test_mailing import begin, fates, got, mailing

HOUR = timedelta(hours=1)
PEOPLE = 400  # many more than may be lost
BOUND = 2 * (AT_ONCE + MOST_SILENT)  # of a channel that falls silent, whatever the pages are
PROBES = 6 + 12  # in an hour: after 1, 2, 4 … seconds, and then every five minutes


class Silent(FakeChannel):
    """Takes so many copies and then answers nothing: at once, or never."""

    def __init__(self, takes: int, how: Callable[[], object]) -> None:
        super().__init__("telegram")
        self.takes: int | None = takes
        self.how = how
        self.lost: Counter[str] = Counter()

    async def send(self, address: str, message: OutgoingMessage) -> str:
        if self.takes is not None and len(self.sent) >= self.takes:
            self.lost[address] += 1
            done = self.how()
            if asyncio.iscoroutine(done):
                await done
        return await super().send(address, message)


def reset() -> None:
    raise Unanswered("reset")


def hang() -> object:
    return asyncio.Event().wait()


async def for_a_time(opened: Office, long: timedelta) -> None:
    """Do all that is due within this time."""
    end = opened.clock.now + long
    await opened.desk.quiet()
    while (due := await opened.desk.next_due()) and due <= end:
        opened.clock.now = max(due, opened.clock.now + timedelta(milliseconds=1))
        await opened.desk.quiet()
    opened.clock.now = end


@pytest.mark.parametrize(
    ("url", "how", "takes"),
    [("sqlite", reset, 0), ("sqlite", reset, 150), ("sqlite", hang, 0), ("postgresql", hang, 150)],
    indirect=["url"],
)
def test_a_channel_that_answers_nothing_rests_and_loses_few(
    url: str, ring_path: Path, monkeypatch: pytest.MonkeyPatch, how: Callable[[], object], takes: int
) -> None:
    monkeypatch.setattr(mail_pages, "SEND_SECONDS", 0.02)

    async def play() -> None:
        silent = opened.desk.channels["telegram"] = Silent(takes, how)
        await opened.desk.do(begin(PEOPLE))
        await opened.desk.quiet()
        assert 0 < silent.lost.total() <= BOUND
        await for_a_time(opened, HOUR)
        assert silent.lost.total() <= BOUND + PROBES and set(silent.lost.values()) == {1}
        assert (await opened.desk.do(fates))["unsure", "timeout"] == silent.lost.total()
        silent.takes = None
        await opened.wait_out()
        assert len(silent.sent) == PEOPLE - silent.lost.total() and max(got(silent).values()) == 1
        assert not set(got(silent)) & set(silent.lost), "what may have arrived is not sent again"

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


class Queueing(FakeChannel):
    """Lets copies wait for their turn; what they wait for happens first."""

    def __init__(self, wait: Callable[[], object]) -> None:
        super().__init__("telegram")
        self.wait = wait
        self.asked = 0

    async def hand_over(self, address: str, message: OutgoingMessage, begin: Begin) -> str:
        done = self.wait()
        if asyncio.iscoroutine(done):
            await done
        self.asked += 1
        begin()
        return await self.send(address, message)


def test_what_waits_for_its_turn_is_not_begun(url: str, ring_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_pages, "TURN_SECONDS", 0.02)

    async def play() -> None:
        queue = opened.desk.channels["telegram"] = Queueing(hang)
        await opened.desk.do(begin(100))
        await for_a_time(opened, timedelta(minutes=5))
        found = await opened.desk.do(fates)
        assert set(found) == {("waiting", "throttled")} and found.total() < 30 and not queue.sent
        queue.wait = lambda: None
        await opened.wait_out()
        assert await opened.desk.do(fates) == {("sent", ""): 100} and max(got(queue).values()) == 1

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


def test_who_stops_while_a_copy_waits_for_its_turn_gets_none(
    url: str, ring_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_pages, "TURN_SECONDS", 30.0)  # however slow this machine is

    def stop_all(work: SqlWork) -> None:
        for n in range(100):
            work.subscriptions.end(work.people.at(Address("telegram", str(n))).id)

    async def play() -> None:
        async def stopped() -> None:
            await opened.desk.do(stop_all)
            opened.clock.forward(timedelta(seconds=1.01))

        queue = opened.desk.channels["telegram"] = Queueing(stopped)
        await opened.desk.do(begin(100))
        await opened.wait_out()
        assert queue.asked and not queue.sent
        assert {state for state, _ in await opened.desk.do(fates)} == {"skipped"}

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())
