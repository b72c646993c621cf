"""The savepoint of one job, said to the driver itself: SQLAlchemy compiles a new name for every one."""

from sqlalchemy import Connection

from bot.store import audit
from bot.store.statements import driver


def mark(connection: Connection) -> None:
    """From here on `undo` can undo."""
    driver(connection).execute("SAVEPOINT job", ())
    audit.mark(connection)


def keep(connection: Connection) -> None:
    """What was done since the mark stays."""
    driver(connection).execute("RELEASE SAVEPOINT job", ())


def undo(connection: Connection) -> None:
    """What was done since the mark is gone. Raises the driver's error if the whole transaction is."""
    audit.undo(connection)
    driver(connection).execute("ROLLBACK TO SAVEPOINT job", ())
