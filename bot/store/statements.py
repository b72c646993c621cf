"""Statements written with SQLAlchemy, compiled once, and then handed to the driver without it in between."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, cast

from sqlalchemy import ClauseElement, Connection, Dialect, Executable, Float, Result
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.interfaces import DBAPIModule
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from referral.records import dataclass

Values = Mapping[str, object]
Rows = Result[*tuple[Any, ...]]  # what a query returns, until a parser has made a dataclass of it
Convert = Callable[[Any], Any]


class Cursor(Protocol):
    """The little of a driver's cursor that we use."""

    description: object

    def fetchall(self) -> list[Any]: ...
    def executemany(self, sql: str, values: Any, /) -> object: ...


class Driver(Protocol):
    """A connection of sqlite3 or psycopg."""

    def execute(self, sql: str, values: Any, /) -> Cursor: ...
    def cursor(self) -> Cursor: ...


@dataclass(frozen=True, slots=True)
class Ready:
    """SQL as the driver takes it. `writers` are in the order of the text; a value the statement holds is in `fixed`."""

    sql: str
    positional: bool
    fixed: Values
    writers: tuple[tuple[str, Convert | None], ...]
    columns: SimpleResultMetaData
    readers: tuple[tuple[int, Convert], ...]

    def arguments(self, values: Values) -> object:
        """The values as the driver takes them."""
        given = {**self.fixed, **values} if self.fixed else values
        if self.positional:
            return [given[name] if write is None else write(given[name]) for name, write in self.writers]
        return {name: given[name] if write is None else write(given[name]) for name, write in self.writers}

    def rows(self, cursor: Cursor) -> Rows:
        """What came back, all of it."""
        found = cursor.fetchall() if cursor.description else ()
        return IteratorResult(self.columns, iter([self._read(row) for row in found] if self.readers else found))

    def _read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for n, read in self.readers:
            values[n] = read(values[n])
        return tuple(values)


READY: dict[tuple[object, ...], Ready] = {}  # by statement, dialect and the names of the values; they are few and fixed


def execute(connection: Connection, statement: Executable, values: Values) -> Rows:
    """Execute a statement whose values are no lists. Raises what SQLAlchemy raises, without the values."""
    ready = prepared(connection.dialect, statement, values)
    try:
        return ready.rows(driver(connection).execute(ready.sql, ready.arguments(values)))
    except connection.dialect.loaded_dbapi.Error as fault:
        raise told(connection, ready.sql, fault) from fault


def execute_many(connection: Connection, statement: Executable, rows: Sequence[Values]) -> None:
    """Execute a statement for each of these rows, which have the same names; what it returns is dropped."""
    ready = prepared(connection.dialect, statement, rows[0])
    try:
        driver(connection).cursor().executemany(ready.sql, list(map(ready.arguments, rows)))
    except connection.dialect.loaded_dbapi.Error as fault:
        raise told(connection, ready.sql, fault) from fault


def say(connection: Connection, sql: str) -> Cursor:
    """Run SQL without values. Raises what SQLAlchemy would."""
    try:
        return driver(connection).execute(sql, ())
    except connection.dialect.loaded_dbapi.Error as fault:
        raise told(connection, sql, fault) from fault


def prepared(dialect: Dialect, statement: Executable, values: Values) -> Ready:
    """The statement for values with these names, compiled the first time."""
    key = (statement, dialect.name, *values)
    return READY.get(key) or READY.setdefault(key, prepare(dialect, statement, list(values)))


def told(connection: Connection, sql: str, fault: Exception) -> Exception:
    """What SQLAlchemy raises for a driver's fault, and whether that means that the connection is lost."""
    errors, raw = connection.dialect.loaded_dbapi.Error, connection.connection.dbapi_connection
    lost = connection.dialect.is_disconnect(cast(DBAPIModule.Error, fault), raw, None)
    return DBAPIError.instance(sql, None, fault, errors, hide_parameters=True, connection_invalidated=lost)


def driver(connection: Connection) -> Driver:
    """The driver's own connection beneath."""
    return cast(Driver, connection.connection.driver_connection)


def prepare(dialect: Dialect, statement: Executable, names: list[str]) -> Ready:
    """Compile a statement for values with these names."""
    assert isinstance(statement, ClauseElement)
    compiled = statement.compile(dialect=dialect, column_keys=names)
    assert isinstance(compiled, SQLCompiler)
    types = {name: bind.type for bind, name in compiled.bind_names.items()}
    order = list(compiled.positiontup or types)
    returned = list(getattr(statement, "exported_columns", ()))
    readers = [(n, reader(dialect, column.type)) for n, column in enumerate(returned)]
    return Ready(
        sql=str(compiled),
        positional=bool(dialect.positional),
        fixed={name: value for name, value in compiled.params.items() if name not in names},
        writers=tuple((name, writer(dialect, types[name])) for name in order),
        columns=SimpleResultMetaData([column.name for column in returned]),
        readers=tuple((n, read) for n, read in readers if read),
    )


def writer(dialect: Dialect, kind: TypeEngine[Any]) -> Convert | None:
    """What makes a value of this type fit for the driver."""
    return kind.dialect_impl(dialect).bind_processor(dialect)


def reader(dialect: Dialect, kind: TypeEngine[Any]) -> Convert | None:
    """What makes a value of this type of what the driver gives."""
    if isinstance(kind, Float):  # both drivers give a float; SQLAlchemy would ask for a code that only a cursor has
        return None
    return kind.dialect_impl(dialect).result_processor(dialect, None)
