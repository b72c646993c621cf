"""Every send on a channel that counts is planned: nothing urgent is lost, no campaign takes what is not its own."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels import NotNow
from bot.desk import Desk
from bot.desk.detour import HINTED
from bot.desk.planning import Planned, plan, wish_of
from bot.desk.reactions import Reactions
from bot.desk.rehearsal import Rehearsal
from bot.store import Store, Surroundings
from bot.store.outbox import Parcel
from bot.store.work import SqlWork
from handlers.events import Address, Lane, Notice, OutgoingMessage
from handlers.work import Work
from referral.ledger import MONTH, Wish
from referral.ledger_terms import Lane as Asked
from tests.databases import drop, fresh_url
from tests.fakes import AFTERNOON, FakeChannel, FakeClock
from tests.office import Counter, Office, Rules, office
from tests.store_cast import found_directory

ITS = "zalo_oa:11"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFFICER = Address("zalo_oa", "11:7001")
ALERT = OutgoingMessage("alert", "", "việc mới", lane="urgent", notice=Notice("alert"))
STATUS = OutgoingMessage("status", "", "đã có người nhận", notice=Notice("status"))
CAMPAIGN = OutgoingMessage("news", "", "tin", lane="bulk", notice=Notice("campaign"))


def page_of(work: Work, person_id: str) -> str:
    """The same person on our own page."""
    person = work.people.get(person_id)
    return work.people.at(Address("webchat", person.address.id if person else "")).id


def other_way(counter: Counter) -> Reactions:
    """What cannot go or is late goes to the person's page as well, once."""

    def copy(work: Work, message: OutgoingMessage) -> None:
        page = page_of(work, message.person_id)
        work.send(replace(message, key=f"{message.key}:page", person_id=page))

    def delayed(work: Work, message: OutgoingMessage) -> None:
        counter.delayed.append(message)
        copy(work, message)

    def failed(work: Work, message: OutgoingMessage, problem: str) -> None:
        counter.failed.append(replace(message, ref=problem))
        if message.text == "broken":
            raise ValueError("on purpose")
        if problem != HINTED:
            copy(work, message)

    return replace(counter.reactions(), delayed=delayed, failed=failed)


class Oa:
    """An office with an Official Account beside its page."""

    def __init__(self, opened: Office) -> None:
        self.office = opened
        self.desk, self.clock, self.counter = opened.desk, opened.clock, opened.counter
        self.channel = FakeChannel("zalo_oa")
        self.channel.own = False
        self.desk.add(self.channel)

    async def send(self, address: Address, message: OutgoingMessage, met: timedelta | None = HOUR) -> str:
        """Send it to somebody who did something so long ago; what is due now happens. The person's id."""

        def write(work: SqlWork) -> str:
            person = work.people.at(address)
            if met is not None:
                work.ledger.interacted(person.id, work.now - met)
            work.send(replace(message, person_id=person.id))
            return person.id

        person_id = await self.desk.do(write)
        await self.desk.quiet()
        return person_id

    async def wishes(self, address: Address, contact: str) -> None:
        """How a citizen may be written to."""

        def write(work: SqlWork) -> None:
            work.people.save(replace(work.people.at(address), contact=contact))

        await self.desk.do(write)

    async def link(self, address: Address) -> None:
        await self.desk.do(lambda work: work.staff.link("officer-1", work.people.at(address).id))

    def arrived(self) -> list[tuple[str, str]]:
        return [(sent.message.act, sent.message.text) for sent in self.channel.sent]

    def on_page(self) -> list[str]:
        return [sent.message.text for sent in self.office.channel.sent]

    def told(self) -> list[str]:
        return [message.ref for message in self.counter.failed]


@pytest.fixture
def oa(url: str, ring_path: Path) -> Iterator[Oa]:
    with office(url, ring_path, Rules(reactions=other_way)) as opened:
        found_directory(opened.store)
        yield Oa(opened)


def parcels(channel: str, count: int = 1) -> list[Parcel]:
    return [
        Parcel(n, f"p{n}", Address(channel, f"{n}"), replace(ALERT, key=f"{n}"), 1, AFTERNOON) for n in range(count)
    ]


