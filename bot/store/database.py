"""The engine: SQLite with one writer and full durability, or PostgreSQL, behind the same code."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store.statements import say
from referral.records import dataclass

LINE: Mapping[str, str] = {  # to PostgreSQL; what the address itself says of these counts more
    "client_encoding": "utf8",  # whatever PGCLIENTENCODING says
    "connect_timeout": "5",
    "keepalives_idle": "10",  # a host that is gone says nothing: without these it is waited for up to two hours
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
STANDSTILL = "SET idle_in_transaction_session_timeout = '15s'"
BUSY_SECONDS = 30  # how long a writer waits for another process's transaction on SQLite
PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # an erased key leaves no bytes behind in the file
)
# A savepoint sets aside each page it changes: in memory that is no file for each job. Who reads may sort a million.
ASIDE = {False: "MEMORY", True: "FILE"}
SYNCHRONOUS = {False: "NORMAL", True: "FULL"}  # NORMAL: the log is written, and synced with the next that is durable


class UnknownDatabase(Exception):
    """LANGNGHE_DATABASE_URL must be sqlite:///path/to/file.db or postgresql://user@host/name: correct it."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class DatabaseSilent(Exception):
    """The database does not answer, or ended the connection: is it running, are host, user and password right?"""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@contextmanager
def answering() -> Iterator[None]:
    """Raises DatabaseSilent for what a driver says of a connection, whose words may hold the address."""
    try:
        yield
    except OperationalError:
        raise DatabaseSilent from None


@dataclass(frozen=True, slots=True)
class Database:
    """An open database: `begin` to write, `connection` to read.

    Readers have connections of their own: theirs end with a rollback, at which psycopg forgets all it has prepared,
    and SQLite forgets the pages of a connection when another one has written.
    """

    engine: Engine
    readers: Engine

    @classmethod
    def open(cls, url: str) -> "Database":
        """Set the engine up; the folder of a SQLite file is made."""
        parsed = readable(url)
        if parsed.get_backend_name() == "postgresql":
            address = parsed.set(drivername="postgresql+psycopg", query={**LINE, **parsed.query})
            return cls(engine_at(address), engine_at(address, prepare_threshold=None))
        write_ahead(Path(parsed.database or ""))
        return cls(engine_on(parsed), engine_on(parsed))

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def begin(self, *, durable: bool = True) -> Iterator[Connection]:
        """A transaction that may write: committed at the end, rolled back by any error.

        The commit of what is not `durable` does not wait for the disk: a power cut may undo it, up to the next commit
        that is.
        """
        with self.engine.connect().execution_options(durable=durable) as connection, connection.begin():
            yield connection

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A transaction that only reads: it never waits for a writer on SQLite, and what it writes is dropped."""
        with self.readers.connect().execution_options(reads=True) as connection:
            connection.begin()
            yield connection

    def empty_log(self) -> None:
        """Write SQLite's log into the file and cut it: until then it keeps the bytes of keys that were erased."""
        if self.is_sqlite:
            with closing(self.engine.raw_connection()) as raw:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def hold_nothing_up(self) -> None:
        """From now on PostgreSQL ends a transaction of ours in which nothing happens: a process that stands still, or
        is cut off, keeps its locks from others no longer than that. Not for a command that asks a human meanwhile.
        """
        for engine in (self.engine, self.readers):
            event.listen(engine, "connect", prepare_postgresql)
        self.close()

    def close(self) -> None:
        self.engine.dispose()
        self.readers.dispose()


def engine_at(address: URL, **settings: object) -> Engine:
    """Connections to PostgreSQL; the settings are psycopg's."""
    engine = create_engine(address, pool_pre_ping=True, hide_parameters=True, connect_args=settings)
    event.listen(engine, "begin", begin_postgresql)
    return engine


def engine_on(file: URL) -> Engine:
    """Connections to a SQLite file."""
    engine = create_engine(file, hide_parameters=True)  # no fault quotes what people wrote
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "begin", begin_sqlite)
    return engine


def readable(url: str) -> URL:
    """The parsed address of one of the two kinds of database we know; it is never quoted: it may hold a password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # not even shaped like an address, or its port is no number
        raise UnknownDatabase from None
    known = {"postgresql": True, "sqlite": parsed.database not in (None, "", ":memory:")}
    if not known.get(parsed.get_backend_name()):
        raise UnknownDatabase
    return parsed


def write_ahead(path: Path) -> None:
    """Give the file, made if need be, a write-ahead log; SQLite does not wait for others here, so we do."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)  # for nobody else; the files SQLite puts beside it are made alike
    with path.with_name(f"{path.name}.lock").open("w") as lock, closing(sqlite3.connect(path)) as raw:
        flock(lock, LOCK_EX)
        raw.execute("PRAGMA journal_mode = WAL").close()


def prepare_sqlite(raw: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """Keep the driver's hands off transactions (it would commit before a savepoint) and set durability."""
    raw.isolation_level = None
    for pragma in PRAGMAS:
        raw.execute(pragma).close()


def prepare_postgresql(raw: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Let the server end what stands still."""
    raw.cursor().execute(STANDSTILL)
    raw.commit()


def begin_sqlite(connection: Connection) -> None:
    """A writer takes the write lock at once: two that upgrade later would fail instead of wait."""
    options = connection.get_execution_options()
    reads, durable = options.get("reads", False), options.get("durable", True)
    say(connection, f"PRAGMA synchronous = {SYNCHRONOUS[durable]}")
    say(connection, f"PRAGMA temp_store = {ASIDE[reads]}")
    say(connection, "BEGIN" if reads else "BEGIN IMMEDIATE")


def begin_postgresql(connection: Connection) -> None:
    """What is not durable is answered before the disk has it."""
    if not connection.get_execution_options().get("durable", True):
        say(connection, "SET LOCAL synchronous_commit = off")
