"""The mailing beside others: the ledger, a trial, an article, another process, our own shutdown."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.channels import ChannelDown, OutOfReach, Unanswered
from bot.desk import Desk
from bot.desk.journal import NoLog
from bot.desk.mail_lines import Sheet
from bot.desk.mail_pace import Pace
from bot.desk.mail_pages import put_back, write_down
from bot.desk.mail_planning import Letter, Plan, Wording
from bot.desk.mail_runs import clear
from bot.desk.rehearsal import Rehearsal
from bot.store import Store, Surroundings
from bot.store.campaign_copies import OVER_AT_ONCE, Outcome, Recipient
from bot.store.campaigns import parsed
from bot.store.work import SqlWork
from handlers.events import Address, Notice, OutgoingMessage
from referral.campaigns import Subscription
from tests.fakes import FakeChannel
from tests.office import Office, Rules, office
from tests.test_mailing import MORNING, TEXT, begin, fates, got, mailing, state, subscribe, the_run

PATIENCE = 60  # seconds until a test gives up
ARTICLE = TEXT + 'article = "a1"\nneutral = true\n'


class Zalo(FakeChannel):
    """An account that can be asked what is left, and that broadcasts articles."""

    def __init__(self, opened: Office) -> None:
        super().__init__("zalo_oa")
        self._opened = opened
        self.asked: list[str] = []
        self.articles_sent: list[tuple[str, str]] = []
        self.problem: Exception | None = None

    async def ask(self, address: str) -> None:
        self.asked.append(address)
        await self._opened.desk.do(lambda work: work.ledger.note_quota("zalo_oa:1", "promo", 1000, 1000))

    def articles(self) -> Sequence[str]:
        return ("1", "2")

    async def broadcast(self, account: str, article_id: str) -> str:
        self.articles_sent.append((account, article_id))
        if self.problem:
            raise self.problem
        return f"b-{account}"


def zalo_at(opened: Office) -> Zalo:
    zalo = Zalo(opened)
    opened.desk.channels["zalo_oa"] = zalo
    return zalo


def test_a_window_that_is_open_costs_nothing(url: str, ring_path: Path) -> None:
    def write(work: SqlWork) -> None:
        for n in range(5):
            person = work.people.at(Address("zalo_oa", f"1:{n}"))
            work.subscriptions.save(Subscription(person.id, "zalo_oa", work.now))
            work.ledger.interacted(person.id, work.now - timedelta(days=(1, 1, 3, 8, 8)[n]))
        assert work.campaigns.add(the_run())

    async def play() -> None:
        zalo = zalo_at(opened)
        await opened.desk.do(write)
        await opened.desk.quiet()
        assert set(got(zalo)) == {"1:0", "1:1"}
        assert (await opened.desk.do(fates))["failed", "window"] == 2
        assert (await opened.desk.do(fates))["failed", "paid"] == 1

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


def test_a_template_goes_where_words_do_not(url: str, ring_path: Path) -> None:
    def write(work: SqlWork) -> None:
        for n in range(3):
            person = work.people.at(Address("zalo_oa", f"1:{n}"))
            work.subscriptions.save(Subscription(person.id, "zalo_oa", work.now))
            work.ledger.interacted(person.id, work.now - timedelta(days=(1, 1, 8)[n]))
        assert work.campaigns.add(the_run())

    class Closed(Zalo):
        async def send(self, address: str, message: OutgoingMessage) -> str:
            if address == "1:0" and message.act == "say":
                raise OutOfReach("The window is closed.")
            return await super().send(address, message)

    async def play() -> None:
        zalo = opened.desk.channels["zalo_oa"] = Closed(opened)
        zalo.templates = frozenset({"campaign"})
        await opened.desk.do(write)
        await opened.wait_out()
        acts = {sent.address: sent.message.act for sent in zalo.sent}
        assert acts == {"1:0": "notice", "1:1": "say", "1:2": "notice"}
        figures = await opened.desk.do(lambda work: work.campaigns.figures("r1"))
        assert {(one.state, one.paid): one.count for one in figures} == {("sent", True): 2, ("sent", False): 1}
        assert isinstance(zalo.sent[0].message.notice, Notice)

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


def test_only_testers_in_a_trial(url: str, ring_path: Path) -> None:
    tester = Address("telegram", "3")
    rehearsal = Rehearsal(lambda: False, frozenset({tester}))

    async def play() -> None:
        opened.clock.now = MORNING
        telegram = FakeChannel("telegram")
        opened.desk.add(telegram)
        await opened.desk.do(begin(10))
        await opened.desk.do(lambda work: subscribe(work, 2, "webchat", first=50))
        await opened.desk.quiet()
        assert list(got(telegram)) == ["3"] and len(opened.channel.sent) == 2
        assert (await opened.desk.do(fates))["skipped", "trial"] == 9

    with office(url, ring_path, Rules(rehearsal)) as opened:
        asyncio.run(play())


def test_an_article_is_broadcast_once(url: str, ring_path: Path) -> None:
    async def play() -> None:
        zalo = zalo_at(opened)
        zalo.problem = ChannelDown("down")
        await opened.desk.do(begin(20, the_run(text=ARTICLE, approved_by="an officer")))
        await opened.desk.quiet()
        assert len(zalo.articles_sent) == 2 and await opened.desk.do(state) == "running"
        zalo.problem = None
        await opened.wait_out()
        assert zalo.articles_sent == [("1", "a1"), ("2", "a1")] * 2
        assert await opened.desk.do(state) == "done"

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


def test_an_article_that_was_not_answered_is_not_repeated_and_a_pilot_has_none(url: str, ring_path: Path) -> None:
    async def play() -> None:
        zalo = zalo_at(opened)
        zalo.problem = Unanswered("lost")
        await opened.desk.do(begin(20, the_run(text=ARTICLE, area="21340", approved_by="an officer")))
        await opened.desk.quiet()
        assert zalo.articles_sent == []
        of_b = the_run(id="r2", number="CD-2", campaign="b", text=ARTICLE)
        await opened.desk.do(begin(0, replace(of_b, approved_by="an officer")))
        await opened.wait_out()
        assert len(zalo.articles_sent) == 2

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


def test_an_article_that_nobody_approved_or_that_is_not_for_everybody_is_not_broadcast(
    url: str, ring_path: Path
) -> None:
    async def play() -> None:
        zalo = zalo_at(opened)
        await opened.desk.do(begin(3, the_run(text=ARTICLE)))
        narrow = ARTICLE + 'audience = "role is teacher"\n'
        of_b = the_run(id="r2", number="CD-2", campaign="b", text=narrow, approved_by="an officer")
        await opened.desk.do(begin(0, of_b))
        await opened.desk.quiet()
        assert zalo.articles_sent == []

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


async def a_page_is_under_way(opened: Office) -> None:
    """Wait until the first page has been taken up."""
    async with asyncio.timeout(PATIENCE):
        while await opened.desk.do(lambda work: work.copies.sending("r1")) < 16:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def test_one_process_works_a_run_and_another_takes_it_over(url: str, ring_path: Path) -> None:
    """The first dies with a page on its way: what was begun may have arrived, all others have one."""

    async def play() -> None:
        await opened.desk.do(begin(200))
        gate = asyncio.Event()
        telegram.held = dict.fromkeys(map(str, range(200)), gate)
        first = asyncio.create_task(opened.desk._mailing.round())
        await a_page_is_under_way(opened)
        store = Store.open(url, ring_path, Surroundings(clock=opened.clock))
        second, again = Desk(store, opened.counter.reactions()), FakeChannel("telegram")
        second.add(again)
        await second.quiet()
        assert again.sent == []  # it is held
        opened.clock.forward(timedelta(seconds=16))
        await second.quiet()
        assert len(again.sent) == 184 and max(got(again).values()) == 1
        assert (await second.do(fates))["unsure", "died"] == 16
        gate.set()
        await first  # it was only slow, and what it knows is still written down
        assert not set(got(again)) & set(got(telegram)) and len(telegram.sent) == 16
        assert await second.do(fates) == {("sent", ""): 200}
        await second.stop()
        store.close()

    with mailing(url, ring_path) as (opened, telegram):
        asyncio.run(play())


def test_it_stops_between_two_messages_and_goes_on_after_the_start(url: str, ring_path: Path, tmp_path: Path) -> None:
    async def play() -> None:
        opened.desk.journal_in(tmp_path / "mail")
        await opened.desk.do(begin(200))
        gate = asyncio.Event()
        telegram.held = dict.fromkeys(map(str, range(200)), gate)
        await opened.desk.start()
        await a_page_is_under_way(opened)
        asyncio.get_running_loop().call_later(0.05, gate.set)
        await opened.desk.stop()
        begun = len(telegram.sent)  # what was taken up and not begun yet was put back
        assert begun <= 16 and list((tmp_path / "mail").iterdir()) == []
        store = Store.open(url, ring_path, Surroundings(clock=opened.clock))
        second, again = Desk(store, opened.counter.reactions()), FakeChannel("telegram")
        second.add(again)
        await second.quiet()
        assert len(again.sent) == 200 - begun and not set(got(again)) & set(got(telegram))
        await second.stop()
        store.close()

    with mailing(url, ring_path) as (opened, telegram):
        asyncio.run(play())


def test_a_refusal_of_the_platform_is_waited_out(url: str, ring_path: Path) -> None:
    """The ledger says until when; nobody of the others is tried before that."""

    def write(work: SqlWork) -> None:
        for n in range(3):
            person = work.people.at(Address("zalo_bot", f"{n}"))
            work.subscriptions.save(Subscription(person.id, "zalo_bot", work.now))
        work.ledger.exhausted("zalo_bot", "say:bulk", MORNING + timedelta(hours=3))
        assert work.campaigns.add(the_run())

    async def play() -> None:
        bot = opened.desk.channels["zalo_bot"] = FakeChannel("zalo_bot")
        await opened.desk.do(write)
        await opened.desk.quiet()
        assert not bot.sent and await opened.desk.next_due() == MORNING + timedelta(hours=3)
        await opened.wait_out()
        assert len(bot.sent) == 3

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


def test_an_account_is_asked_what_is_left(url: str, ring_path: Path) -> None:
    there = [Address("zns", str(n)) for n in range(3)]

    async def play() -> None:
        channel = Zalo(opened)
        channel.name, channel.templates = "zns", frozenset({"campaign"})
        notice = OutgoingMessage("k", "", lane="bulk", act="notice", notice=Notice("campaign"))
        asked: frozenset[str] = frozenset()

        def look(work: SqlWork) -> tuple[list[Outcome | Letter], dict[str, str]]:
            plan = Plan(work, channel, MORNING + timedelta(days=2), asked)
            people = [Recipient(work.people.at(one).id, one, "vi", "", "") for one in there]
            plan.open_books(people)
            return [plan.verdict(one, Wording(notice)) for one in people], plan.unknown

        found, unknown = await opened.desk.do(look)
        assert unknown == {"zns": "0"} and {one.due_at for one in found if isinstance(one, Outcome)} == {
            MORNING + timedelta(seconds=10)
        }
        asked = frozenset(unknown)
        found, unknown = await opened.desk.do(look)
        assert not unknown and all(isinstance(one, Outcome) and one.reason == "unknown" for one in found)
        await opened.desk.do(lambda work: work.ledger.note_quota("zns", "daily", 100, 100))
        found, _ = await opened.desk.do(look)
        assert all(isinstance(one, Letter) and one.paid for one in found)

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


def test_a_page_takes_half_a_second_and_is_never_large() -> None:
    pace = Pace()
    for _ in range(20):
        pace.took(pace.size, 0.01)
    assert pace.size == 256
    pace.took(256, 12.5)
    assert pace.size == 10
    for _ in range(3):
        pace.took(pace.size, 5.0)
    assert pace.size == 2
    pace.failed(MORNING, timedelta())
    assert pace.rests_until == MORNING + timedelta(seconds=1)
    pace.failed(MORNING, timedelta(seconds=30))
    assert pace.rests_until == MORNING + timedelta(seconds=30)
    for _ in range(30):
        pace.failed(MORNING, timedelta())
    assert pace.rests_until == MORNING + timedelta(minutes=5)


def put_off_page(work: SqlWork) -> None:
    """Everybody's copy waits for tomorrow."""
    run = work.campaigns.run("r1")
    assert run
    page = work.copies.claim(run, parsed(run), "telegram", 1000, (1, 3))
    tomorrow = work.now + timedelta(days=1)
    work.copies.ended(run.id, page.id, [Outcome(one.person_id, "waiting", due_at=tomorrow) for one in page.recipients])


