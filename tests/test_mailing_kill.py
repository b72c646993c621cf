"""The process that sends a campaign is killed between any two messages, again and again: 0 lost, 0 double."""

import asyncio
import sys
from asyncio.subprocess import Process
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

import psycopg
import pytest
from sqlalchemy import select

from bot.store import Store
from bot.store.campaign_tables import campaign_copies
from bot.store.moved import ARRIVING
from bot.store.moving import Move
from bot.store.work import SqlWork
from handlers.events import Address
from referral.campaigns import Subscription
from referral.campaigns.runs import Run
from tests.bench.wire import Pieces, answer
from tests.databases import drop, fresh_url
from tests.kill.program import free_port

CHILD = "tests.kill.mailing_child"
TEXT = 'title = "x"\ntopic = "drowning"\nwhen = "1 June"\nspread = 0\nvi = "Chào"\nen = "Hi"\n'
AT_ONCE = 50  # messages that may be under way at a death
MOVED = 600  # people of a run in whose middle the database moves


class Fake:
    """Counts what arrives for each address, answers a little later, and tells when so many came."""

    def __init__(self, seed: int) -> None:
        self.got: Counter[str] = Counter()
        self.slowest = 0.01  # seconds
        self._chance = Random(seed)
        self._until = 0
        self._reached = asyncio.Event()

    async def reach(self, count: int) -> None:
        """Wait until so many more have arrived."""
        self._until = self.got.total() + count
        self._reached.clear()
        await self._reached.wait()

    def take(self, pieces: Pieces, _head: bytes, body: bytes) -> None:
        address = body.decode()
        self.got[address] += 1
        if self.got.total() >= self._until:
            self._reached.set()
        pause = self._chance.random() * self.slowest
        asyncio.get_running_loop().call_later(pause, self._answer, pieces, address)

    def _answer(self, pieces: Pieces, address: str) -> None:
        if not pieces.transport.is_closing():
            pieces.transport.write(answer(b"trace-" + address.encode()))


def prepare(work: SqlWork, count: int) -> None:
    """Subscribers, and a run that is due now."""
    for n in range(count):
        person = work.people.at(Address("telegram", str(n)))
        work.subscriptions.save(Subscription(person.id, "telegram", work.now))
    day = work.now - timedelta(hours=1)
    run = Run("r1", "CD-7K3FQ", "x", "2027-06-01", "", TEXT, "running", day, day + timedelta(days=2), planned=count)
    assert work.campaigns.add(run)


def fates(store: Store) -> dict[str, tuple[str, str]]:
    """By address the state and reason of each copy."""
    with store.begin() as connection:
        work = store.work(connection)
        rows = connection.execute(
            select(campaign_copies.c.person_id, campaign_copies.c.state, campaign_copies.c.reason)
        ).all()
        people = {row.person_id: work.people.get(row.person_id) for row in rows}
        return {p.address.id: (r.state, r.reason) for r in rows if (p := people[r.person_id])}


async def live_through(database: str, folder: Path, deaths: int, seed: int) -> tuple[Fake, int]:
    """Start it, kill it, until it ends by itself; how often it was killed."""
    fake, chance, died = Fake(seed), Random(seed), 0
    port = free_port()
    server = await asyncio.get_running_loop().create_server(lambda: Pieces(fake.take), "127.0.0.1", port)
    async with server:
        while True:
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", CHILD, database, str(folder), f"http://127.0.0.1:{port}/"
            )
            ended = asyncio.create_task(child.wait())
            reached = asyncio.create_task(fake.reach(chance.randrange(1, 300) if died < deaths else 10**9))
            await asyncio.wait({ended, reached}, return_when=asyncio.FIRST_COMPLETED, timeout=120)
            reached.cancel()
            if ended.done():
                assert child.returncode == 0
                return fake, died
            child.kill()
            await ended
            died += 1
            await asyncio.sleep(0.05)  # what it had written on the wire arrives


async def move_while_it_sends(database: str, folder: Path, target: str) -> Fake:
    """Move in the middle of a run; the process of before goes on for a while, and is stopped; one begins where it is
    now."""
    fake, port = Fake(4), free_port()
    fake.slowest = 4.0  # so that it lasts longer than the move, on any machine
    server = await asyncio.get_running_loop().create_server(lambda: Pieces(fake.take), "127.0.0.1", port)

    async def begin(url: str) -> Process:
        where = (url, str(folder), f"http://127.0.0.1:{port}/")
        return await asyncio.create_subprocess_exec(sys.executable, "-m", CHILD, *where)

    async with server, asyncio.timeout(120):
        before = await begin(database)
        try:
            await fake.reach(MOVED // 20)
            store = Store.open(database, folder / "keyring.json")
            await asyncio.to_thread(Move(store, target, lambda _table, _rows: None).run)
            store.close()
            left, fake.slowest = MOVED - fake.got.total(), 0.01
            await asyncio.sleep(2)  # some of what it had taken up is answered, and it can keep nothing of it
        finally:
            if before.returncode is None:
                before.kill()
            await before.wait()
        assert left > 0
        after = await begin(target)
        assert await after.wait() == 0
    return fake


@pytest.mark.soak
def test_the_database_moves_while_a_campaign_is_sent(tmp_path: Path) -> None:
    """What was handed over and could not be written down any more is in the journal, beside both databases."""
    database, target = fresh_url("sqlite", tmp_path), fresh_url("postgresql", tmp_path)
    with psycopg.connect(target) as raw:  # as if a move had been cut off: the tables are there already
        raw.execute("INSERT INTO meta VALUES (%s, %s)", (ARRIVING, f"x {database.removeprefix('sqlite:///')}"))
    store = Store.open(database, tmp_path / "keyring.json")
    with store.begin() as connection:
        prepare(store.work(connection), MOVED)
    store.close()
    fake = asyncio.run(move_while_it_sends(database, tmp_path, target))
    there = Store.open(target, tmp_path / "keyring.json")
    check(there, fake, MOVED, 1)
    there.close()
    drop(target)


def check(store: Store, fake: Fake, count: int, died: int) -> None:
    """Everybody has one, but for those of whom nobody can know; and those are few."""
    found = fates(store)
    assert len(found) == count and max(fake.got.values()) == 1
    states = Counter(found.values())
    assert set(states) <= {("sent", ""), ("unsure", "died"), ("unsure", "timeout")}
    lost = [address for address, (state, _) in found.items() if state == "sent" and not fake.got[address]]
    assert lost == []
    unsure = count - states["sent", ""]
    assert unsure <= AT_ONCE * died
    print(f"{count} people, {died} deaths, {fake.got.total()} arrived, 0 lost, 0 double, {unsure} unsure")


@pytest.mark.parametrize(
    ("count", "deaths", "seed"),
    [(700, 3, 1), *(pytest.param(20_000, 60, seed, marks=pytest.mark.soak) for seed in (2, 3))],
)
def test_killed_between_any_two_messages(tmp_path: Path, url: str, count: int, deaths: int, seed: int) -> None:
    store = Store.open(url, tmp_path / "keyring.json")
    with store.begin() as connection:
        prepare(store.work(connection), count)
    fake, died = asyncio.run(live_through(url, tmp_path, deaths, seed))
    check(store, fake, count, died)
    store.close()
