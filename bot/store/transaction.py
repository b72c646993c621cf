"""What every part of the store shares inside one transaction: connection, safe, the time, chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, CursorResult, Executable, select

from bot.store.keyring import KeyRing
from bot.store.upsert import Upsert
from bot.store.vault import Safe
from handlers.work import Chance


@dataclass(frozen=True, slots=True)
class Transaction:
    """One open transaction; `now` does not move inside it."""

    connection: Connection
    safe: Safe
    now: datetime
    chance: Chance

    @property
    def ring(self) -> KeyRing:
        return self.safe.vault.ring

    def run(self, statement: Executable | Upsert, **values: object) -> CursorResult[*tuple[Any, ...]]:
        """Execute one statement with its values."""
        if isinstance(statement, Upsert):
            statement = statement.on(self.connection)
        return self.connection.execute(statement, values)

    def run_many(self, statement: Upsert, rows: Sequence[Mapping[str, object]]) -> None:
        """Execute one statement for many rows."""
        if rows:
            self.connection.execute(statement.on(self.connection), rows)

    def found(self, statement: Executable | Upsert, **values: object) -> bool:
        """Whether the statement returned a row."""
        return self.run(statement, **values).first() is not None

    def known_by_older_key(self, column: Column[str], hashes: Sequence[str]) -> bool:
        """Whether a row was written before the lookup key was rotated; `hashes` as from KeyRing.hashes."""
        return len(hashes) > 1 and self.found(select(column).where(column.in_(hashes[1:])))
