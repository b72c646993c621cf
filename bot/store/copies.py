"""When the database was last backed up, and when a backup was last proven by a drill."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, bindparam, func, insert, select, type_coerce

from bot.store.columns import UtcTime
from bot.store.copy_tables import copies

Kind = Literal["backup", "drill"]

LASTS: Mapping[Kind, timedelta] = {"backup": timedelta(days=2), "drill": timedelta(days=90)}
ADD = insert(copies)
LAST = select(type_coerce(func.max(copies.c.at), UtcTime)).where(copies.c.kind == bindparam("kind"))


def note(connection: Connection, kind: Kind, at: datetime, rows: int) -> None:
    """Keep that a backup was made, or that a drill proved one."""
    connection.execute(ADD, {"at": at, "kind": kind, "rows": rows})


def last(connection: Connection, kind: Kind) -> datetime | None:
    """When that was done last; None if never."""
    found: datetime | None = connection.execute(LAST, {"kind": kind}).scalar_one()
    return found


def is_old(connection: Connection, kind: Kind, now: datetime) -> bool:
    """Whether it is time to do that again, or it was never done."""
    newest = last(connection, kind)
    return newest is None or newest < now - LASTS[kind]