def test_a_channel_that_counts_nothing_costs_no_question() -> None:
    nothing = cast(SqlWork, None)  # whoever asked it would fail
    claimed = parcels("telegram", 32)
    assert plan(nothing, claimed) == [Planned(parcel) for parcel in claimed]
    with pytest.raises(AttributeError):
        plan(nothing, parcels("zalo_oa"))


@pytest.mark.parametrize(
    ("lane", "notice", "asked"),
    [("urgent", "alert", "urgent"), ("reply", "", "reply"), ("bulk", "", "reply"), ("bulk", "officer", "reply"),
     ("bulk", "campaign", "bulk")],
)  # fmt: skip
def test_only_a_campaign_is_asked_about_as_one(lane: Lane, notice: str, asked: Asked) -> None:
    told = replace(CAMPAIGN.notice or Notice("campaign"), kind=notice) if notice else None  # type: ignore[arg-type]
    assert wish_of(OutgoingMessage("k", "p", lane=lane, notice=told)) == Wish(asked)
    assert wish_of(OutgoingMessage("k", "p", lane=lane, act="notice", notice=told)) == Wish(asked, "notice", notice)


def test_inside_the_window_it_goes_as_it_is_and_is_counted(oa: Oa) -> None:
    async def play() -> int:
        person = await oa.send(OFFICER, ALERT)
        return await oa.desk.do(lambda work: work.ledger.of(person, ITS).sent)

    assert asyncio.run(play()) == 1
    assert oa.arrived() == [("say", "việc mới")] and not oa.counter.failed and not oa.counter.delayed


def test_outside_the_window_an_officer_gets_the_template_in_the_same_row(oa: Oa) -> None:
    async def play() -> None:
        oa.channel.templates = frozenset({"alert"})
        await oa.link(OFFICER)
        await oa.send(OFFICER, ALERT, met=8 * DAY)

    asyncio.run(play())
    assert oa.arrived() == [("notice", "việc mới")] and not oa.counter.failed


def test_outside_the_window_without_a_template_somebody_hears_of_it(oa: Oa) -> None:
    async def play() -> list[str]:
        oa.channel.templates = frozenset({"status"})
        await oa.link(OFFICER)
        await oa.send(OFFICER, ALERT, met=8 * DAY)
        return await oa.office.problems()

    assert asyncio.run(play()) == ["window"]
    assert oa.told() == ["window"] and oa.arrived() == [] and oa.on_page() == ["việc mới"]


@pytest.mark.parametrize(
    ("contact", "template"), [("plain", True), ("neutral", True), ("any", True), ("", False), ("never", False),
                              ("hidden", False), ("ask_me: sau 20 giờ", False)]
)  # fmt: skip
def test_a_citizen_gets_a_template_only_if_they_said_so(oa: Oa, contact: str, template: bool) -> None:
    async def play() -> None:
        oa.channel.templates = frozenset({"status"})
        await oa.wishes(OFFICER, contact)
        await oa.send(OFFICER, STATUS, met=8 * DAY)

    asyncio.run(play())
    assert oa.arrived() == ([("notice", "đã có người nhận")] if template else [])
    assert oa.told() == ([HINTED] if template else ["window"]), "the words themselves were not said yet"


def test_what_the_platform_refuses_for_the_window_is_tried_as_a_template_once(oa: Oa) -> None:
    async def play() -> None:
        oa.channel.mood, oa.channel.templates = "window", frozenset({"alert"})
        await oa.link(OFFICER)
        await oa.send(OFFICER, ALERT)
        oa.channel.templates = frozenset()
        await oa.send(OFFICER, replace(ALERT, key="2"), met=None)

    asyncio.run(play())
    assert oa.arrived() == [("notice", "việc mới")]
    assert oa.told() == ["window"], "the second was not even tried: the window is known to be closed"


def test_who_does_something_is_written_to_again(oa: Oa) -> None:
    async def play() -> None:
        oa.channel.mood = "window"
        await oa.send(OFFICER, ALERT)
        oa.channel.mood = ""
        await oa.send(OFFICER, replace(ALERT, key="2"), met=None)
        await oa.send(OFFICER, replace(ALERT, key="3", text="anh viết"), met=timedelta())

    asyncio.run(play())
    assert oa.arrived() == [("say", "anh viết")] and oa.told() == ["window", "window"]


