"""Several processes that watch: what none of them does is told, and each thing is told by one of them, once."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk.leases import Leases
from bot.desk.part import Part
from bot.roles import Role
from bot.store import Store
from referral.alarm_table import standing
from referral.alarms import Vitals
from tests.databases import drop, fresh_postgresql

OUTSIDE = ["telegram"]


@pytest.fixture
def postgresql(tmp_path: Path) -> Iterator[str]:
    url = fresh_postgresql(tmp_path)
    yield url
    drop(url)


def test_what_no_process_does_is_seen_by_any_that_lives(postgresql: str, tmp_path: Path) -> None:
    store = Store.open(postgresql, tmp_path / "ring.json")
    pages = Part(frozenset[Role]({"web", "writer"}), Leases(store))
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
        assert await start(pages, *OUTSIDE) == {"role:delivery", "role:scheduler"}
        assert await start(sender) == {"send:telegram", "role:scheduler"}, "it does not know that channel"
        assert await start(clerk, *OUTSIDE) == frozenset()
        await sender.stop()
        await clerk.leases.renew()  # type: ignore[union-attr]
        assert free() == frozenset(), "another one has that role too"
        await clerk.stop()
        assert free() == {"role:delivery", "role:scheduler"}
        await pages.stop()

    asyncio.run(play())
    store.close()


def test_one_process_alone_needs_no_lease(store: Store) -> None:
    with store.connection() as connection:
        assert Part().free(store.work(connection), OUTSIDE) == frozenset()
