"""Bring the database to this program's schema at start: one transaction, under a lock, never backwards."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

LOCK = 0x6C6E67  # "lng": the advisory lock of those who start on one PostgreSQL database
LIMITS = ("idle_in_transaction_session_timeout", "lock_timeout", "statement_timeout")


class DatabaseIsNewer(Exception):
    """A newer version of this program has used the database: install that version or a later one, then start it."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def migrate(connection: Connection) -> None:
    """Run what is missing. The caller commits; raises DatabaseIsNewer before anything is touched."""
    lock(connection)
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in {script.revision for script in scripts().walk_revisions()}:
        raise DatabaseIsNewer
    if current != scripts().get_current_head():
        command.upgrade(config(connection), "head")


def lock(connection: Connection) -> None:
    """One starter at a time; on SQLite the transaction itself (BEGIN IMMEDIATE) is the lock."""
    if connection.dialect.name == "postgresql":
        take_time(connection)
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def take_time(connection: Connection) -> None:
    """Let this transaction on PostgreSQL last as long as it must: the server's limits are for short ones."""
    for name in LIMITS:
        connection.exec_driver_sql(f"SET LOCAL {name} = 0")


@cache
def scripts() -> ScriptDirectory:
    """The migrations of this program, read once: a process may open several databases, a test thousands."""
    return ScriptDirectory.from_config(settings())


def config(connection: Connection) -> Config:
    """Alembic's settings on a connection."""
    bound = settings()
    bound.attributes["connection"] = connection
    return bound


def settings() -> Config:
    """Alembic's settings, with no alembic.ini."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    return made
