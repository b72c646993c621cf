"""What columns are made of: moments, ids, counts, flags, and content that only the vault can read."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Dialect, Float, ForeignKey, Integer, LargeBinary, Row, String
from sqlalchemy.types import TypeDecorator

AnyRow = Row[*tuple[Any, ...]]  # what a query returns, until a parser has made a dataclass of it
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class UtcTime(TypeDecorator[datetime]):
    """A moment as whole microseconds since 1970 UTC: the same on every database, quick to compare."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To the database; a moment without a time zone is refused with a TypeError."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From the database, always in UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


def key(name: str) -> Column[str]:
    """The primary key, or a part of it, in words."""
    return Column(name, String, primary_key=True)


def counted() -> Column[int]:
    """A primary key the database counts up."""
    return Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


def word(name: str) -> Column[str]:
    return Column(name, String, nullable=False)


def of(name: str, table: str, primary: bool = False) -> Column[str]:
    """The id of a row of another table."""
    return Column(name, String, ForeignKey(f"{table}.id"), primary_key=primary, nullable=False)


def count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def standing(name: str) -> Column[int]:
    """A place in an order of our own, kept by the store."""
    return Column(name, BigInteger, nullable=False, server_default="0")


def number(name: str) -> Column[int]:
    """A part of the primary key, counted by us."""
    return Column(name, Integer, primary_key=True, autoincrement=False)


def edition() -> Column[int]:
    """The version of the place data that a row belongs to."""
    return Column("version_id", ForeignKey("place_versions.id"), primary_key=True, nullable=False)


def decimal(name: str) -> Column[float]:
    return Column(name, Float, nullable=False)


def flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def moment(name: str, nullable: bool = False) -> Column[datetime]:
    return Column(name, UtcTime, nullable=nullable)


def sealed(name: str = "sealed", nullable: bool = False) -> Column[bytes]:
    """Content: only the vault can read it."""
    return Column(name, LargeBinary, nullable=nullable)
