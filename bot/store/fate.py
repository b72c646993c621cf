"""A commit whose answer was lost: PostgreSQL knows by the transaction's number whether it was kept."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import Thread

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.store.passing import Unsure
from bot.store.statements import say

NUMBER = "SELECT CAST(pg_current_xact_id_if_assigned() AS text)"  # none for who wrote nothing
FATE = text("SELECT pg_xact_status(CAST(CAST(:number AS text) AS xid8))")
PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0)  # seconds before each new question
PATIENCE = 4.0  # seconds for all questions together: a connection that hangs must not hold a writer
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
    """Whether it was committed. Raises Unsure: it is still under way, or nobody answered in time.

    A thread of its own asks: no setting of a driver ends the wait for a server that took the call and says nothing.
    """
    found: SimpleQueue[bool | None] = SimpleQueue()
    Thread(target=ask, args=(begin, number, found.put), name="fate", daemon=True).start()
    with suppress(Empty):
        fate = found.get(timeout=PATIENCE)
        if fate is not None:
            return fate
    raise Unsure


def ask(begin: Begin, number: str, tell: Callable[[bool | None], None]) -> None:
    """Ask again and again until it is known; None if it is not, and nobody waits for it any more."""
    until = time.monotonic() + PATIENCE
    for pause in PAUSES:
        fate = asked(begin, number)
        if fate in KEPT:
            return tell(KEPT[fate])
        if time.monotonic() + pause > until:
            break
        time.sleep(pause)
    return tell(None)


def asked(begin: Begin, number: str) -> str:
    """What the database says of it; "" if it cannot be asked."""
    try:
        with begin() as connection:
            return connection.execute(FATE, {"number": number}).scalar() or ""
    except SQLAlchemyError:  # also that all connections are taken: by others who wait for the same silence to end
        return ""
