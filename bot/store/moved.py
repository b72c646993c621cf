"""What says that a database was moved away, and what keeps every program from writing to it from then on."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, delete, inspect, make_url

from bot.store.canary import PUT, value
from bot.store.rows import plain
from bot.store.tables import meta, metadata

MOVED_TO = "moved_to"  # in the database that was left: the mark of the move, and where to
ARRIVING = "arriving_from"  # in the one that is not yet in use: the same mark, and the file it comes from
FROZEN = "the database was moved away"


class MovedAway(Exception):
    """The database was moved: set LANGNGHE_DATABASE_URL to where it is now, with its password, and start again."""

    def __init__(self, place: str) -> None:
        super().__init__(f"{self.__doc__} It is at {place}.")


class StillArriving(Exception):
    """The move into this database was cut off: run the same `langnghe move --to` again, where it was begun."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def stay_or_leave(connection: Connection) -> None:
    """Raise MovedAway or StillArriving if this database is not the one in use. Before anything else is done in it."""
    if not inspect(connection).has_table("meta"):
        return
    if gone := value(connection, MOVED_TO):
        raise MovedAway(gone.partition(" ")[2])
    if (arriving := value(connection, ARRIVING)) is not None:
        mark, _, file = arriving.partition(" ")
        if mark_of(Path(file)) != mark:
            raise StillArriving
        arrive(connection)


def mark_of(file: Path) -> str:
    """The mark of the move in the file that was left; "" if it was not left, or is not on this machine."""
    if not file.is_file():
        return ""
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as raw:
        found = raw.execute("SELECT value FROM meta WHERE key = ?", (MOVED_TO,)).fetchone()
    return str(found[0]).partition(" ")[0] if found else ""


def arrive(connection: Connection) -> None:
    """From now on this database is the one in use."""
    connection.execute(delete(meta).where(meta.c.key == ARRIVING))


def expect(connection: Connection, mark: str, file: Path) -> None:
    """This database is complete, and not in use before the file that it comes from says so."""
    connection.execute(PUT.on(connection), {"key": ARRIVING, "value": f"{mark} {file.resolve()}"})


def leave(connection: Connection, mark: str, url: str) -> None:
    """Mark this SQLite database as moved, and let nobody write to it again, whatever program they run."""
    connection.execute(PUT.on(connection), {"key": MOVED_TO, "value": f"{mark} {spoken(url)}"})
    for table in plain(metadata):
        for act in ("INSERT", "UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER moved_{table.name}_{act.lower()} BEFORE {act} ON {table.name} "
                f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
            )


def spoken(url: str) -> str:
    """Where a database is, without a password."""
    parsed = make_url(url)
    host = parsed.host or parsed.normalized_query.get("host", ("this machine",))[0]
    return f"{parsed.get_backend_name()}, host {host}, database {parsed.database}"


def finished(connection: Connection) -> bool:
    """Whether this database was arriving and is in use from now on."""
    if not inspect(connection).has_table("meta") or value(connection, ARRIVING) is None:
        return False
    stay_or_leave(connection)
    return True