def test_a_template_that_is_refused_too_is_a_dead_letter(oa: Oa) -> None:
    async def play() -> None:
        oa.channel.gone, oa.channel.templates = {OFFICER.id}, frozenset({"alert"})
        await oa.link(OFFICER)
        await oa.send(OFFICER, ALERT, met=8 * DAY)

    asyncio.run(play())
    assert oa.told() == ["gone"] and oa.on_page() == ["việc mới"]


def test_no_alert_is_lost_when_the_quota_ends_in_the_middle_of_a_burst(oa: Oa) -> None:
    count = 40
    officers = [Address("zalo_oa", f"11:{n}") for n in range(count)]

    async def play() -> None:
        oa.channel.remain = 15

        def burst(work: SqlWork) -> None:
            for n, address in enumerate(officers):
                person = work.people.at(address)
                work.ledger.interacted(person.id, work.now - 3 * DAY)
                work.send(replace(ALERT, key=f"alert:{n}", person_id=person.id, text=f"việc {n}"))

        await oa.desk.do(burst)
        await oa.desk.quiet()
        assert len(oa.channel.sent) == 15
        reached = {text for _, text in oa.arrived()} | set(oa.on_page())
        assert reached == {f"việc {n}" for n in range(count)}, "each by another way, at once"
        assert len(oa.on_page()) == count - 15, "and once"
        later = replace(ALERT, key="later", text="việc nữa")
        await oa.send(officers[0], later, met=None)
        assert oa.on_page()[-1] == "việc nữa" and len(oa.channel.sent) == 15
        oa.channel.remain = None
        await oa.office.wait_out()

    asyncio.run(play())
    words = [text for _, text in oa.arrived()]
    assert sorted(words) == sorted([*(f"việc {n}" for n in range(count)), "việc nữa"]), "after the reset, each once"
    assert len(oa.on_page()) == count - 15 + 1 and not oa.counter.failed
    assert asyncio.run(attempts(oa.desk)) == 1, "to wait for a quota is no try"


async def attempts(desk: Desk) -> int:
    """The most that any message needed."""
    query = "SELECT max(attempts) FROM outbox"
    return await desk.do(lambda work: int(work.connection.exec_driver_sql(query).scalar_one()))


def test_who_has_just_written_is_answered_though_the_quota_is_gone(oa: Oa) -> None:
    child = Address("zalo_oa", "11:1")

    async def play() -> None:
        oa.channel.remain = 0
        await oa.send(OFFICER, ALERT, met=3 * DAY)
        oa.channel.remain = None
        await oa.send(child, replace(STATUS, text="gọi 113 ngay"), met=timedelta())

    asyncio.run(play())
    assert oa.arrived() == [("say", "gọi 113 ngay")] and oa.on_page() == ["việc mới"]


def test_a_line_that_waits_for_a_quota_delays_no_answer_to_who_writes(oa: Oa) -> None:
    child = Address("zalo_oa", "11:1")

    async def play() -> None:
        await oa.desk.do(lambda work: work.ledger.exhausted(ITS, "say:urgent", work.now + 8 * HOUR))
        await oa.send(child, STATUS, met=3 * DAY)
        assert oa.arrived() == [], "it would cost, and the platform takes none"
        oa.clock.forward(timedelta(minutes=1))
        await oa.send(child, replace(STATUS, key="cry", text="gọi 113 ngay"), met=timedelta())

    asyncio.run(play())
    assert oa.arrived() == [("say", "đã có người nhận"), ("say", "gọi 113 ngay")], "free by now, both of them"


def test_a_template_that_rests_at_night_silences_no_answer_until_the_morning(oa: Oa) -> None:
    child, morning = Address("zalo_oa", "11:1"), AFTERNOON + 16 * HOUR

    async def play() -> None:
        oa.clock.now = AFTERNOON + 9 * HOUR  # 23:00
        oa.channel.templates = frozenset({"status"})
        await oa.wishes(child, "plain")
        await oa.desk.do(lambda work: work.ledger.exhausted(ITS, "notice:urgent:status", morning))
        await oa.send(child, STATUS, met=8 * DAY)
        await oa.send(child, replace(STATUS, key="cry", text="gọi 113 ngay"), met=timedelta())
        assert oa.arrived() == [("say", "gọi 113 ngay")]
        assert await oa.desk.next_due() == morning

    asyncio.run(play())


