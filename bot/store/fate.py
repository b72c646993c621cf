"""A commit whose answer was lost: PostgreSQL knows by the transaction's number whether it was kept."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.store.passing import Unsure
from bot.store.savepoint import say

NUMBER = "SELECT CAST(pg_current_xact_id_if_assigned() AS text)"  # none for who wrote nothing
FATE = text("SELECT pg_xact_status(CAST(CAST(:number AS text) AS xid8))")
PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0)  # seconds before each new question
KEPT = {"committed": True, "aborted": False}

Begin = Callable[[], AbstractContextManager[Connection]]


@contextmanager
def surely(begin: Begin) -> Iterator[Connection]:
    """A transaction that was kept if the block ends well, and was not if it raises. Raises Unsure: nobody knows."""
    number = ""
    try:
        with begin() as connection:
            yield connection
            number = number_of(connection)
    except DBAPIError as problem:
        if not (number and problem.connection_invalidated and kept(begin, number)):
            raise


def number_of(connection: Connection) -> str:
    """What PostgreSQL calls the transaction; "" if there is nothing to lose. A file answers itself."""
    if connection.dialect.name == "sqlite":
        return ""
    ((number,),) = say(connection, NUMBER).fetchall()
    return number or ""


def kept(begin: Begin, number: str) -> bool:
    """Whether it was committed. Raises Unsure: it is still under way, or there is nobody to ask."""
    for pause in PAUSES:
        fate = asked(begin, number)
        if fate in KEPT:
            return KEPT[fate]
        time.sleep(pause)
    raise Unsure


def asked(begin: Begin, number: str) -> str:
    """What the database says of it; "" if it cannot be asked."""
    try:
        with begin() as connection:
            return connection.execute(FATE, {"number": number}).scalar() or ""
    except SQLAlchemyError:  # also that all connections are taken: by others who wait for the same silence to end
        return ""
