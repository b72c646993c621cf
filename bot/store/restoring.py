"""Put a backup into an empty database and prove that it is what was backed up, all in one transaction."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, StaticPool, create_engine, event, inspect
from sqlalchemy.exc import DataError, IntegrityError

from bot.store.database import Database, begin_sqlite, prepare_sqlite
from bot.store.keyring import KeyRing
from bot.store.migrate import DatabaseIsNewer, lock, migrate
from bot.store.moved import stay_or_leave
from bot.store.moving import NotEmpty
from bot.store.portable import Line, NoBackup, Opening, Reading, table_of
from bot.store.proving import Proof, prove
from bot.store.rows import Tally, count_on, put, tally
from bot.store.upgrading import known_revisions, upgrade
from bot.store.vault import Vault
from referral.records import dataclass


class NotWhole(Exception):
    """The backup does not hold what it says it holds, so nothing of it was taken: use another one."""

    def __init__(self, table: str) -> None:
        super().__init__(f"{self.__doc__} It differs in {table}.")


@dataclass(frozen=True, slots=True)
class Restored:
    """What the backup was, what is there now, and the proof."""

    opening: Opening
    tallies: Mapping[str, Tally]
    proof: Proof


def restore(lines: Iterator[Line], connection: Connection, ring: Path) -> Restored:
    """Fill an empty database, bring it up to date, look at it. The caller commits.

    Raises NotEmpty, DatabaseIsNewer, NoBackup, NotWhole, KeyRingDoesNotFit and the other KeyRing… errors, DoesNotOpen.
    """
    lock(connection)
    if inspect(connection).get_table_names():
        raise NotEmpty
    vault = Vault(KeyRing.load(ring))
    reading = Reading(lines)
    make_tables(connection, reading.opening.revision)
    for shape, rows in reading.rows():
        try:
            put(connection, table_of(shape), rows)
        except (IntegrityError, DataError):
            raise NotWhole(shape.name) from None
    tallies = whole(connection, reading)
    stay_or_leave(connection)
    migrate(connection)
    return Restored(reading.opening, tallies, prove(connection, vault))


def make_tables(connection: Connection, revision: str) -> None:
    """The tables as they were when the backup was made. Raises DatabaseIsNewer."""
    if revision not in known_revisions():
        raise DatabaseIsNewer
    upgrade(connection, revision)


def whole(connection: Connection, reading: Reading) -> Mapping[str, Tally]:
    """Count and hash what is there now, and count on from where it was. Raises NotWhole."""
    if reading.closing is None:
        raise NoBackup
    tallies: dict[str, Tally] = {}
    for shape in reading.opening.tables:
        table = table_of(shape)
        tallies[shape.name] = tally(connection, table)
        if tallies[shape.name] != reading.closing.tallies.get(shape.name):
            raise NotWhole(shape.name)
        if shape.counts:
            count_on(connection, table, reading.closing.counters.get(shape.name, 0))
    return tallies


@contextmanager
def nowhere() -> Iterator[Database]:
    """A database for a drill: SQLite's own temporary one, which has no name and is gone with the process."""
    raw = create_engine("sqlite://", creator=unnamed, poolclass=StaticPool)
    event.listen(raw, "connect", prepare_sqlite)
    event.listen(raw, "begin", begin_sqlite)
    database = Database(raw, raw)
    try:
        yield database
    finally:
        database.close()


def unnamed() -> sqlite3.Connection:
    """In memory while it is small, then in a file that is unlinked as soon as it is made."""
    return sqlite3.connect("", check_same_thread=False)