def test_an_officer_who_writes_hears_at_once_what_waited(oa: Oa) -> None:
    async def play() -> None:
        await oa.link(OFFICER)
        await oa.desk.do(lambda work: work.ledger.exhausted(ITS, "say:urgent", work.now + HOUR))
        await oa.send(OFFICER, ALERT, met=3 * DAY)
        assert oa.arrived() == [] and oa.on_page() == ["việc mới"]
        await oa.send(OFFICER, replace(ALERT, key="2", text="việc nữa"), met=timedelta())

    asyncio.run(play())
    assert oa.arrived() == [("say", "việc mới"), ("say", "việc nữa")]


def test_what_would_wait_for_more_than_its_day_is_told_of_at_once(oa: Oa) -> None:
    async def play() -> list[str]:
        await oa.desk.do(lambda work: work.ledger.exhausted(ITS, "say:urgent", work.now + DAY))
        await oa.send(OFFICER, ALERT, met=3 * DAY)
        return await oa.office.problems()

    assert asyncio.run(play()) == ["quota"]
    assert oa.told() == ["quota"] and oa.on_page() == ["việc mới"]


def test_a_fault_of_ours_on_the_way_round_stops_no_other_message(oa: Oa) -> None:
    async def play() -> None:
        await oa.send(OFFICER, replace(ALERT, text="broken"), met=8 * DAY)
        await oa.send(Address("zalo_oa", "11:2"), replace(ALERT, key="2"))

    asyncio.run(play())
    assert oa.arrived() == [("say", "việc mới")] and oa.told() == ["window"]


@pytest.mark.parametrize(("mood", "tries"), [("down", 2), ("throttled", 1)])
def test_an_urgent_message_that_is_late_takes_another_way_once(oa: Oa, mood: str, tries: int) -> None:
    async def play() -> None:
        oa.channel.mood = mood
        await oa.send(OFFICER, ALERT)
        await oa.send(Address("zalo_oa", "11:2"), STATUS)
        for _ in range(tries - 1):
            assert oa.on_page() == []
            await oa.office.wait_and_deliver()
        assert oa.on_page() == ["việc mới"]
        for _ in range(4):
            await oa.office.wait_and_deliver()
        oa.channel.mood = ""
        await oa.office.wait_out()

    asyncio.run(play())
    assert oa.on_page() == ["việc mới"], "what is not urgent waits"
    assert sorted(text for _, text in oa.arrived()) == ["việc mới", "đã có người nhận"]


@pytest.mark.parametrize(("mood", "waits"), [("down", 7), ("throttled", 7), ("quota", 0)])
def test_a_line_about_a_case_that_is_late_for_its_reporter_is_told_of(oa: Oa, mood: str, waits: int) -> None:
    child, line = Address("zalo_oa", "11:1"), replace(STATUS, key="tell:c:1", case_id="c")

    async def play() -> None:
        await oa.link(OFFICER)
        oa.channel.mood = mood
        await oa.send(child, line)
        await oa.send(child, replace(STATUS, key="2"))
        await oa.send(OFFICER, replace(line, key="3"))
        for _ in range(waits):
            assert not oa.counter.delayed
            await oa.office.wait_and_deliver()

    asyncio.run(play())
    assert {message.key for message in oa.counter.delayed} == {"tell:c:1"}, "nothing else that is not urgent"


def test_a_number_gets_the_template_or_somebody_hears_of_it(oa: Oa) -> None:
    number, zns = Address("zns", "84000000001"), FakeChannel("zns")
    zns.own, zns.templates = False, frozenset({"alert"})
    oa.desk.add(zns)

    async def play() -> None:
        await oa.link(number)
        await oa.send(number, ALERT, met=None)
        await oa.send(number, STATUS, met=None)

    asyncio.run(play())
    assert [sent.message.act for sent in zns.sent] == ["notice"] and oa.told() == ["window"]


