"""Faults that pass: another transaction was in the way, or the connection was cut; the same one can succeed anew."""

from sqlalchemy.exc import DBAPIError

STATES = {"40001", "40P01", "55P03"}  # PostgreSQL: serialization, deadlock, lock not free
CODES = {5, 6}  # SQLite: busy, locked


def passing(problem: Exception) -> bool:
    """Whether trying again can help; a database that takes no connection is no matter of a moment."""
    if not isinstance(problem, DBAPIError):
        return False
    if problem.connection_invalidated:
        return True
    state, code = getattr(problem.orig, "sqlstate", ""), getattr(problem.orig, "sqlite_errorcode", 0)
    return state in STATES or code & 0xFF in CODES
