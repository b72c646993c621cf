"""The store: an open, migrated database with the key ring that fits it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot.chance import Chance as SecretChance
from bot.store.audit import appending
from bot.store.audit import begin as begin_chain
from bot.store.canary import fitting_ring
from bot.store.database import Database
from bot.store.directory import DirectoryCache
from bot.store.fate import surely
from bot.store.fitness import judge
from bot.store.keyring import KeyRing
from bot.store.migrate import migrate
from bot.store.moved import stay_or_leave
from bot.store.rotation import hide_all, rehash_all, rewrap_all
from bot.store.transaction import Transaction
from bot.store.vault import Safe, Vault
from bot.store.work import Premises, SqlWork
from handlers.house import House
from handlers.work import Chance
from referral.records import dataclass


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the store gives every transaction: the deployer's word, the clock, chance."""

    house: House = field(default_factory=House)
    clock: Callable[[], datetime] = utc_now
    chance: Chance = field(default_factory=SecretChance)
    real_agencies: bool = False


class Store:
    """Open it with `Store.open`; one for a process, used by all its threads."""

    def __init__(self, database: Database, vault: Vault, surroundings: Surroundings) -> None:
        self.database = database
        self.vault = vault
        self._surroundings = surroundings
        house = surroundings.house
        cache = DirectoryCache(real_agencies=surroundings.real_agencies, house=house)
        self._premises = Premises(house, cache)

    @classmethod
    def open(cls, url: str, keyring_path: Path, surroundings: Surroundings | None = None) -> "Store":
        """Migrate, check that the key ring fits, and be ready; the first start makes the ring.

        Raises UnknownDatabase, DatabaseIsNewer, MovedAway, StillArriving or one of the KeyRing… errors; each names
        its remedy.
        """
        database = Database.open(url)
        try:
            known = surroundings or Surroundings()
            return cls(database, prepared(database, keyring_path, known.clock), known)
        except BaseException:
            database.close()
            raise

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self.database.engine.dialect.name

    @property
    def live(self) -> bool:
        """Whether real people answer, by the directory as this process last read it: asks no database, never fails."""
        latest = self._premises.directory.latest
        return latest is not None and latest[1].live

    def now(self) -> datetime:
        """The time, as every transaction takes it."""
        return self._surroundings.clock()

    @contextmanager
    def begin(self, *, durable: bool = True) -> Iterator[Connection]:
        """A transaction that writes; for savepoints see savepoint.py. Raises Unsure: nobody knows if it was kept."""
        with (
            surely(partial(self.database.begin, durable=durable)) as connection,
            appending(connection, self.vault.ring),
        ):
            yield connection

    def connection(self) -> AbstractContextManager[Connection]:
        """A transaction that only reads."""
        return self.database.connection()

    def work(self, connection: Connection) -> SqlWork:
        """One happening in this transaction; its `now` is the moment of this call."""
        safe = Safe(connection, self.vault)
        now, chance = self._surroundings.clock(), self._surroundings.chance
        return SqlWork(Transaction(connection, safe, now, chance), self._premises)

    def rotate_wrap(self, keyring_path: Path) -> None:
        """A new wrap key for every data key. No other process may be running: it has the old ring in memory."""
        self._use(self.vault.ring.rotate_wrap(), keyring_path)
        with self.begin() as connection:
            rewrap_all(connection, self.vault)

    def rotate_lookup(self, keyring_path: Path) -> None:
        """A new lookup key for every address and receipt. No other process may be running."""
        self._use(self.vault.ring.rotate_lookup(), keyring_path)
        with self.begin() as connection:
            rehash_all(connection, self.vault)

    def close(self) -> None:
        self.database.close()

    def _use(self, ring: KeyRing, keyring_path: Path) -> None:
        """Save first: a death in between leaves old keys in the ring, so nothing is lost; rotate again."""
        ring.save(keyring_path)
        self.vault.ring = ring


def prepared(database: Database, keyring_path: Path, clock: Callable[[], datetime]) -> Vault:
    """The vault of a database brought up to date, all in one locked transaction."""
    with database.begin() as connection:
        judge(connection)
        stay_or_leave(connection)
        migrate(connection)
        vault = Vault(fitting_ring(connection, keyring_path))
        Safe(connection, vault).load_standing()
        begin_chain(connection, vault.ring, clock())
        hide_all(connection, vault)
    return vault
