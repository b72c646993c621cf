"""Which addresses of a list were there already: on disk, so that a list of a million lines takes no memory."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

KEEP = "INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING"


class Seen:
    """Keyed hashes of addresses, in a file without a name that is gone with this process."""

    def __init__(self, table: sqlite3.Connection) -> None:
        self._table = table

    def is_new(self, hashed: str) -> bool:
        """True for the first time."""
        return self._table.execute(KEEP, (hashed,)).rowcount == 1


@contextmanager
def nothing_seen() -> Iterator[Seen]:
    """For one reading of one list."""
    with closing(sqlite3.connect("", isolation_level=None)) as table:  # no path: SQLite's own temporary file
        table.execute("PRAGMA journal_mode = OFF").close()
        table.execute("CREATE TABLE seen (hash TEXT PRIMARY KEY) WITHOUT ROWID").close()
        table.execute("BEGIN").close()
        yield Seen(table)
