"""Who does alone what must be alone, on PostgreSQL: a row for each thing, taken for a while by the database's clock."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import BigInteger, bindparam, cast, extract, func, or_, select, true, type_coerce, update
from sqlalchemy.dialects.postgresql import insert

from bot.store.columns import MICROSECOND
from bot.store.process_tables import leases
from bot.store.transaction import Transaction

NOW = cast(extract("epoch", func.clock_timestamp()) * 1_000_000, BigInteger)
UNTIL = type_coerce(leases.c.until, BigInteger)
FRESH = insert(leases).values(
    name=bindparam("this"), holder=bindparam("me"), until=NOW + bindparam("lasts", type_=BigInteger)
)
TAKE = FRESH.on_conflict_do_update(
    index_elements=["name"],
    set_={"holder": FRESH.excluded.holder, "until": FRESH.excluded.until},
    where=or_(leases.c.holder == FRESH.excluded.holder, UNTIL < NOW),
).returning(leases.c.name)
GIVE_BACK = update(leases).where(leases.c.holder == bindparam("me")).values(until=NOW - 1)  # the row stays, see `ever`
EVER = select(leases.c.name)
BRIEFLY = select(func.set_config("idle_in_transaction_session_timeout", "2s", true()))  # who is stopped just here
HELD = select(leases.c.name, leases.c.holder).where(UNTIL >= NOW).order_by(leases.c.name)


class SqlLeases:
    """All leases. No process's own clock decides."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def take(self, names: Sequence[str], holder: str, lasts: timedelta) -> frozenset[str]:
        """Take or keep what nobody else holds now; which of these names this holder has from here on."""
        self._t.run(BRIEFLY)
        wanted = {"me": holder, "lasts": lasts // MICROSECOND}
        return frozenset(name for name in sorted(names) if self._t.found(TAKE, this=name, **wanted))

    def give_back(self, holder: str) -> None:
        """Others may take what this one held at once."""
        self._t.run(GIVE_BACK, me=holder)

    def ever(self) -> frozenset[str]:
        """What was held at any time."""
        return frozenset(self._t.run(EVER).scalars())

    def held(self) -> Sequence[tuple[str, str]]:
        """What is held now, and by whom."""
        return [(row.name, row.holder) for row in self._t.run(HELD)]