def test_one_templates_quota_holds_back_no_other_template(oa: Oa) -> None:
    zns = Picky("zns", "officer")
    oa.desk.add(zns)
    told = OutgoingMessage("late", "", "quá hạn", lane="urgent", act="notice", notice=Notice("officer"))

    async def play() -> None:
        for n, message in enumerate((told, replace(ALERT, act="notice"), replace(told, key="late2"))):
            await oa.send(Address("zns", f"8400000000{n}"), message, met=None)

    asyncio.run(play())
    assert zns.asked == ["officer", "alert"], "it is asked for the alert, and not again for what it refused"
    assert [sent.message.text for sent in zns.sent] == ["việc mới"]


class Picky(FakeChannel):
    """Takes one kind of notice no more today."""

    def __init__(self, name: str, refused: str) -> None:
        super().__init__(name)
        self.own, self.templates = False, frozenset({"alert", "officer"})
        self.refused, self.asked = refused, list[str]()

    async def send(self, address: str, message: OutgoingMessage) -> str:
        kind = message.notice.kind if message.notice else ""
        self.asked.append(kind)
        if kind == self.refused:
            raise NotNow(3600)
        return await super().send(address, message)


def test_an_alert_asks_the_platform_though_one_quota_of_several_is_gone(oa: Oa) -> None:
    async def play() -> None:
        await oa.desk.do(lambda work: work.ledger.note_quota(ITS, "sub_quota", 0, 500))
        await oa.send(OFFICER, ALERT, met=3 * DAY)
        await oa.send(OFFICER, STATUS, met=None)

    asyncio.run(play())
    assert oa.arrived() == [("say", "việc mới"), ("say", "đã có người nhận")], "more may have been bought"


def test_a_campaign_never_wakes_anybody_and_costs_nothing(oa: Oa) -> None:
    async def play() -> None:
        oa.clock.now += 10 * HOUR  # midnight
        await oa.send(OFFICER, CAMPAIGN)
        assert oa.arrived() == [] and await oa.desk.next_due() == oa.clock.now + 6 * HOUR
        await oa.office.wait_out()
        await oa.send(Address("zalo_oa", "11:2"), replace(CAMPAIGN, key="2"), met=3 * DAY)

    asyncio.run(play())
    assert oa.arrived() == [("say", "tin")] and oa.told() == ["paid"]


def test_in_a_trial_the_operator_reads_it_whatever_the_window(url: str, ring_path: Path) -> None:
    trial = Rehearsal(lambda: False, frozenset(), Address("zalo_oa", "11:9"))
    with office(url, ring_path, Rules(rehearsal=trial, reactions=other_way)) as opened:
        found_directory(opened.store)
        here = Oa(opened)

        async def play() -> None:
            await here.link(OFFICER)
            await here.send(OFFICER, ALERT, met=8 * DAY)

        asyncio.run(play())
        assert [sent.address for sent in here.channel.sent] == ["11:9"] and not here.told()


@pytest.fixture
def two_desks(tmp_path: Path, ring_path: Path) -> Iterator[tuple[list[Desk], list[FakeChannel]]]:
    """Two processes' desks on one PostgreSQL, each with its bot."""
    url, clock = fresh_url("postgresql", tmp_path), FakeClock()
    stores = [Store.open(url, ring_path, Surroundings(clock=clock)) for _ in range(2)]
    desks = [Desk(store, Counter().reactions()) for store in stores]
    bots = [FakeChannel("zalo_bot") for _ in desks]
    for desk, bot in zip(desks, bots, strict=True):
        desk.add(bot)
    yield desks, bots
    for desk, store in zip(desks, stores, strict=True):
        asyncio.run(desk.stop())
        store.close()
    drop(url)


def stage_campaign(count: int) -> Callable[[SqlWork], None]:
    def write(work: SqlWork) -> None:
        work.ledger.note_quota("zalo_bot", MONTH, 60, 100)
        for n in range(count):
            person = work.people.at(Address("zalo_bot", f"c{n}"))
            work.send(replace(CAMPAIGN, key=f"news:{n}", person_id=person.id))

    return write


