"""Several processes that watch: what none of them does is told, and each thing is told by one of them, once."""

import asyncio
import socket
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk.leases import SETTLING, Leases
from bot.desk.part import Part
from bot.roles import Role
from bot.store import Store
from bot.store.work import SqlWork
from bot.watch.guard import Guard
from bot.watch.mail import Mail
from bot.watch.notes import Note
from bot.watch.watchman import Rhythm, Watchman
from bot.watch.ways import MOST
from referral.alarm_table import SECOND_LOOK, standing
from referral.alarms import CLAIM, Vitals
from tests.fakes import FakeClock
from tests.office import office

OUTSIDE = ["telegram"]
HALF_A_MINUTE = timedelta(seconds=30)
PATIENCE = 60


def test_what_no_process_does_is_seen_by_any_that_lives(postgresql: str, tmp_path: Path) -> None:
    store = Store.open(postgresql, tmp_path / "ring.json")
    now = [0.0]
    pages = Part(frozenset[Role]({"web", "writer"}), Leases(store, lambda: now[0]))
    sender = Part(frozenset[Role]({"delivery"}), Leases(store))
    clerk = Part(frozenset[Role]({"scheduler", "delivery"}), Leases(store))

    async def start(part: Part, *outside: str) -> frozenset[str]:
        part.want(outside)
        await part.start()
        return free()

    def free() -> frozenset[str]:
        with store.begin() as connection:
            found = pages.free(store.work(connection), OUTSIDE)
        return frozenset(one.subject for one in standing(Vitals(free_leases=found)) if one.name == "lease_free")

    async def play() -> None:
        assert await start(pages, *OUTSIDE) == frozenset(), "older versions hold no lease of a role"
        now[0] = SETTLING
        assert free() == {"role:delivery", "role:scheduler"}, "nobody ever had them"
        assert await start(sender) == {"send:telegram", "role:scheduler"}, "it does not know that channel"
        assert await start(clerk, *OUTSIDE) == frozenset()
        await sender.stop()
        await clerk.leases.renew()  # type: ignore[union-attr]
        assert free() == frozenset(), "another one has that role too"
        now[0] = 0.0
        await clerk.stop()
        assert free() == {"role:delivery", "role:scheduler"}, "they were held, and are not: told at once"
        await pages.stop()

    asyncio.run(play())
    store.close()


def test_one_process_alone_needs_no_lease(store: Store) -> None:
    with store.connection() as connection:
        assert Part().free(store.work(connection), OUTSIDE) == frozenset()


# told once


@dataclass
class Listener:
    """A way that keeps what it was told; `gate`: it takes nothing before that opens."""

    name: str = "command"
    gate: asyncio.Event | None = None
    told: list[tuple[str, str]] = field(default_factory=list)

    async def tell(self, note: Note) -> None:
        if self.gate:
            await self.gate.wait()
        self.told.append((note.news, note.trouble.name))


def test_two_processes_tell_each_thing_once(postgresql: str, ring_path: Path, clock: FakeClock) -> None:
    """Both look at the same moments, so that each look is a race; one is ill a little longer than the other."""
    way = Listener()
    ill = [Vitals(disk_free=0, drilled=False, empty_desks=frozenset({"intake_desk"}))]

    async def look(pair: Sequence[Watchman], by: timedelta, times: int) -> None:
        for _ in range(times):
            clock.forward(by)
            seen = await asyncio.gather(*(one.see() for one in pair))
            await asyncio.gather(*(one.tell(news) for one, news in zip(pair, seen, strict=True)))

    with (
        office(postgresql, ring_path, clock=clock) as one,
        office(postgresql, ring_path, clock=clock) as other,
    ):
        pair = [Watchman(here.desk, lambda work: ill[0], (way,), clock) for here in (one, other)]

        async def play() -> None:
            await look(pair, HALF_A_MINUTE, 20)
            assert Counter(way.told) == Counter(("raised", name) for name in ("disk_low", "drill_old", "desk_empty"))
            await look(pair, timedelta(minutes=20), 4)
            assert Counter(way.told)["again", "disk_low"] == 1
            way.told.clear()
            ill[0] = Vitals()
            await look(pair, HALF_A_MINUTE, 10)

        asyncio.run(play())
    assert Counter(way.told) == Counter(("over", name) for name in ("disk_low", "drill_old", "desk_empty"))


def test_who_is_long_at_telling_tells_nothing_twice_and_what_no_way_took_in_time_is_another_s(
    postgresql: str, ring_path: Path, clock: FakeClock
) -> None:
    """A way that hangs takes the same time for three as for one: else the claim of the third would run out."""
    hangs, takes = Listener("mail", asyncio.Event()), Listener()
    vitals = Vitals(disk_free=0, drilled=False, copied=False)
    with office(postgresql, ring_path, clock=clock) as one, office(postgresql, ring_path, clock=clock) as other:
        first = Watchman(one.desk, lambda work: vitals, (hangs,), clock, Rhythm(telling=0.2))
        second = Watchman(other.desk, lambda work: vitals, (takes,), clock)

        async def play() -> None:
            await first.see()
            clock.forward(SECOND_LOOK)
            news = await first.see()
            assert len(news) == 3
            assert await second.see() == []
            await first.tell(news)
            clock.forward(CLAIM)
            await second.tell(await second.see())

        asyncio.run(play())
    assert hangs.told == [] and sorted(takes.told) == [
        ("raised", "copy_old"),
        ("raised", "disk_low"),
        ("raised", "drill_old"),
    ]
    assert CLAIM.total_seconds() > MOST


# a mail server that takes the call and never says a word


def test_a_mail_server_that_hangs_silences_neither_the_ping_nor_the_other_ways(
    url: str, ring_path: Path, clock: FakeClock
) -> None:
    looks: list[bool] = []
    command = Listener()

    def measure(work: SqlWork) -> Vitals:
        looks.append(True)
        if len(looks) == 2:
            clock.forward(SECOND_LOOK)
        return Vitals(drilled=False)

    with office(url, ring_path, clock=clock) as here, socket.create_server(("127.0.0.1", 0)) as silent:
        mail = Mail(f"smtp://127.0.0.1:{silent.getsockname()[1]}", "a@b.example")
        watchman = Watchman(here.desk, measure, (mail, command), clock, Rhythm(between=0.01))
        guard = Guard(watchman, "", lambda: 0.0)

        async def play() -> None:
            async with guard.on_duty(), asyncio.timeout(PATIENCE):
                while not command.told:  # noqa: ASYNC110  on a thread
                    await asyncio.sleep(0.01)
                silent.settimeout(PATIENCE)
                call, _ = await asyncio.to_thread(silent.accept)
                before = len(looks)
                while len(looks) < before + 3:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
                assert guard.well()
                call.setblocking(False)
                with pytest.raises(BlockingIOError):  # the letter still waits for a word
                    call.recv(1)
                call.close()

        asyncio.run(play())
    assert command.told == [("raised", "drill_old")]
