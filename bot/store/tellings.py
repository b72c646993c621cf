"""Who was told of a case without being asked to take it. Nothing here is content."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from bot.store.tables import tellings
from bot.store.transaction import Transaction
from bot.store.upsert import once
from referral.telling import Telling

OF_CASE = select(tellings).where(tellings.c.case_id == bindparam("case_id")).order_by(tellings.c.at, tellings.c.officer)
ADD = once(tellings, "case_id", "officer", "body", "mode")


class SqlTellings:
    """`handlers.work.Tellings`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def of(self, case_id: str) -> Sequence[Telling]:
        """Who was told, the first told first."""
        return [Telling(row.body, row.officer, row.mode, row.at) for row in self._t.run(OF_CASE, case_id=case_id)]

    def add(self, case_id: str, telling: Telling) -> None:
        """Keep that this officer was told; once for each body and reason."""
        values = {"body": telling.body, "officer": telling.officer, "mode": telling.mode, "at": telling.at}
        self._t.found(ADD, case_id=case_id, **values)
