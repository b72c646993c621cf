"""Move a running SQLite deployment to PostgreSQL: copied while it runs, then a short hold, compared, and left."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from sqlalchemy import Connection, RootTransaction, Table, bindparam, func, inspect, select

from bot.store.canary import value
from bot.store.columns import UtcTime
from bot.store.copy_tables import copies
from bot.store.database import Database
from bot.store.migrate import lock, migrate
from bot.store.moved import ARRIVING, arrive, expect, leave
from bot.store.proving import Proof, prove
from bot.store.rows import Tally, count_on, counters, plain, tally
from bot.store.store import Store
from bot.store.tables import metadata, outbox
from bot.store.transfer import Told, transfer
from referral.records import dataclass

Compared = Mapping[Table, Tally]

LOOKS = 300
PAUSE = 0.1  # seconds between two looks whether nothing is on its way
UNDER_WAY = select(func.count()).where(
    outbox.c.state == "sending", outbox.c.due_at > bindparam("now", type_=UtcTime)
)  # a lease that is over is one of a process that died

assert copies.metadata is metadata


class WrongWay(Exception):
    """A move leads from SQLite to PostgreSQL: give --to postgresql://user@host/name."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NotEmpty(Exception):
    """There is something in this database already: make an empty one, and nothing of yours is overwritten."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class AlwaysSending(Exception):
    """Messages go out without a pause, and a move must not tear one: try at a quieter hour, or stop the program."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NotTheSame(Exception):
    """The copy is not the same as what was copied: nothing was moved, and the other database is empty again."""

    def __init__(self, table: str) -> None:
        super().__init__(f"{self.__doc__} It differs in {table}.")


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved, by table; the proof; how much the hold still brought, and how long it was in seconds."""

    tallies: Mapping[str, Tally]
    proof: Proof
    late: int
    hold: float


@dataclass(frozen=True, slots=True)
class Move:
    """From an open store to the database at this address; `told` hears how far it is."""

    source: Store
    url: str
    told: Told
    clock: Callable[[], float] = time.monotonic

    def run(self) -> Moved:
        """Do it. Raises WrongWay, NotEmpty, AlwaysSending, NotPortable, NotTheSame; then nothing has changed."""
        target = Database.open(self.url)
        try:
            if target.is_sqlite or not self.source.database.is_sqlite:
                raise WrongWay
            moved = self._copied(target)
            with target.begin() as there:
                arrive(there)
            return moved
        finally:
            target.close()

    def _copied(self, target: Database) -> Moved:
        """All in one transaction of the target: cut off at any moment it leaves nothing behind."""
        with target.engine.connect() as there:
            done = there.begin()
            self._make_room(there)
            tables = plain(metadata)
            with self.source.database.connection() as here:
                transfer(here, there, tables, self.told)
            with self.source.database.connection() as here:
                transfer(here, there, tables, self.told)  # what came in meanwhile
                same = compared(here, there, tables)
            return self._left(there, done, same, prove(there, self.source.vault))

    def _left(self, there: Connection, done: RootTransaction, same: Compared, proof: Proof) -> Moved:
        """The hold: from its first moment nobody writes here, and from its last one nobody ever will.

        Only tables that are no more what they were when both sides were compared are looked through again.
        """
        mark, tables = token_hex(8), list(same)
        with held(self.source) as here:
            began = self.clock()
            unlike = [table for table in tables if tally(here, table) != same[table]]
            late = transfer(here, there, unlike, lambda _table, _rows: None)
            same = {**same, **compared(here, there, unlike)}
            for name, last in counters(here, tables).items():
                count_on(there, metadata.tables[name], last)
            expect(there, mark, self._file)
            done.commit()
            leave(here, mark, self.url)
        return Moved({table.name: found for table, found in same.items()}, proof, late.total, self.clock() - began)

    def _make_room(self, there: Connection) -> None:
        """Empty tables, or those of a move from here that was cut off after its last row."""
        lock(there)
        if inspect(there).get_table_names() and not self._is_ours(there):
            raise NotEmpty
        migrate(there)

    def _is_ours(self, there: Connection) -> bool:
        arriving = value(there, ARRIVING) if inspect(there).has_table("meta") else None
        return arriving is not None and arriving.partition(" ")[2] == str(self._file)

    @property
    def _file(self) -> Path:
        """The database that is left."""
        return Path(self.source.database.engine.url.database or "").resolve()


@contextmanager
def held(store: Store) -> Iterator[Connection]:
    """The only writer, at a moment at which no message is on its way. Raises AlwaysSending."""
    for _ in range(LOOKS):
        with store.database.begin() as connection:
            if not connection.execute(UNDER_WAY, {"now": store.now()}).scalar():
                yield connection
                return
        time.sleep(PAUSE)
    raise AlwaysSending


def compared(here: Connection, there: Connection, tables: Sequence[Table]) -> Compared:
    """Count and hash each table on both sides. Raises NotTheSame."""
    same: dict[Table, Tally] = {}
    for table in tables:
        same[table] = tally(here, table)
        if tally(there, table) != same[table]:
            raise NotTheSame(table.name)
    return same
