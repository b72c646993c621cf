"""The savepoint of one job, said to the driver itself: SQLAlchemy compiles a new name for every one."""

from sqlalchemy import Connection

from bot.store import audit
from bot.store.statements import say

BEGIN, KEEP = "SAVEPOINT job", "RELEASE SAVEPOINT job"
NEXT = {"sqlite": (KEEP, BEGIN), "postgresql": (f"{KEEP}; {BEGIN}",)}  # one way to the server and back


def mark(connection: Connection, first: bool = True) -> None:
    """From here on `undo` can undo; what was done since the mark before stays, as the commit keeps the rest."""
    for sql in (BEGIN,) if first else NEXT[connection.dialect.name]:
        say(connection, sql)
    audit.mark(connection)


def undo(connection: Connection) -> None:
    """What was done since the mark is gone. Raises DBAPIError if the whole transaction is."""
    audit.undo(connection)
    say(connection, "ROLLBACK TO SAVEPOINT job")
