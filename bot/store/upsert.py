"""INSERT … ON CONFLICT, which SQLAlchemy builds per database: each statement is made once for both."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

from referral.records import dataclass


@dataclass(frozen=True, slots=True)
class Upsert:
    """The same statement for both databases."""

    postgresql: Executable
    sqlite: Executable

    def on(self, connection: Connection) -> Executable:
        """The one for this connection."""
        return self.sqlite if connection.dialect.name == "sqlite" else self.postgresql


def once(table: Table, *key: str) -> Upsert:
    """Insert and return the key's first column, or do and return nothing if a row with this key is there."""
    back = table.c[key[0]]
    return Upsert(
        postgresql.insert(table).on_conflict_do_nothing(index_elements=key).returning(back),
        sqlite.insert(table).on_conflict_do_nothing(index_elements=key).returning(back),
    )


def upsert(table: Table, key: Sequence[str], columns: Sequence[str]) -> Upsert:
    """Insert, or set these columns of the row with this key."""
    for_pg, for_sqlite = postgresql.insert(table), sqlite.insert(table)
    return Upsert(
        for_pg.on_conflict_do_update(index_elements=key, set_={c: for_pg.excluded[c] for c in columns}),
        for_sqlite.on_conflict_do_update(index_elements=key, set_={c: for_sqlite.excluded[c] for c in columns}),
    )


def built(table: Table, build: Callable[[postgresql.Insert | sqlite.Insert], Executable]) -> Upsert:
    """An insert with a conflict clause of its own."""
    return Upsert(build(postgresql.insert(table)), build(sqlite.insert(table)))
