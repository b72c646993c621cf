"""The schema: migrated and described agree, starts are locked, a newer database is refused."""

from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from bot.store import Store
from bot.store.copy_tables import copies
from bot.store.database import Database, UnknownDatabase
from bot.store.migrate import HEAD, DatabaseIsNewer, revision_of
from bot.store.upgrading import known_revisions
from tests.databases import drop, empty_postgresql

EMPTY: dict[str, Callable[[Path], str]] = {
    "sqlite": lambda folder: f"sqlite:///{folder}/deep/empty.db",
    "postgresql": lambda _folder: empty_postgresql(),
}


def test_tables_are_what_the_migrations_make(store: Store) -> None:
    with store.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, copies.metadata) == []  # the one table that a store alone does not load
        assert revision_of(connection) == max(known_revisions()) == HEAD  # what skips Alembic at a start


def test_a_newer_database_is_refused(store: Store, url: str, ring_path: Path) -> None:
    with store.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseIsNewer, match="install that version"):
        Store.open(url, ring_path)


@pytest.mark.parametrize("kind", EMPTY)
def test_two_first_starts_at_once_end_in_one_database_and_one_ring(kind: str, tmp_path: Path) -> None:
    url, ring_path = EMPTY[kind](tmp_path), tmp_path / "ring.json"
    stores: list[Store] = []
    starts = [Thread(target=lambda: stores.append(Store.open(url, ring_path))) for _ in range(3)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len({store.vault.ring.wrap_id for store in stores}) == 1
    assert len(stores) == 3
    for store in stores:
        store.close()
    drop(url)


@pytest.mark.parametrize("url", ["mysql://u@h/d", "sqlite://", "sqlite:///:memory:"])
def test_an_unknown_database_is_refused(url: str) -> None:
    with pytest.raises(UnknownDatabase, match="DATABASE_URL"):
        Database.open(url)


@pytest.mark.parametrize(("durable", "synchronous"), [(True, 2), (False, 1)])
def test_only_what_is_not_durable_waits_for_no_disk(store: Store, durable: bool, synchronous: int) -> None:
    """Also not the next transaction of the same connection."""
    with store.begin(durable=False):
        pass
    with store.begin(durable=durable) as connection:
        if store.dialect == "sqlite":
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == synchronous
        else:
            whose = "SELECT source FROM pg_settings WHERE name = 'synchronous_commit'"
            assert (connection.exec_driver_sql(whose).scalar() == "session") != durable


def test_sqlite_is_durable_and_strict(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/a.db")
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
    with database.connection() as connection:
        values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    database.close()
    assert values == ["wal", 2, 1, 30000, 1]
