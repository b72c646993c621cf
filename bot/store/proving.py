"""Proof that a copy is worth something: its log is whole, and what is sealed in it opens with the key ring."""

from collections.abc import Iterator, Mapping

from cryptography.exceptions import InvalidTag
from sqlalchemy import Column, Connection, func, select

from bot.store.audit_chain import Verdict, verify
from bot.store.canary import check_fit
from bot.store.columns import AnyRow
from bot.store.database import Database
from bot.store.sealed_places import WHERE, columns
from bot.store.store import Store, Surroundings
from bot.store.vault import Erased, Safe, Vault
from referral.records import dataclass

MANY = 200  # of each column


class DoesNotOpen(Exception):
    """Something sealed does not open although the key ring fits: the copy is damaged, so nothing was changed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{self.__doc__} It is among the {what}.")


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found: the log of who did what, and how many values of each sealed column were opened."""

    log: Verdict
    opened: Mapping[str, int]


def prove(connection: Connection, vault: Vault) -> Proof:
    """Look at a copy. Raises KeyRingDoesNotFit, DoesNotOpen."""
    check_fit(connection, vault.ring)
    safe = Safe(connection, vault)
    safe.load_standing()
    found = {spoken(name): opened(safe, name, column) for name, column in columns().items()}
    work = Store(Database(connection.engine, connection.engine), vault, Surroundings()).work(connection)
    return Proof(verify(work.log.rows(), vault.ring), found)


def spoken(name: str) -> str:
    """The table, and the column where the table has several."""
    return name.removesuffix(".sealed").removesuffix(".name").removesuffix(".phone")


def opened(safe: Safe, name: str, column: Column[bytes]) -> int:
    """How many of a sample could be opened; of who was erased none can. Raises DoesNotOpen."""
    return sum(opens(safe, name, row, value) for row, value in sample(safe.connection, column))


def opens(safe: Safe, name: str, row: AnyRow, value: bytes) -> bool:
    """Whether one value opens; False: its key was destroyed."""
    try:
        safe.open(*WHERE[name](row), value)
    except Erased:
        return False
    except InvalidTag:
        raise DoesNotOpen(spoken(name)) from None
    return True


def sample(connection: Connection, column: Column[bytes]) -> Iterator[tuple[AnyRow, bytes]]:
    """Some rows that hold something there, drawn by lot and fetched one by one: a picture may be large."""
    key = tuple(column.table.primary_key)
    drawn = select(*key).where(func.length(column) > 0).order_by(func.random()).limit(MANY)
    for one in connection.execute(drawn).all():
        same = [part == value for part, value in zip(key, one, strict=True)]
        row = connection.execute(select(column.table).where(*same)).one()
        yield row, row._mapping[column]
