"""What platforms said of the quotas of our accounts, for those who look after them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from bot.store.tables import ledger_quotas as rows
from referral.records import dataclass

TOLD = select(rows).where(~rows.c.kind.contains(":")).order_by(rows.c.account, rows.c.kind)  # the others are refusals


@dataclass(frozen=True, slots=True)
class Told:
    """The newest word about one quota."""

    account: str
    kind: str
    remain: int
    total: int
    at: datetime


def told_quotas(connection: Connection) -> Sequence[Told]:
    """Every quota that was told of."""
    return [Told(row.account, row.kind, row.remain, row.total, row.at) for row in connection.execute(TOLD)]
