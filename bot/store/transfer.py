"""Make one database hold what another holds: what is gone there goes, what is new or changed is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from itertools import chain
from secrets import token_hex
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError

from bot.store.rows import AT_ONCE, Row, at_once, chunks, every_row, put, streamed
from bot.store.tables import metadata
from referral.records import dataclass

INTEGER = 2**31
Told = Callable[[str, int], None]  # a table, and how many of its rows were looked at


class NotPortable(Exception):
    """A row holds what the other database does not take; nothing was changed here."""

    def __init__(self, where: str) -> None:
        super().__init__(f"{self.__doc__} Look at {where}, and write it anew.")


@dataclass(slots=True)
class Written:
    """What a transfer wrote or took away, by table."""

    rows: dict[str, int] = field(default_factory=dict)

    def add(self, table: Table, count: int) -> None:
        if count:
            self.rows[table.name] = self.rows.get(table.name, 0) + count

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def transfer(source: Connection, target: Connection, tables: Sequence[Table], told: Told) -> Written:
    """Make the target the same as the source; `tables`: those that others refer to first. Raises NotPortable."""
    written = Written()
    for table in reversed(tables):
        written.add(table, take_away(source, target, table))
    for table in tables:
        written.add(table, bring(source, target, table, told))
    return written


def take_away(source: Connection, target: Connection, table: Table) -> int:
    """Delete from the target what the source has not; how many. What only one row may have is free for another."""
    keys, single = tuple(table.primary_key), singles(table)
    gone: list[Row] = []
    other: list[Row] = []
    for chunk in chunks(streamed(target, select(*keys, *single), AT_ONCE), AT_ONCE):
        wanted = [row[: len(keys)] for row in chunk]
        here = {row[: len(keys)]: row for row in found(source, table, (*keys, *single), wanted)}
        gone += [key for key in wanted if key not in here]
        other += [key for key, row in zip(wanted, chunk, strict=True) if here.get(key, row) != row]
    for chunk in chunks(gone, AT_ONCE):
        target.execute(delete(table).where(tuple_(*keys).in_(chunk)))
    if other:
        target.execute(set_of(table, [column.name for column in single]), [parked(table, key) for key in other])
    return len(gone)


def singles(table: Table) -> tuple[Column[Any], ...]:
    """Columns of words by which rows must differ, beside the key: in the middle of a move two may exchange them."""
    whole = metadata.tables[table.name]
    groups = [one.columns for one in whole.constraints if isinstance(one, UniqueConstraint)]
    groups += [index.columns for index in whole.indexes if index.unique]
    free = {column.name for group in groups for column in group if not (column.primary_key or column.foreign_keys)}
    return tuple(column for column in table.columns if column.name in free and isinstance(column.type, String))


def parked(table: Table, key: Row) -> Mapping[str, object]:
    """Values that no other row has, until the row gets its own."""
    word, names = f"moving {token_hex(8)}", zip(table.primary_key, key, strict=True)
    row = {f"this_{column.name}": value for column, value in names}
    return row | {f"new_{column.name}": word for column in singles(table)}


def bring(source: Connection, target: Connection, table: Table, told: Told) -> int:
    """Write into the target what is not the same there; how many rows."""
    empty, count, looked = target.execute(select(table).limit(1)).first() is None, 0, 0
    for chunk in chunks(every_row(source, table), at_once(table)):
        there = {} if empty else by_key(table, found(target, table, tuple(table.columns), keys_of(table, chunk)))
        wanted = by_key(table, chunk)
        new = [row for key, row in wanted.items() if key not in there]
        changed = [row for key, row in wanted.items() if key in there and there[key] != row]
        write(target, table, new, changed)
        count, looked = count + len(new) + len(changed), looked + len(chunk)
        told(table.name, looked)
    return count


def found(connection: Connection, table: Table, columns: tuple[Column[Any], ...], keys: Sequence[Row]) -> Sequence[Row]:
    """These columns of the rows with these keys, as far as they are there."""
    wanted = select(*columns).where(tuple_(*table.primary_key).in_(keys))
    return [tuple(row) for row in connection.execute(wanted)]


def by_key(table: Table, rows: Sequence[Row]) -> Mapping[Row, Row]:
    """Rows by their primary key."""
    return dict(zip(keys_of(table, rows), rows, strict=True))


def keys_of(table: Table, rows: Sequence[Row]) -> Sequence[Row]:
    """The primary keys of these rows."""
    places = [n for n, column in enumerate(table.columns) if column.primary_key]
    return [tuple(row[n] for n in places) for row in rows]


def write(target: Connection, table: Table, new: Sequence[Row], changed: Sequence[Row]) -> None:
    """Insert and update. Raises NotPortable if the other database does not take a value."""
    try:
        put(target, table, new)
        if changed:
            target.execute(set_of(table, others(table)), [named(table, row) for row in changed])
    except (IntegrityError, DataError, ProgrammingError, ValueError):  # its words would hold the values
        raise NotPortable(strange(table, chain(new, changed))) from None


def others(table: Table) -> Sequence[str]:
    """Every column but the key."""
    return [column.name for column in table.columns if not column.primary_key]


def set_of(table: Table, names: Sequence[str]) -> Any:
    """Set these columns of a row that is there."""
    same = [column == bindparam(f"this_{column.name}") for column in table.primary_key]
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return update(table).where(*same).values(values)


def named(table: Table, row: Row) -> Mapping[str, object]:
    """A row as `set_of` wants it, whole."""
    return {
        f"{'this' if column.primary_key else 'new'}_{column.name}": value
        for column, value in zip(table.columns, row, strict=True)
    }


def strange(table: Table, rows: chain[Row]) -> str:
    """Where the first value is that does not fit its column, as near as we know. Never the value."""
    for row in rows:
        for column, value in zip(table.columns, row, strict=True):
            if value is not None and not fits(column, value):
                return f"column {column.name} of table {table.name}"
    return f"table {table.name}"


def fits(column: Column[Any], value: object) -> bool:
    """Whether PostgreSQL takes this value in this column: SQLite takes anything anywhere."""
    if isinstance(column.type, String):
        return isinstance(value, str) and "\0" not in value
    if isinstance(column.type, LargeBinary):
        return isinstance(value, bytes)
    if isinstance(column.type, Integer):
        most = INTEGER if type(column.type) is Integer else INTEGER**2 * 2
        return isinstance(value, int) and -most <= value < most
    return True
