"""Faults that are not of the words: another transaction in the way, or a database, a disk or a memory that is ill."""

import sys

from sqlalchemy.exc import DBAPIError, TimeoutError

STATES = {"40001", "40P01", "55P03"}  # PostgreSQL: serialization, deadlock, lock not free
CODES = {5, 6}  # SQLite: busy, locked
ILL_STATES = {"08", "25", "53", "57", "58"}  # connection, read-only or over, no room or memory, stopped, its system
ILL_CODES = {7, 8, 10, 13, 14}  # no memory, read-only, disk error, disk full, file cannot be opened


class Unsure(Exception):
    """The database was cut off while it committed: nobody knows whether it was kept; look before you do it again."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def passing(problem: BaseException) -> bool:
    """Whether the same transaction tried again can succeed: another one was in the way, or the connection was cut.

    A database that takes no connection is no matter of a moment.
    """
    if not isinstance(problem, DBAPIError):
        return False
    state, code = signs(problem)
    return problem.connection_invalidated or state in STATES or code in CODES


def environmental(problem: BaseException) -> bool:
    """Whether what we stand on failed, and not our handling of these words: the same may go well when it is mended."""
    state, code = signs(problem)
    return (
        isinstance(problem, MemoryError | TimeoutError | Unsure)
        or passing(problem)
        or state[:2] in ILL_STATES
        or code in ILL_CODES
        or (not state and cut_off(said(problem)))
    )


def cut_off(fault: BaseException) -> bool:
    """Whether the line to PostgreSQL broke; on SQLite its driver is never loaded, nor would this be a time for it."""
    driver = sys.modules.get("psycopg")
    return driver is not None and isinstance(fault, driver.OperationalError)


def signs(problem: BaseException) -> tuple[str, int]:
    """What PostgreSQL calls it, and what SQLite does; "" and 0 where it is not theirs."""
    fault = said(problem)
    return getattr(fault, "sqlstate", "") or "", getattr(fault, "sqlite_errorcode", 0) & 0xFF


def said(problem: BaseException) -> BaseException:
    """The driver's own fault, whether SQLAlchemy has wrapped it or not."""
    return problem.orig if isinstance(problem, DBAPIError) and problem.orig else problem
