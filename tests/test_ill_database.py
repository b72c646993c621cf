"""The database is away or its disk full just when somebody writes: they are told to send again, and nothing less."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, event, select

from bot.desk.sending import IN_A_WHILE
from bot.store import Store
from bot.store.passing import environmental
from bot.store.tables import outbox
from bot.store.work import SqlWork
from bot.web.desk import NotKept
from tests.databases import fresh_sqlite
from tests.office import LAN, Office, held_up, office

LONG = "bé rơi xuống ao " * 4_000  # more than fits into the pages that are there


@contextmanager
def no_room(store: Store) -> Iterator[None]:
    """The file may not grow: there is room for a short row, and for no long one."""
    with store.connection() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def limit(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    event.listen(store.database.engine, "begin", limit)
    yield
    pages = 10**6


def cut_off(store: Store) -> None:
    """Every connection that is open is ended by the server, as by a restart; new ones are let in at once."""
    with psycopg.connect(str(store.database.engine.url.set(drivername="postgresql").render_as_string())) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_who_writes_while_the_disk_is_full_is_told_to_send_again(tmp_path: Path, ring_path: Path) -> None:
    async def play(opened: Office) -> None:
        await opened.hear("before")
        with no_room(opened.store), pytest.raises(NotKept):
            await opened.hear(LONG, event_id="the same")
        await opened.hear(LONG, event_id="the same")
        await opened.desk.quiet()

    with office(fresh_sqlite(tmp_path), ring_path) as opened:
        asyncio.run(play(opened))
        assert opened.texts() == ["before", LONG], "whole, and no human was asked to read it"


def test_who_writes_after_the_database_was_started_again_notices_nothing(postgresql: str, ring_path: Path) -> None:
    async def play(opened: Office) -> None:
        await opened.hear("before")
        cut_off(opened.store)
        await opened.hear(LONG)
        await opened.desk.quiet()

    with office(postgresql, ring_path) as opened:
        asyncio.run(play(opened))
        assert opened.texts() == ["before", LONG], "no human was asked to read it"


def being_sent(work: SqlWork) -> bool:
    return bool(work.connection.execute(select(outbox.c.id).where(outbox.c.state == "sending")).all())


def test_what_became_of_a_message_is_written_down_on_a_new_line_to_the_database(
    postgresql: str, ring_path: Path
) -> None:
    """Not five minutes later, as after a fault of ours."""

    async def play(opened: Office) -> None:
        await opened.hear("hello")
        async with held_up(opened.channel, LAN.id):
            sending = asyncio.create_task(opened.desk.quiet())
            while not await opened.desk.do(being_sent):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            cut_off(opened.store)
        await sending
        opened.clock.forward(IN_A_WHILE)
        await opened.desk.quiet()

    with office(postgresql, ring_path) as opened:
        asyncio.run(play(opened))
        assert opened.texts() == ["hello"], "once"


@pytest.mark.parametrize(
    ("fault", "ill"),
    [
        (MemoryError(), True),
        (psycopg.OperationalError("the connection is closed"), True),
        (psycopg.errors.DiskFull(), True),
        (psycopg.errors.ReadOnlySqlTransaction(), True),
        (psycopg.errors.StatementTooComplex(), False),
        (psycopg.errors.NumericValueOutOfRange(), False),
        (sqlite3.OperationalError("no such table"), False),
        (ValueError(), False),
    ],
)
def test_only_what_we_stand_on_is_ill(fault: Exception, ill: bool) -> None:
    assert environmental(fault) is ill
