"""Many messages wait for few people, as for officers in a flood: a claim looks at the people, not at each message."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Connection, text, update

from bot.store import Store
from bot.store.outbox import LANES
from bot.store.pending import POSTPONED, WINDOW, free, next_free
from bot.store.tables import outbox
from bot.store.work import SqlWork
from handlers.events import Address, Lane, OutgoingMessage
from tests.store_cast import MINUTE, START, meet, send

WEB = ("webchat",)
OFFICERS, EACH = 4, 500
ALL = {"now": START, "last": LANES["bulk"], "most": 99}
READ = text(
    "SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0) FROM pg_stat_xact_user_tables WHERE relname = 'outbox'"
)


def fill(store: Store, first: int, people: int, each: int, lane: Lane = "urgent") -> None:
    """So many messages wait for each of these people, in turn."""
    ids = [meet(store, Address("webchat", str(first + n))).id for n in range(people)]
    send(store, *(OutgoingMessage(f"{one}:{lane}:{n}", one, "tin", lane=lane) for n in range(each) for one in ids))


def claimed(store: Store, most: int = 9) -> list[str]:
    """To whom what is claimed now goes."""
    with store.begin() as connection:
        work = store.work(connection)
        return [parcel.address.id for parcel in work.outbox.claim(work.now, WEB, most, MINUTE)]


def test_behind_long_lines_everybody_is_found(store: Store) -> None:
    fill(store, 0, OFFICERS, WINDOW)
    fill(store, OFFICERS, 2, 3, "reply")
    assert claimed(store) == ["0", "1", "2", "3", "4", "5"]
    assert claimed(store) == []
    fill(store, 9, 1, 1)
    assert claimed(store) == ["9"]


def test_where_little_is_free_the_rest_is_looked_for_further_back(store: Store) -> None:
    fill(store, 0, 1, WINDOW + 9)
    fill(store, 1, 3, 1)
    assert claimed(store, 3) == ["0", "1", "2"]


def test_a_claim_costs_no_more_when_ten_times_as_many_wait(store: Store) -> None:
    fill(store, 0, OFFICERS, EACH)
    claimed(store)
    few = cost(store)
    fill(store, 0, OFFICERS, 10 * EACH)
    with store.begin() as connection:
        connection.execute(text("ANALYZE"))
    assert cost(store) < 2 * few


def cost(store: Store) -> int:
    """Of a claim that finds nothing: rows that PostgreSQL reads, or hundreds of steps of SQLite."""
    with store.connection() as connection, counted(connection) as count:
        work = store.work(connection)
        before = rows_read(work) if store.dialect == "postgresql" else 0
        assert work.outbox.claim(work.now, WEB, 64, MINUTE) == []
        return rows_read(work) - before if store.dialect == "postgresql" else len(count)


def rows_read(work: SqlWork) -> int:
    return int(work.connection.execute(READ).scalar_one())


@contextmanager
def counted(connection: Connection) -> Iterator[list[None]]:
    """One for each hundred steps of SQLite's machine."""
    count = list[None]()
    raw = connection.connection.driver_connection
    if raw is None or connection.dialect.name != "sqlite":
        yield count
        return
    raw.set_progress_handler(lambda: count.append(None), 100)
    yield count
    raw.set_progress_handler(None, 0)


@pytest.mark.parametrize("seed", range(40))
def test_both_ways_of_looking_find_the_same(store: Store, seed: int) -> None:
    """Some are under way, some put off for a moment of the platform's, some tried again later."""
    chance = Random(seed)
    for lane in ("urgent", "reply"):
        fill(store, 0, chance.choice((1, 2)), 5, lane)
    with store.begin() as connection:
        for number in connection.execute(outbox.select()).scalars().all():
            values = {
                "state": chance.choice(("queued", "queued", "sending", "sent", "dead")),
                "problem": chance.choice(("", POSTPONED)),
                "due_at": START + timedelta(minutes=chance.choice((0, 1, 2, 3, 4))),
            }
            connection.execute(update(outbox).where(outbox.c.id == number).values(**values))
    with store.connection() as connection:
        near, anywhere = (connection.execute(free(WEB, by_line=way), ALL).all() for way in (False, True))
        assert near == anywhere
        assert connection.execute(next_free(WEB), ALL).scalar() == soonest(connection)


def soonest(connection: Connection) -> datetime | None:
    """When something may be claimed next, row by row."""
    lines = dict[tuple[str, int], list[datetime | None]]()
    for row in connection.execute(outbox.select().order_by(outbox.c.id)):
        line = lines.setdefault((row.person_id, row.lane), [])
        if row.state in ("queued", "sending") and None not in line:
            waits = row.problem == POSTPONED and row.due_at > START
            line += [row.due_at] if waits else [row.due_at, None]
    return min((due for line in lines.values() for due in line if due), default=None)
