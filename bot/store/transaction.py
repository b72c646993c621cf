"""What every part of the store shares inside one transaction: connection, safe, the time, chance."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Column, Connection, Executable, select

from bot.store.keyring import KeyRing
from bot.store.known import Known
from bot.store.statements import Rows, execute, execute_many
from bot.store.upsert import Upsert
from bot.store.vault import Safe
from handlers.work import Chance


class Transaction:
    """One open transaction; `now` does not move inside it."""

    def __init__(self, connection: Connection, safe: Safe, now: datetime, chance: Chance) -> None:
        self.connection = connection
        self.safe = safe
        self.now = now
        self.chance = chance
        self.known = Known()

    @property
    def ring(self) -> KeyRing:
        return self.safe.vault.ring

    def run(self, statement: Executable | Upsert, **values: object) -> Rows:
        """Execute one statement with its values."""
        if isinstance(statement, Upsert):
            statement = statement.on(self.connection)
        if list in map(type, values.values()):  # as many places as values: made anew each time
            return self.connection.execute(statement, values)
        return execute(self.connection, statement, values)

    def run_many(self, statement: Executable | Upsert, rows: Sequence[Mapping[str, object]]) -> None:
        """Execute one statement for many rows: all of them together, one way to the server and back."""
        if isinstance(statement, Upsert):
            statement = statement.on(self.connection)
        if rows:
            execute_many(self.connection, statement, rows)

    def found(self, statement: Executable | Upsert, **values: object) -> bool:
        """Whether the statement returned a row."""
        return self.run(statement, **values).first() is not None

    def known_by_older_key(self, column: Column[str], hashes: Sequence[str]) -> bool:
        """Whether a row was written before the lookup key was rotated; `hashes` as from KeyRing.hashes."""
        if len(hashes) == 1:
            return False
        older = select(column).where(column.in_(hashes[1:]))  # made anew each time, so not one to keep compiled
        return self.connection.execute(older).first() is not None
