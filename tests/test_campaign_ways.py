"""One human with several ways: whoever cannot be reached on one gets it on the next, and only once."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels import ChannelError, OutOfReach, PersonGone, Refused
from bot.desk.mail_runs import recipients, written
from bot.desk.rehearsal import Rehearsal
from bot.store import Store, Surroundings
from bot.store.campaign_copies import Outcome
from bot.store.work import SqlWork
from handlers.events import Address, OutgoingMessage
from handlers.house import House
from handlers.keeps_campaigns import Group
from referral.campaigns import Subscription
from tests.fakes import FakeChannel, FakeClock
from tests.office import Rules, office
from tests.subscribers import Crowd, run_of
from tests.test_mailing import MORNING, fates, mailing, the_run

WAYS = ("zalo_oa", "telegram", "zalo_bot")


@pytest.fixture
def crowd(store: Store) -> Crowd:
    return Crowd(store)


def three_ways(crowd: Crowd) -> list[str]:
    """One human with three ways, in the order of their preference."""
    return [crowd.join(f"1:{n}", name, human="h", rank=n) for n, name in enumerate(WAYS)]


def tell(crowd: Crowd, channel: str, outcome: Outcome) -> None:
    """The one copy of a page of this channel ended so."""
    page = crowd.claim(RUN, channel)
    (one,) = page.recipients
    crowd.do(lambda work: written(work, RUN.id, page.id, [replace(outcome, person_id=one.person_id)]))


RUN = run_of()
CLOSED = [("failed", "window"), ("failed", "paid"), ("failed", "gone"), ("skipped", "trial")]


@pytest.mark.parametrize(("state", "reason"), CLOSED)
def test_who_cannot_be_reached_on_one_way_gets_it_on_the_next(crowd: Crowd, state: str, reason: str) -> None:
    _, second, _ = three_ways(crowd)
    crowd.add(RUN)
    tell(crowd, "zalo_oa", Outcome("", state, reason))  # type: ignore[arg-type]
    assert crowd.states(RUN) == {("waiting", "elsewhere"): 1}
    page = crowd.claim(RUN, "telegram")
    assert [(one.person_id, one.address.channel, one.attempts) for one in page.recipients] == [(second, "telegram", 1)]
    crowd.sent(page)
    assert crowd.claim_all(RUN, WAYS) == [] and crowd.states(RUN) == {("sent", ""): 1}


def test_only_when_no_way_is_left_it_failed(crowd: Crowd) -> None:
    three_ways(crowd)
    crowd.add(RUN)
    for channel in WAYS:
        tell(crowd, channel, Outcome("", "failed", "window"))
    assert crowd.states(RUN) == {("failed", "window"): 1} and crowd.claim_all(RUN, WAYS) == []


@pytest.mark.parametrize(("state", "reason"), [("failed", "refused"), ("unsure", "timeout"), ("sent", "")])
def test_what_may_have_arrived_or_was_refused_goes_nowhere_else(crowd: Crowd, state: str, reason: str) -> None:
    three_ways(crowd)
    crowd.add(RUN)
    tell(crowd, "zalo_oa", Outcome("", state, reason))  # type: ignore[arg-type]
    assert crowd.states(RUN) == {(state, reason): 1} and crowd.claim_all(RUN, WAYS) == []


def test_a_way_that_the_campaign_is_not_for_is_no_next_way(crowd: Crowd) -> None:
    first = crowd.join("1", "zalo_oa", human="h")
    crowd.join("2", "telegram", human="h", rank=1, topics=("storm",))
    crowd.join("3", "webchat", human="h", rank=2, contact="hidden")
    crowd.add(RUN)
    tell(crowd, "zalo_oa", Outcome(first, "failed", "gone"))
    assert crowd.states(RUN) == {("failed", "gone"): 1}


def test_a_page_that_is_told_twice_moves_nobody_twice(crowd: Crowd) -> None:
    """As when a process was killed after the commit and its journal is read again."""
    first, *_ = three_ways(crowd)
    crowd.add(RUN)
    page = crowd.claim(RUN, "zalo_oa")
    for _ in range(2):
        crowd.do(lambda work: written(work, RUN.id, page.id, [Outcome(first, "failed", "window")]))
    assert len(crowd.claim(RUN, "telegram").recipients) == 1 and crowd.claim_all(RUN, WAYS) == []
    crowd.do(lambda work: written(work, RUN.id, page.id, [Outcome(first, "failed", "window")]))
    assert crowd.states(RUN) == {("sending", ""): 1}


def test_a_kill_between_the_fate_and_the_next_way_leaves_both_undone(crowd: Crowd) -> None:
    first, *_ = three_ways(crowd)
    crowd.add(RUN)
    page = crowd.claim(RUN, "zalo_oa")

    def killed(work: SqlWork) -> None:
        written(work, RUN.id, page.id, [Outcome(first, "failed", "window")])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crowd.do(killed)
    assert crowd.states(RUN) == {("sending", ""): 1} and crowd.claim_all(RUN, WAYS) == []
    crowd.do(lambda work: work.copies.orphaned(RUN.id))  # the next process, that found no journal
    assert crowd.states(RUN) == {("unsure", "died"): 1} and crowd.claim_all(RUN, WAYS) == []
    crowd.do(lambda work: written(work, RUN.id, page.id, [Outcome(first, "failed", "window")]))  # it found one
    assert crowd.states(RUN) == {("waiting", "elsewhere"): 1}


def test_who_stops_meanwhile_gets_it_nowhere(crowd: Crowd) -> None:
    first, *_ = three_ways(crowd)
    crowd.add(RUN)
    tell(crowd, "zalo_oa", Outcome(first, "failed", "window"))
    crowd.do(lambda work: work.subscriptions.end(first))
    assert crowd.claim_all(RUN, WAYS) == [] and ("sent", "") not in crowd.states(RUN)


def join(work: SqlWork) -> None:
    for n, name in enumerate(WAYS):
        person = work.people.at(Address(name, f"1:{n}"))
        work.subscriptions.save(Subscription(person.id, name, work.now, human="h", rank=n))
        work.people.save(replace(person, subscribed=True))
    work.ledger.interacted(work.people.at(Address("zalo_oa", "1:0")).id, work.now - timedelta(days=8))
    assert work.campaigns.add(the_run())


class Closed(FakeChannel):
    """Reaches nobody."""

    def __init__(self, name: str, problem: ChannelError) -> None:
        super().__init__(name)
        self.problem = problem

    async def send(self, address: str, message: OutgoingMessage) -> str:
        raise self.problem


@pytest.mark.parametrize(("problem", "gets"), [(OutOfReach("window"), 1), (PersonGone("gone"), 1), (Refused("no"), 0)])
def test_the_mailing_tries_one_way_after_the_other(url: str, ring_path: Path, problem: ChannelError, gets: int) -> None:
    """Zalo's window is over by our own ledger, Telegram says no; the Zalo bot is left."""

    async def play() -> None:
        opened.desk.channels["telegram"] = Closed("telegram", problem)
        opened.desk.channels["zalo_oa"] = FakeChannel("zalo_oa")
        bot = opened.desk.channels["zalo_bot"] = FakeChannel("zalo_bot")
        await opened.desk.do(join)
        await opened.wait_out()
        assert len(bot.sent) == gets
        assert (await opened.desk.do(fates))["sent", ""] == gets
        assert (await opened.desk.do(fates)).total() == 1

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


