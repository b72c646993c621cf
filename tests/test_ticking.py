"""Timers are acted on at their moment, a commit's worth at a time, and what they say leaves in between."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.desk.ticking import AT_ONCE, SWEEP_SECONDS, Ticking
from bot.errand import Job, T
from bot.store.work import SqlWork
from bot.writer import PACES, Writer
from handlers.events import OutgoingMessage, Timer
from handlers.work import Work
from tests.fakes import FakeClock
from tests.office import LAN, Office, Rules, office

SECOND = timedelta(seconds=1)


@dataclass(slots=True)
class Watched(Ticking):
    """Sleeps by moving the clock, so often and no more."""

    clock: FakeClock = field(default_factory=FakeClock)
    naps: int = 0
    slept: list[float] = field(default_factory=list)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.forward(seconds * SECOND)
        if len(self.slept) == self.naps:
            self.stop()


def watched(here: Office, timers: Sequence[Timer], naps: int) -> tuple[list[float], dict[str, datetime]]:
    """How long it slept each time, and when each of these timers was acted on."""
    acted: dict[str, datetime] = {}

    def set_all(work: SqlWork) -> None:
        for timer in timers:
            work.set_timer(timer)

    def act(work: SqlWork, timer: Timer) -> None:
        acted[timer.key] = work.now
        if timer.kind == "broken":
            raise ValueError("on purpose")

    async def play() -> list[float]:
        writer = Writer(here.store, PACES[here.store.dialect], lambda: None)
        await writer.do(set_all)
        ticking = Watched(writer, act, clock=here.clock, naps=naps)
        await ticking.run()
        await asyncio.to_thread(writer.stop)
        return ticking.slept

    return asyncio.run(play()), acted


def test_it_sleeps_until_the_next_timer_is_due_and_no_longer(opened: Office) -> None:
    begin = opened.clock.now
    soon, later = Timer("a", begin + 0.2 * SECOND, "x"), Timer("b", begin + 0.35 * SECOND, "x")
    slept, acted = watched(opened, (soon, later), 5)
    assert acted == {"a": soon.due_at, "b": later.due_at}
    assert slept == [0.2, 0, 0.15, 0, SWEEP_SECONDS]


def test_what_is_due_much_later_or_never_is_looked_for_now_and_then(opened: Office) -> None:
    far = Timer("a", opened.clock.now + timedelta(hours=1), "x")
    assert watched(opened, (far,), 3) == ([SWEEP_SECONDS] * 3, {})


def test_a_timer_that_fails_is_tried_no_more_often_than_we_look(opened: Office) -> None:
    slept, _ = watched(opened, (Timer("a", opened.clock.now, "broken"),), 4)
    assert slept == [SWEEP_SECONDS] * 4


def test_where_the_database_is_ill_it_waits_before_it_looks_again(opened: Office) -> None:
    class Ill(Writer):
        async def do(self, job: Job[T], *_how: object, **_more: object) -> T:
            raise OSError("no disk")

    async def play() -> list[float]:
        writer = Ill(opened.store, PACES[opened.store.dialect], lambda: None)
        ticking = Watched(writer, lambda work, timer: None, clock=opened.clock, naps=2)
        await ticking.run()
        await asyncio.to_thread(writer.stop)
        return ticking.slept

    assert asyncio.run(play()) == [SWEEP_SECONDS] * 2


def test_what_one_commit_staged_leaves_before_all_that_is_due_was_acted_on(url: str, ring_path: Path) -> None:
    happened: list[str] = []

    def act(work: Work, timer: Timer) -> None:
        happened.append("acted")
        work.send(OutgoingMessage(timer.key, timer.subject, "Nhận được không?", lane="urgent"))

    rules = Rules(reactions=lambda counter: replace(counter.reactions(), due=act))
    with office(url, ring_path, rules) as here:
        send, most = here.channel.send, 4 * AT_ONCE

        async def sending(address: str, message: OutgoingMessage) -> str:
            happened.append("sent")
            return await send(address, message)

        def set_all(work: SqlWork) -> None:
            person = work.people.at(LAN).id
            for n in range(most):
                work.set_timer(Timer(f"t{n}", work.now, "x", person))

        async def play() -> None:
            here.channel.send = sending  # type: ignore[method-assign]
            await here.desk.do(set_all)
            await here.desk.start()
            await here.channel.arrivals(most)
            await here.desk.stop()

        asyncio.run(play())
    assert happened.count("acted") == happened.count("sent") == most
    assert "sent" in happened[: happened.index("acted") + most]


def test_what_another_process_is_at_holds_up_nothing_else(postgresql: str, ring_path: Path) -> None:
    with office(postgresql, ring_path) as here:
        first, second = (Timer(key, here.clock.now, "x", "") for key in "ab")

        def act(work: Work, timer: Timer) -> None:
            here.counter.timers.append(timer)

        async def play() -> None:
            writer = Writer(here.store, PACES[here.store.dialect], lambda: None)
            ticking = Ticking(writer, act)
            await writer.do(lambda work: work.set_timer(first))
            await writer.do(lambda work: work.set_timer(second))
            with here.store.begin() as connection:
                assert here.store.work(connection).timers.take(first)
                assert await ticking.tick() == 1
            assert await ticking.tick() == 0
            await asyncio.to_thread(writer.stop)

        asyncio.run(play())
        assert here.counter.timers == [second]
