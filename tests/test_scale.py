"""One process, and several: roles, leases, pokes, one line for each person; without real processes."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import ClassVar, TypeVar

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from bot.channels.in_turn import InTurn
from bot.desk.flood import Limit, Limits
from bot.desk.leases import LASTS, Leases
from bot.desk.part import BELL, INBOX, MISSED, Ears, Part
from bot.desk.pokes import Pokes
from bot.desk.ticking import AFTER_A_FAULT
from bot.roles import ALL, OneProcess, Role, UnknownRole, beside_others, roles_in
from bot.store import Store
from bot.store.outbox import Parcel
from bot.store.process_tables import leases
from bot.store.work import SqlWork
from bot.web.hub import Hub
from handlers.events import Address, IncomingEvent, OutgoingMessage, Timer
from handlers.work import Work
from tests.office import LAN, NA, Rules, office

T = TypeVar("T")
TIMERS = 60
LONG_AGO = timedelta(days=20_000)
WAIT = 10


def test_the_roles_of_a_list() -> None:
    assert roles_in("") == roles_in("web,writer,delivery,scheduler") == ALL
    assert roles_in(" delivery , web ") == {"web", "delivery"}
    with pytest.raises(UnknownRole, match="LANGNGHE_ROLES"):
        roles_in("web,cook")


def test_sqlite_has_one_process_and_one_only(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    with beside_others(url, ALL):
        with pytest.raises(OneProcess, match="stop the other one"), beside_others(url, ALL):
            pass
        with beside_others(f"sqlite:///{tmp_path}/b.db", ALL):
            pass  # another file is another house
    with beside_others(url, ALL):
        pass
    with pytest.raises(OneProcess), beside_others(url, frozenset[Role]({"web"})):
        pass
    with beside_others("postgresql://nobody@nowhere/x", frozenset[Role]({"web"})):
        pass


def test_a_lease_has_one_holder_and_goes_to_another_when_it_is_over(postgresql: str, tmp_path: Path) -> None:
    store = Store.open(postgresql, tmp_path / "ring.json")
    moment = [1000.0]
    first, second = (Leases(store, lambda: moment[0]) for _ in range(2))

    async def play() -> None:
        for one in (first, second):
            one.want("send:telegram")
            await one.renew()
        assert (first.holds("send:telegram"), second.holds("send:telegram")) == (True, False)
        assert not first.holds("send:zalo_bot"), "what nobody wanted is nobody's"
        await first.renew()
        await second.renew()
        assert first.holds("send:telegram") and not second.holds("send:telegram"), "who renews keeps it"
        moment[0] += LASTS.total_seconds()
        assert not first.holds("send:telegram"), "it stood still: nothing is sent, whoever has the lease by now"
        with store.begin() as connection:
            connection.execute(update(leases).values(until=store.now() - LONG_AGO))
        await second.renew()
        await first.renew()
        assert second.holds("send:telegram") and not first.holds("send:telegram")
        await second.stop()
        await first.renew()
        assert first.holds("send:telegram"), "what was given back is free at once"
        await first.stop()

    asyncio.run(play())
    assert done(store, lambda work: list(work.leases.held())) == []
    store.close()


def test_without_a_database_a_lease_is_lost_in_time_and_no_stop_hangs(postgresql: str, tmp_path: Path) -> None:
    store = Store.open(postgresql, tmp_path / "ring.json")
    ours = Leases(store)

    async def play() -> None:
        ours.want("forget")
        await ours.start()
        with store.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE leases RENAME TO gone")
        await ours.renew()
        assert ours.holds("forget"), "it lasts as long as it was given"
        await ours.stop()
        assert not ours.holds("forget")

    asyncio.run(play())
    store.close()


def test_a_poke_reaches_every_other_process_and_not_its_own(postgresql: str) -> None:
    heard: dict[str, list[str]] = {"one": [], "two": []}
    some = asyncio.Event()

    def hear(word: str) -> None:
        heard["two"].append(word)
        if word == INBOX:
            some.set()

    async def play() -> None:
        one, two = Pokes(postgresql, heard["one"].append), Pokes(postgresql, hear)
        await one.start()
        await two.start()
        async with asyncio.timeout(WAIT):
            while not some.is_set():  # nobody says when the other listens
                one.tell(INBOX)
                await asyncio.sleep(0.02)
        await one.stop()
        await two.stop()

    asyncio.run(play())
    assert set(heard["two"]) == {MISSED, INBOX}
    assert set(heard["one"]) == {MISSED}


class Listener:
    """A receiver that notes whether it receives; the first one cannot begin."""

    made: ClassVar[list["Listener"]] = []

    def __init__(self) -> None:
        self.on = False
        self.made.append(self)

    async def start(self) -> None:
        if len(self.made) == 1:
            raise ConnectionError
        self.on = True

    async def stop(self) -> None:
        self.on = False


def test_a_long_poll_follows_its_lease(postgresql: str, tmp_path: Path) -> None:
    store, moment = Store.open(postgresql, tmp_path / "ring.json"), [1000.0]
    leases = Leases(store, lambda: moment[0])
    polling = InTurn("poll:telegram", lambda: leases, Listener)

    async def play() -> None:
        await polling.start()
        assert Listener.made == [], "it is not our turn"
        await leases.renew()
        async with asyncio.timeout(WAIT):
            while not any(one.on for one in Listener.made):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            moment[0] += LASTS.total_seconds()
            while any(one.on for one in Listener.made):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await polling.stop()
        await leases.stop()

    asyncio.run(play())
    assert len(Listener.made) == 2, "the first could not begin"
    store.close()


class Slow:
    """A receiver that takes a moment to store what it heard."""

    def __init__(self) -> None:
        self.stopping, self.stored = asyncio.Event(), False

    async def start(self) -> None: ...

    async def stop(self) -> None:
        self.stopping.set()
        await asyncio.sleep(0.01)
        self.stored = True


def test_a_stop_waits_for_a_poll_that_is_just_handed_over() -> None:
    async def play() -> bool:
        ours, slow = OurTurn(), Slow()
        polling = InTurn("poll:zalo_bot", lambda: ours, lambda: slow)
        await polling.start()
        async with asyncio.timeout(WAIT):
            await slow.stopping.wait()
        await polling.stop()
        return slow.stored

    assert asyncio.run(play())


class OurTurn:
    """A lease that is ours at the first look and lost at the second."""

    def __init__(self) -> None:
        self.looks = 0

    def want(self, name: str) -> None: ...

    def holds(self, name: str) -> bool:
        self.looks += 1
        return self.looks == 1


def test_what_another_process_claimed_since_is_not_put_back(store: Store) -> None:
    def write(work: SqlWork) -> None:
        work.send(OutgoingMessage("m", work.people.at(LAN).id, "1"))

    def claim(work: SqlWork, later: timedelta = timedelta()) -> Parcel:
        (parcel,) = work.outbox.claim(work.now + later, ("webchat",), 9, timedelta(seconds=15))
        return parcel

    done(store, write)
    first = done(store, claim)
    second = done(store, lambda work: claim(work, timedelta(seconds=16)))
    assert first.until and second.until and second.until > first.until
    for late in (first, second):
        done(store, lambda work, late=late: work.outbox.retry(late.id, work.now, late.until))  # type: ignore[misc]
        tried = done(store, lambda work: work.outbox.claim(work.now, ("webchat",), 9, timedelta(seconds=15)))
        assert len(tried) == (late is second)


def test_who_is_stopped_while_it_renews_keeps_no_lease(postgresql: str, tmp_path: Path) -> None:
    store = Store.open(postgresql, tmp_path / "ring.json")
    other = Leases(store)
    other.want("send:telegram")

    async def play() -> None:
        async with asyncio.timeout(WAIT):
            while not other.holds("send:telegram"):
                await other.renew()
        await other.stop()

    with pytest.raises(DBAPIError), store.begin() as connection:  # ended from outside
        assert store.work(connection).leases.take(["send:telegram"], "stopped", LASTS)
        asyncio.run(play())
    store.close()


def test_on_a_channel_of_a_platform_only_the_holder_sends(postgresql: str, tmp_path: Path) -> None:
    with office(postgresql, tmp_path / "ring.json") as here:
        here.channel.own = False
        leases = Leases(here.store)
        here.desk.take_part(Part(frozenset[Role]({"writer", "delivery", "scheduler"}), leases))

        async def play() -> None:
            await here.hear("1")
            await here.desk.quiet()
            assert here.desk.served() == () and here.texts() == []
            await leases.renew()
            await here.desk.quiet()
            assert here.texts() == ["1"]

        asyncio.run(play())


def test_mail_rings_the_page_that_waits_in_another_process() -> None:
    told: list[str] = []
    here, there = Hub(str.upper, lambda hidden: told.append(BELL + hidden)), Hub(str.upper)
    ears = Ears(bell=there.ring)
    with there.listening("lan") as bell, there.listening("na") as other:
        here.wake("lan")
        for word in told:
            ears.hear(word)
        ears.hear("a word that nobody knows")
        assert bell.is_set() and not other.is_set()
        ears.every_bell = there.ring_all
        ears.hear(MISSED)
        assert other.is_set(), "nobody knows whose bell was not heard"
    assert told == ["bell:LAN"]


def test_who_has_something_waiting_is_answered_after_it_in_any_process(url: str, ring_path: Path) -> None:
    """What another process put into the inbox is in no memory of ours."""
    with office(url, ring_path) as here:

        async def play() -> None:
            def wait(work: SqlWork) -> None:
                work.inbox.put(IncomingEvent("i1", LAN, None, "1"), work.now + timedelta(seconds=5))

            await here.desk.do(wait)
            for text in ("2", "3"):
                await here.hear(text)
            await here.desk.quiet()
            assert here.texts() == []
            await here.hear("sos")
            await here.desk.quiet()
            assert here.texts() == ["sos"], "a cry waits behind nobody"
            here.clock.forward(timedelta(seconds=6))
            await here.desk.quiet()
            assert here.texts() == ["sos", "1", "2", "3"]

        asyncio.run(play())


def test_of_one_sender_nothing_is_handed_out_before_what_is_earlier_is_gone(store: Store) -> None:
    def fill(work: SqlWork) -> None:
        for n, who in enumerate((LAN, LAN, NA, LAN)):
            work.inbox.put(IncomingEvent(f"i{n}", who, None, str(n)), work.now, cries=n == 3)

    done(store, fill)
    with store.begin() as connection:
        first = store.work(connection)
        due = first.inbox.due(first.now, 9)
        assert [waiting.event.text for waiting in due] == ["3", "0", "2"], "what cries goes first"
        assert first.inbox.take(due[1])
        if store.dialect == "postgresql":  # on SQLite nobody writes beside us
            left, taken = done(store, lambda work: (work.inbox.due(work.now, 9), work.inbox.take(due[1])))
            assert (left, taken) == ([], False), "nor what follows it; and nobody waits for what is being handled"
    assert [waiting.event.text for waiting in done(store, lambda work: work.inbox.due(work.now, 9))] == ["3", "1", "2"]


def test_a_process_that_answers_nobody_keeps_what_comes_and_tells(url: str, ring_path: Path) -> None:
    with office(url, ring_path) as here:
        here.desk.take_part(Part(frozenset[Role]({"web"})))

        async def play() -> None:
            await here.hear("1")
            await here.hear("1", event_id="lan:1")
            await here.desk.receive(IncomingEvent("o", Address("officer_page", "officer"), None, "2"))

        asyncio.run(play())
        assert here.texts() == [] and here.counter.heard == ["2"], "an officer's page shows what came of it"
        with here.store.connection() as connection:
            work = here.store.work(connection)
            assert [(one.event.text, one.slowed) for one in work.inbox.due(work.now, 9)] == [("1", False)]


def test_who_was_slowed_once_is_told_of_the_next_time_where_nobody_answers(url: str, ring_path: Path) -> None:
    quick = Limit(99, timedelta(milliseconds=1))
    with office(url, ring_path, Rules(limits=Limits(Limit(2, timedelta(seconds=2)), quick, quick))) as here:
        here.desk.take_part(Part(frozenset[Role]({"web"})))

        async def play() -> None:
            for episode in ("1", "2"):
                for n in range(4):
                    await here.hear(episode + str(n))
                here.clock.forward(timedelta(hours=1))
            await here.desk.quiet()

        asyncio.run(play())
        assert here.texts().count("slowly") == 2


def act(work: Work, timer: Timer) -> None:
    """A fact of each act, with a name of its own: two acts on one timer are two facts. One in ten dies halfway."""
    work.set_timer(Timer(f"{timer.key}:{work.chance.id()}", work.now + timedelta(days=1), "did", timer.key))
    if timer.key.endswith("7") and work.chance.id()[0] in "01234567":
        raise ValueError("on purpose")


def test_timers_of_three_schedulers_are_acted_on_once_each_also_when_some_die(postgresql: str, tmp_path: Path) -> None:
    rules = Rules(reactions=lambda counter: replace(counter.reactions(), due=act))
    with ExitStack() as stack:
        crew = [stack.enter_context(office(postgresql, tmp_path / "ring.json", rules)) for _ in range(3)]

        def set_all(work: SqlWork) -> None:
            for n in range(TIMERS):
                work.set_timer(Timer(f"t{n}", work.now, "count", "lan"))

        async def play() -> None:
            await crew[0].desk.do(set_all)
            while await crew[0].desk.do(lambda work: len(work.timers.of_kind("count"))):
                await asyncio.gather(*(one.desk.tick() for one in crew), return_exceptions=True)
                for one in crew:
                    one.clock.forward(AFTER_A_FAULT)

        asyncio.run(play())
        did = done(crew[0].store, lambda work: [timer.subject for timer in work.timers.of_kind("did")])
    assert sorted(did) == sorted(f"t{n}" for n in range(TIMERS))


def done(store: Store, job: Callable[[SqlWork], T]) -> T:
    with store.begin() as connection:
        return job(store.work(connection))
