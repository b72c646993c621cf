"""The queue's pages at 1,000 and 100,000 cases: `python -m tests.bench.queue [--sizes 1000 100000] [--postgresql]`."""

import argparse
import asyncio
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import insert, text

from bot.desk import Desk
from bot.opening import OWN_CHANNELS
from bot.store import Store, Surroundings
from bot.store.case_rows import CASES, place, receipt_place, subject
from bot.store.migrations.versions import v0016_queue
from bot.store.store import utc_now
from bot.store.tables import alerts, cases, keys
from bot.store.vault import DataKey, seal
from bot.web.app import make_app
from bot.web.parts import WebParts
from bot.web.seat import COOKIE
from bot.wiring import REACTIONS
from handlers.house import House
from referral.case import Case
from referral.jurisdiction.units import units
from referral.staff import Role
from referral.triage import CATEGORIES
from referral.urgency import Urgency
from tests.bench.goals import Goal, tell
from tests.console_office import open_seat
from tests.databases import drop, fresh_url
from tests.web_house import Browser, move_in

HERE, PROVINCE, ME = "21340", "51", "police-21340-1"
OWN, LOCAL = 60, 150  # cases that the officer was asked for, and at least so many in their commune: pages of one length
AT_ONCE = 2000
GROWTH = 3.0  # most that a page may cost at the last size beside the first
ROUNDS = 7
SEATS: Mapping[str, tuple[Role, str]] = {
    "officer": ("officer", ME),
    "commune coordinator": ("commune_coordinator", "people_committee-21340-1"),
    "province coordinator": ("province_coordinator", "province_desk-51-1"),
    "intake desk, everywhere": ("province_coordinator", "intake_desk-1"),
}
PAGES = {"first": "/o", "by kind": "/o?kind=child_marriage", "closed": "/o?state=closed", "deep": ""}
Row = Mapping[str, object]


def a_case(chance: random.Random, n: int) -> Case:
    """Any case; the first ones lie in the officer's commune, two fifths of the rest in their province."""
    codes = list(units().current)
    local = n < LOCAL or chance.random() < 0.02
    near = chance.random() < 0.4
    commune = HERE if local else chance.choice([c for c in codes[:600] if near] or codes)
    return Case(
        f"{n:08x}{chance.getrandbits(64):016x}", f"LN-B{n:06}", chance.choice(CATEGORIES),
        chance.choice(list(Urgency)), utc_now() - chance.randrange(500_000) * timedelta(minutes=1),
        status="open" if n < LOCAL or chance.random() < 0.5 else "closed", commune=commune,
        province=PROVINCE if local or near else "01", facts={"place": "cạnh ao", "child_age": "9"},
    )  # fmt: skip


def rows_of(store: Store, case: Case) -> tuple[Row, Row]:
    """A key and a case, sealed as real ones."""
    vault = store.vault
    key: DataKey = vault.new_key(subject(case.id))
    cipher = vault.cipher(key)
    plain = {name: getattr(case, name) for name in ("id", "number", "category", "status", "commune", "province")}
    return (
        {"subject": key.subject, "ring_key": key.ring_key, "wrapped": key.wrapped},
        {
            **plain, "opened_at": case.opened_at, "hold_until": None, "urgency": int(case.urgency), "version": 1,
            "receipt_hash": case.id, "source": "", "sealed": seal(cipher, place(case.id), CASES.dump_json(case)),
            "sealed_receipt": seal(cipher, receipt_place(case.id), b"0" * 16),
        },
    )  # fmt: skip


def alert_rows(chance: random.Random, n: int, case: Case) -> Iterator[Row]:
    """Whom a case was brought to: the body of its commune, some desks, and the officer whose page we open."""
    asked = [(f"police-{case.commune}", f"police-{case.commune}-9", "accepted" if chance.random() < 0.8 else "")]
    asked += [("province_desk-51", "province_desk-51-9", "")] if chance.random() < 0.1 else []
    asked += [("intake_desk", "intake_desk-9", "")] if chance.random() < 0.2 else []
    asked += [("police-21340", ME, "" if n < OWN / 6 else "accepted")] if n < OWN else []
    for number, (body, officer, answer) in enumerate(asked, 1):
        due = case.opened_at + timedelta(minutes=5)
        yield {
            "case_id": case.id, "n": number, "body": body, "officer": officer, "urgency": int(case.urgency),
            "sent_at": case.opened_at, "due_at": due, "answer": answer, "answered_at": due if answer else None,
        }  # fmt: skip