def test_two_processes_together_leave_the_reserve(two_desks: tuple[list[Desk], list[FakeChannel]]) -> None:
    desks, bots = two_desks

    async def play() -> int:
        await desks[0].do(stage_campaign(40))
        await asyncio.gather(*(desk.quiet() for desk in desks))
        sent = len(bots[0].sent) + len(bots[1].sent)
        await desks[0].do(lambda work: alert_all(work, 20))
        await asyncio.gather(*(desk.quiet() for desk in desks))
        alerts = [s for bot in bots for s in bot.sent if s.message.lane == "urgent"]
        assert len(alerts) == 20, "what is kept for them they get"
        return sent

    assert asyncio.run(play()) == 10, "of sixty of a hundred the reserve of half leaves ten"


def alert_all(work: SqlWork, count: int) -> None:
    for n in range(count):
        person = work.people.at(Address("zalo_bot", f"c{n}"))
        work.send(replace(ALERT, key=f"alert:{n}", person_id=person.id))


def test_a_message_that_was_taken_back_meanwhile_is_not_sent_as_a_template(oa: Oa) -> None:
    def take_back(work: SqlWork) -> str:
        person = work.people.at(OFFICER)
        work.send(replace(ALERT, person_id=person.id))
        (parcel,) = work.outbox.claim(work.now, ("zalo_oa",), 9, HOUR)
        work.outbox.drop(person.id)
        work.outbox.turn(parcel.id, replace(parcel.message, act="notice"))
        work.outbox.postpone(parcel.id, work.now)
        return person.id

    async def play() -> None:
        await oa.desk.do(take_back)
        await oa.desk.quiet()

    asyncio.run(play())
    assert oa.arrived() == []


def test_who_is_known_to_be_gone_is_not_written_to(oa: Oa) -> None:
    async def play() -> None:
        person = await oa.send(OFFICER, ALERT)
        await oa.desk.do(lambda work: work.staff.set_gone(person, True))
        await oa.send(OFFICER, replace(ALERT, key="2"))

    asyncio.run(play())
    assert oa.told() == ["gone"] and len(oa.arrived()) == 1


STEPS = st.one_of(
    st.tuples(st.just("alert"), st.integers(0, 2)),
    st.tuples(st.just("alert"), st.integers(0, 2)),
    st.tuples(st.just("acts"), st.integers(0, 2)),
    st.tuples(st.sampled_from(("", "window", "quota", "down", "throttled")), st.just(0)),
    st.tuples(st.just("hours pass"), st.sampled_from((1, 20, 60, 170))),
)


@settings(max_examples=25)
@given(st.lists(STEPS, min_size=3, max_size=25))
def test_whatever_happens_every_alert_arrives_and_on_each_way_once(steps: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder:
        url, ring_path = fresh_url("sqlite", Path(folder)), Path(folder) / "keyring.json"
        with office(url, ring_path, Rules(reactions=other_way)) as opened:
            here = Oa(opened)
            texts = asyncio.run(lived(here, steps))
            words = [text for _, text in here.arrived()]
            assert set(words) | set(here.on_page()) == texts, "none is lost"
            assert len(words) == len(set(words)) and len(here.on_page()) == len(set(here.on_page())), "none comes twice"


def act(address: Address, work: SqlWork) -> None:
    """Somebody does something that opens the window."""
    work.ledger.interacted(work.people.at(address).id, work.now)


async def lived(oa: Oa, steps: list[tuple[str, int]]) -> set[str]:
    """Do all that, and at the end let the platform be well until nothing waits; every alert there was."""
    texts: set[str] = set()
    for n, (step, number) in enumerate(steps):
        address = Address("zalo_oa", f"11:{number}")
        if step == "alert":
            texts.add(f"việc {n}")
            await oa.send(address, replace(ALERT, key=f"a{n}", text=f"việc {n}"), met=None)
        elif step == "acts":
            await oa.desk.do(partial(act, address))
        elif step == "hours pass":
            oa.clock.now += number * HOUR
            await oa.desk.quiet()
        else:
            oa.channel.mood = step
    oa.channel.mood = ""
    await oa.office.wait_out()
    return texts