def test_many_that_wait_past_the_end_are_ended_in_many_transactions(url: str, ring_path: Path) -> None:
    count = 2 * OVER_AT_ONCE + 1

    async def play() -> None:
        await opened.desk.do(begin(count))
        await opened.desk.do(put_off_page)
        opened.clock.forward(timedelta(days=3))
        assert await opened.desk.do(lambda work: clear(work, "r1")), "not all at once"
        assert await opened.desk.do(state) == "running"
        await opened.desk.quiet()
        assert await opened.desk.do(fates) == {("skipped", "late"): count}
        assert await opened.desk.do(state) == "done"

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


def test_what_a_stopped_run_left_is_ended_however_long_ago_it_was(url: str, ring_path: Path) -> None:
    async def play() -> None:
        await opened.desk.do(begin(5))
        await opened.desk.do(put_off_page)
        stopped = the_run(state="stopped", ended_at=MORNING)
        await opened.desk.do(lambda work: work.campaigns.save(stopped))
        opened.clock.forward(timedelta(days=30))
        await opened.desk.quiet()
        assert await opened.desk.do(fates) == {("skipped", "stopped"): 5}

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


def test_a_page_that_outlasts_its_run_leaves_nothing_that_waits(url: str, ring_path: Path) -> None:
    async def play() -> None:
        await opened.desk.do(begin(1))
        run = the_run(state="done", ended_at=MORNING)
        page = await opened.desk.do(lambda work: work.copies.claim(run, parsed(run), "telegram", 9, (1, 3)))
        await opened.desk.do(lambda work: work.campaigns.save(run))
        letter = Letter(page.recipients[0].person_id, "0", Wording(OutgoingMessage("k", "")), 1)
        sheet = Sheet(run, page.id, MORNING, [letter], NoLog(), 1, more=False)
        endings = {letter.person_id: put_back(letter, MORNING)}
        await opened.desk.do(lambda work: write_down(work, sheet, endings))
        assert await opened.desk.do(fates) == {("skipped", "late"): 1}

    with mailing(url, ring_path) as (opened, _):
        asyncio.run(play())


def test_an_old_run_does_not_wait_behind_a_hundred_newer_ones(url: str, ring_path: Path) -> None:
    later = MORNING + timedelta(hours=1)

    def more(work: SqlWork) -> None:
        for n in range(101):
            paused = the_run(id=f"p{n}", number=f"CD-P{n}", campaign=f"p{n}", state="paused", starts_at=later)
            assert work.campaigns.add(paused)

    async def play() -> None:
        await opened.desk.do(begin(3))
        await opened.desk.do(more)
        await opened.desk.quiet()
        assert len(telegram.sent) == 3

    with mailing(url, ring_path) as (opened, telegram):
        asyncio.run(play())