def seed(store: Store, count: int) -> None:
    """So many cases, and where each stands in the queue."""
    chance = random.Random(7)
    for begin in range(0, count, AT_ONCE):
        found = [(n, a_case(chance, n)) for n in range(begin, min(begin + AT_ONCE, count))]
        rows = [rows_of(store, case) for _, case in found]
        with store.begin() as connection:
            connection.execute(insert(keys), [row[0] for row in rows])
            connection.execute(insert(cases), [row[1] for row in rows])
            connection.execute(insert(alerts), [one for n, case in found for one in alert_rows(chance, n, case)])
    with store.begin() as connection:
        for statement in (v0016_queue.RANK, v0016_queue.OPEN, v0016_queue.CLOSED, v0016_queue.WAITS):
            connection.execute(text(statement))
    with store.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as raw:
        raw.execute(text("ANALYZE")) if store.dialect == "postgresql" else None  # autovacuum does it in production


@contextmanager
def filled(kind: str, count: int) -> Iterator[Store]:
    """A store with so many cases."""
    with tempfile.TemporaryDirectory() as folder:
        url = fresh_url(kind, Path(folder))
        store = Store.open(url, Path(folder) / "keys.json", Surroundings(House(own_channels=OWN_CHANNELS)))
        with store.begin() as connection:
            move_in(store.work(connection))
        seed(store, count)
        yield store
        store.close()
        drop(url)


async def measured(store: Store) -> Mapping[tuple[str, str], float]:
    """The median time of each page for each seat, in milliseconds, over HTTP."""
    desk = Desk(store, REACTIONS)
    parts = WebParts(desk, lambda _, words: words, utc_now, lambda: False)
    found: dict[tuple[str, str], float] = {}
    async with AsyncExitStack() as stack:
        server = TestServer(make_app(parts))
        await stack.enter_async_context(server)
        for seat, (role, officer) in SEATS.items():
            browser = await stack.enter_async_context(new_browser(server))
            secret, _ = await desk.do(partial(open_seat, role=role, officer=officer))
            browser.session.cookie_jar.update_cookies({COOKIE: secret})
            for name, path in {**PAGES, "deep": await deep_path(browser)}.items():
                found[seat, name] = await timed(browser, path)
    await desk.stop()
    return found


def new_browser(server: TestServer) -> Browser:
    """A browser with cookies of its own."""
    return TestClient(server)


async def deep_path(browser: Browser) -> str:
    """The way to the twentieth page, or to the last there is."""
    path = "/o?scope=all"
    for _ in range(20):
        page = await (await browser.get(path)).text()
        if "after=" not in page:
            break
        path = "/o?scope=all&after=" + page.split("after=")[1].split('"')[0]
    return path


async def timed(browser: Browser, path: str) -> float:
    """The median of some requests."""
    took = []
    for _ in range(ROUNDS):
        begin = perf_counter()
        answer = await browser.get(path)
        await answer.read()
        assert answer.status == 200, (path, answer.status)
        took.append((perf_counter() - begin) * 1000)
    return median(took)


def main(kinds: Sequence[str], sizes: Sequence[int]) -> None:
    """Measure and print a table for each database."""
    for kind in kinds:
        results = []
        for size in sizes:
            with filled(kind, size) as store:
                results.append(asyncio.run(measured(store)))
        print(f"\n{kind}: ms at {' and '.join(f'{size:,}' for size in sizes)} cases, ratio")
        for seat, name in results[0]:
            times = [found[seat, name] for found in results]
            print(f"{seat:26}{name:10}", *(f"{one:8.1f}" for one in times), f"{times[-1] / times[0]:8.2f}")
        worst = max(results[-1][key] / results[0][key] for key in results[0])
        tell([Goal(f"{kind}: the queue's page that grows most, {sizes[-1]:,} cases / {sizes[0]:,}", worst, GROWTH)])


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("--sizes", type=int, nargs="+", default=[1000, 100_000])
    reader.add_argument("--postgresql", action="store_true")
    chosen = reader.parse_args()
    main(["sqlite", "postgresql"] if chosen.postgresql else ["sqlite"], chosen.sizes)
