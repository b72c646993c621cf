"""Faults that pass: another transaction was in the way, so the same one tried again can succeed."""

from sqlalchemy.exc import DBAPIError

STATES = {"40001", "40P01", "55P03"}  # PostgreSQL: serialization, deadlock, lock not free
CODES = {5, 6}  # SQLite: busy, locked


def passing(problem: Exception) -> bool:
    """Whether trying again can help."""
    if not isinstance(problem, DBAPIError):
        return False
    state, code = getattr(problem.orig, "sqlstate", ""), getattr(problem.orig, "sqlite_errorcode", 0)
    return state in STATES or code & 0xFF in CODES
