"""The rows of every table as plain values, which are the same on both databases: read, written, counted, hashed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, MetaData, Table, func, insert, select, text
from sqlalchemy.types import TypeDecorator, TypeEngine

from referral.records import dataclass

T = TypeVar("T")
Row = tuple[Any, ...]  # values as the database has them: text, numbers, truth, bytes, days

AT_ONCE = 500
ONE = 1  # row of a table that keeps pictures and files: each may have 20 megabytes
HEAVY = frozenset({"attachments", "uploads", "kept_tables", "campaign_pictures", "report_handed", "report_layouts"})
HASH_BYTES = 16
SEQUENCE = text("SELECT pg_get_serial_sequence(:name, 'id')")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows, and a hash of them all that does not hang on their order."""

    rows: int = 0
    digest: str = "0" * 2 * HASH_BYTES

    def and_rows(self, rows: Iterable[Row]) -> "Tally":
        """With some more."""
        count, total = self.rows, int(self.digest, 16)
        for row in rows:
            count += 1
            total += int.from_bytes(blake2b(repr(row).encode(), digest_size=HASH_BYTES).digest())
        return Tally(count, f"{total % 256**HASH_BYTES:0{2 * HASH_BYTES}x}")


def plain(tables: MetaData) -> Sequence[Table]:
    """Every table, those that others refer to first, with columns that hand values on as they are."""
    bare = MetaData()
    return [Table(table.name, bare, *map(bare_column, table.columns)) for table in tables.sorted_tables]


def bare_column(column: Column[Any]) -> Column[Any]:
    kind: TypeEngine[Any] = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    counts = bool(column.primary_key and column.autoincrement is True)
    return Column(column.name, kind, primary_key=column.primary_key, autoincrement=counts)


def at_once(table: Table) -> int:
    """How many rows to hold in memory."""
    return ONE if table.name in HEAVY else AT_ONCE


def chunks(rows: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """The same, some at a time."""
    waiting = iter(rows)
    while chunk := list(islice(waiting, size)):
        yield chunk


def every_row(connection: Connection, table: Table) -> Iterator[Row]:
    """All rows of a table, in no order."""
    return streamed(connection, select(table), at_once(table))


def streamed(connection: Connection, statement: Any, size: int) -> Iterator[Row]:
    """What a query finds, never all of it in memory."""
    with connection.execute(statement, execution_options={"yield_per": size}) as found:
        for row in found:
            yield tuple(row)


def put(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert these."""
    names = table.columns.keys()
    if rows:
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


def tally(connection: Connection, table: Table) -> Tally:
    """Count and hash a table."""
    return Tally().and_rows(every_row(connection, table))


def counters(connection: Connection, tables: Sequence[Table]) -> Mapping[str, int]:
    """The last number that was given by each table that counts: it is never given again."""
    return {table.name: last_number(connection, table) for table in tables if counts(table)}


def counts(table: Table) -> bool:
    """Whether the database counts the ids of this table."""
    return any(column.autoincrement is True for column in table.primary_key)


def last_number(connection: Connection, table: Table) -> int:
    """Of the rows that are there, and of those that were."""
    there = connection.execute(select(func.max(table.c.id))).scalar() or 0
    return max(there, given_on[connection.dialect.name](connection, table))


def given_on_sqlite(connection: Connection, table: Table) -> int:
    found = connection.execute(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
    return found.scalar() or 0


def given_on_postgresql(connection: Connection, table: Table) -> int:
    sequence = connection.execute(SEQUENCE, {"name": table.name}).scalar_one()
    row = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {sequence}").one()
    return int(row.last_value) if row.is_called else 0


def count_on(connection: Connection, table: Table, last: int) -> None:
    """The next row gets a higher number than this."""
    if last:
        count_on_from[connection.dialect.name](connection, table, last)


def count_on_sqlite(connection: Connection, table: Table, last: int) -> None:
    """Only a table made to never give a number twice has a counter; there its row is there once it has had a row."""
    values = {"name": table.name, "last": last}
    changed = connection.execute(text("UPDATE sqlite_sequence SET seq = :last WHERE name = :name"), values).rowcount
    keeps = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name"
    if not changed and "AUTOINCREMENT" in connection.execute(text(keeps), values).scalar_one().upper():
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), values)


def count_on_postgresql(connection: Connection, table: Table, last: int) -> None:
    sequence = connection.execute(SEQUENCE, {"name": table.name}).scalar_one()
    connection.execute(text("SELECT setval(CAST(:name AS regclass), :last)"), {"name": sequence, "last": last})


given_on = {"sqlite": given_on_sqlite, "postgresql": given_on_postgresql}
count_on_from = {"sqlite": count_on_sqlite, "postgresql": count_on_postgresql}