def test_in_a_trial_a_tester_gets_it_on_the_way_that_is_listed(url: str, ring_path: Path) -> None:
    rehearsal = Rehearsal(lambda: False, frozenset({Address("telegram", "1:1")}))

    async def play() -> None:
        opened.clock.now = MORNING
        telegram, zalo = FakeChannel("telegram"), FakeChannel("zalo_oa")
        opened.desk.add(telegram)
        opened.desk.add(zalo)
        await opened.desk.do(join)
        await opened.wait_out()
        assert [sent.address for sent in telegram.sent] == ["1:1"] and not zalo.sent

    with office(url, ring_path, Rules(rehearsal)) as opened:
        asyncio.run(play())


def house_of(*outside: str) -> House:
    return House(outside=frozenset(outside), own_channels=frozenset({"webchat"}))


def groups(crowd: Crowd) -> Sequence[tuple[str, int]]:
    return [(group.channel, group.count) for group in crowd.do(lambda work: work.campaigns.groups(RUN))]


@pytest.fixture
def telegram_only(url: str, ring_path: Path, clock: FakeClock) -> Iterator[Crowd]:
    """A house that is connected to Telegram alone."""
    opened = Store.open(url, ring_path, Surroundings(house_of("telegram"), clock=clock))
    yield Crowd(opened)
    opened.close()


def test_a_channel_that_is_not_connected_is_no_way(telegram_only: Crowd) -> None:
    crowd = telegram_only
    three_ways(crowd)
    crowd.join("9", "zalo_bot")
    assert sorted(groups(crowd)) == [("telegram", 1), ("zalo_bot", 1)]
    crowd.add(RUN)
    assert crowd.do(lambda work: recipients(work, RUN)) == 1, "nobody waits for who cannot be written to"
    assert len(crowd.claim_all(RUN)) == 1
    tell_nobody = crowd.add(run_of("r2"))
    page = crowd.claim(tell_nobody, "telegram", per=(9, 9))
    gone = [Outcome(one.person_id, "failed", "gone") for one in page.recipients]
    crowd.do(lambda work: written(work, "r2", page.id, gone))
    assert crowd.states(tell_nobody) == {("failed", "gone"): 1}, "the Zalo bot is not connected"


def test_whoever_had_enough_lately_is_counted_apart(crowd: Crowd) -> None:
    for n in range(3):
        crowd.join(str(n))
    assert crowd.do(lambda work: work.campaigns.groups(run_of("r2"))) == [Group("telegram", 3)]
    crowd.claim_all(crowd.add(RUN))
    crowd.join("9")
    found = crowd.do(lambda work: work.campaigns.groups(run_of("r2")))
    assert sorted(found, key=lambda group: group.count) == [Group("telegram", 1), Group("telegram", 3, capped=True)]
    assert crowd.do(lambda work: recipients(work, run_of("r2"))) == 4, "they wait for another day of the run"
