"""The savepoint of one job, said to the driver itself: SQLAlchemy compiles a new name for every one."""

from sqlalchemy import Connection

from bot.store import audit
from bot.store.statements import Cursor, driver, told


def mark(connection: Connection) -> None:
    """From here on `undo` can undo."""
    say(connection, "SAVEPOINT job")
    audit.mark(connection)


def keep(connection: Connection) -> None:
    """What was done since the mark stays."""
    say(connection, "RELEASE SAVEPOINT job")


def undo(connection: Connection) -> None:
    """What was done since the mark is gone. Raises DBAPIError if the whole transaction is."""
    audit.undo(connection)
    say(connection, "ROLLBACK TO SAVEPOINT job")


def say(connection: Connection, sql: str) -> Cursor:
    """Run it. Raises what SQLAlchemy would."""
    try:
        return driver(connection).execute(sql, ())
    except connection.dialect.loaded_dbapi.Error as fault:
        raise told(connection, sql, fault) from fault
