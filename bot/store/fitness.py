"""Whether SQLite or the PostgreSQL database can carry this program at all: judged before anything is written."""

import sqlite3

from sqlalchemy import Connection, text

from referral.records import dataclass

OLDEST_SQLITE = (3, 35, 0)  # since then a DELETE or an UPDATE says what it changed (RETURNING)
OLDEST_POSTGRESQL = 150_000  # as `server_version_num` writes 15.0, the oldest this program was tried with
FACTS = text(
    "SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding,"
    " current_setting('transaction_read_only') = 'on' AS read_only"
)


class SqliteTooOld(Exception):
    """This Python has a SQLite older than 3.35: use the Python of a newer system (Debian 12 has 3.40) or PostgreSQL."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class PostgresqlTooOld(Exception):
    """The PostgreSQL server is older than 15: install a newer one and move the database there with pg_dump."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NotUtf8(Exception):
    """The PostgreSQL database is not in UTF8: CREATE DATABASE another WITH ENCODING 'UTF8' TEMPLATE template0."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class ReadOnlyServer(Exception):
    """PostgreSQL takes no writes here, as a standby does not: name the primary in LANGNGHE_DATABASE_URL."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a PostgreSQL server says of itself and of the database."""

    version: int
    encoding: str
    read_only: bool


def judge(connection: Connection) -> None:
    """Raise one of the errors above unless the program can work on this connection."""
    if connection.dialect.name == "sqlite":
        judge_sqlite(sqlite3.sqlite_version_info)
    else:
        judge_postgresql(Facts(**connection.execute(FACTS).mappings().one()))


def judge_sqlite(version: tuple[int, int, int]) -> None:
    """Raise SqliteTooOld unless this version knows all that our statements use."""
    if version < OLDEST_SQLITE:
        raise SqliteTooOld


def judge_postgresql(facts: Facts) -> None:
    """Raise what is wrong first: the version, the encoding, or that nothing can be written."""
    if facts.version < OLDEST_POSTGRESQL:
        raise PostgresqlTooOld
    if facts.encoding != "UTF8":
        raise NotUtf8
    if facts.read_only:
        raise ReadOnlyServer


UNFIT = (SqliteTooOld, PostgresqlTooOld, NotUtf8, ReadOnlyServer)
