"""The whole database as lines of JSON, the same from both databases: first its shape, then rows, last what must be."""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    text,
)
from sqlalchemy.types import TypeEngine

from bot.store.copy_tables import copies
from bot.store.rows import Row, Tally, at_once, chunks, counters, every_row, plain
from bot.store.tables import metadata
from referral.records import dataclass

Kind = Literal["text", "bytes", "truth", "integer", "bigint", "float", "day"]
Line = bytes

KINDS: Mapping[Kind, type[TypeEngine[Any]]] = {
    "text": String, "bytes": LargeBinary, "truth": Boolean, "integer": Integer, "bigint": BigInteger,
    "float": Float, "day": Date,
}  # fmt: skip
REVISION = text("SELECT version_num FROM alembic_version")

assert copies.metadata is metadata


class NoBackup(Exception):
    """This is no backup that this program understands: install the program that made it, or a later one."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as the backup has it: its columns, which of them are the primary key, whether its ids are counted."""

    name: str
    columns: tuple[tuple[str, Kind], ...]
    key: tuple[str, ...]
    counts: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """The first line."""

    format: Literal[1]
    revision: str
    at: datetime
    tables: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """The last line: what must be there once all rows are, and where counting goes on."""

    tallies: Mapping[str, Tally]
    counters: Mapping[str, int]


OPENINGS, CLOSINGS = TypeAdapter(Opening), TypeAdapter(Closing)


def shape(table: Table) -> Shape:
    """What the backup says of a table."""
    columns = tuple((column.name, kind_of(column)) for column in table.columns)
    key = tuple(column.name for column in table.primary_key)
    return Shape(table.name, columns, key, any(column.autoincrement is True for column in table.primary_key))


def kind_of(column: Column[Any]) -> Kind:
    """The narrowest of our kinds that the column is."""
    fitting = [kind for kind, made in KINDS.items() if isinstance(column.type, made)]
    return "bigint" if "bigint" in fitting else fitting[0]


def table_of(shape: Shape) -> Table:
    """A table to read and write rows of this shape with, whatever it is called for in this program's version."""
    columns = [
        Column(name, KINDS[kind](), primary_key=name in shape.key, autoincrement=shape.counts and name in shape.key)
        for name, kind in shape.columns
    ]
    return Table(shape.name, MetaData(), *columns)


@dataclass(slots=True)
class Dump:
    """Every row of the database, of one moment if its transaction sees one; `rows`: how many there were so far."""

    connection: Connection
    now: datetime
    rows: int = 0

    def lines(self) -> Iterator[Line]:
        """The shape, the rows, what must be."""
        tables, tallies = plain(metadata), dict[str, Tally]()
        revision = self.connection.execute(REVISION).scalar_one()
        yield OPENINGS.dump_json(Opening(1, revision, self.now, tuple(map(shape, tables))))
        for n, table in enumerate(tables):
            tallies[table.name] = Tally()
            for chunk in chunks(every_row(self.connection, table), at_once(table)):
                tallies[table.name] = tallies[table.name].and_rows(chunk)
                yield PACKED.dump_json((n, [packed(row) for row in chunk]))
            self.rows += tallies[table.name].rows
        yield CLOSINGS.dump_json(Closing(tallies, counters(self.connection, tables)))


PACKED: TypeAdapter[tuple[int, list[list[Any]]]] = TypeAdapter(tuple[int, list[list[Any]]])


def packed(row: Row) -> list[Any]:
    """A row as JSON can hold it."""
    return [b64encode(value).decode() if isinstance(value, bytes) else value for value in row]


def unpacked(shape: Shape, row: Sequence[Any]) -> Row:
    """The row again. Raises ValueError if it is not of this shape."""
    pairs = zip(shape.columns, row, strict=True)
    return tuple(UNPACK[kind](value) if value is not None and kind in UNPACK else value for (_, kind), value in pairs)


UNPACK: Mapping[Kind, Callable[[Any], Any]] = {"bytes": b64decode, "day": date.fromisoformat, "float": float}


class Reading:
    """The lines of a backup, taken apart. Raises NoBackup wherever one is not what it should be."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self.opening: Opening = understood(OPENINGS, next(lines, b""))
        self.closing: Closing | None = None

    def rows(self) -> Iterator[tuple[Shape, Sequence[Row]]]:
        """The rows, some of one table at a time; afterwards `closing` is there."""
        before = next(self._lines, None)
        for line in self._lines:
            if before is not None:
                yield self._chunk(before)
            before = line
        self.closing = understood(CLOSINGS, before or b"")

    def _chunk(self, line: Line) -> tuple[Shape, Sequence[Row]]:
        n, rows = understood(PACKED, line)
        try:
            shape = self.opening.tables[n]
            return shape, [unpacked(shape, row) for row in rows]
        except (ValueError, TypeError, IndexError):
            raise NoBackup from None


def understood(adapter: TypeAdapter[Any], line: Line) -> Any:
    """A line as what it should be."""
    try:
        return adapter.validate_json(line)
    except ValidationError:
        raise NoBackup from None


def compressed(lines: Iterable[Line]) -> Iterator[bytes]:
    """The lines in little room."""
    packing = zlib.compressobj()
    for line in lines:
        yield packing.compress(line + b"\n")
    yield packing.flush()


def expanded(pieces: Iterable[bytes]) -> Iterator[Line]:
    """The lines again, without their ends. Raises NoBackup."""
    unpacking, waiting = zlib.decompressobj(), list[bytes]()
    for piece in pieces:
        try:
            first, *others = unpacking.decompress(piece).split(b"\n")
        except zlib.error:
            raise NoBackup from None
        waiting.append(first)
        for other in others:
            yield b"".join(waiting)
            waiting = [other]
