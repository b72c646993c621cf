"""Who was told of a case without being asked to take it. Nothing here is content."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select

from bot.store.tables import tellings
from bot.store.transaction import Transaction
from bot.store.upsert import once
from referral.telling import Telling

OF_CASE = select(tellings).where(tellings.c.case_id == bindparam("case_id")).order_by(tellings.c.at, tellings.c.officer)
DROP = delete(tellings).where(
    tellings.c.case_id == bindparam("this_case"), tellings.c.officer == bindparam("this"), tellings.c.mode == "know"
)
ADD = once(tellings, "case_id", "officer", "body", "mode")


class SqlTellings:
    """`handlers.work.Tellings`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def of(self, case_id: str) -> Sequence[Telling]:
        """Who was told, the first told first."""
        return [Telling(row.body, row.officer, row.mode, row.at) for row in self._t.run(OF_CASE, case_id=case_id)]

    def add(self, case_id: str, telling: Telling) -> bool:
        """Keep that this officer was told, once for each body and reason; whether it is new."""
        values = {"body": telling.body, "officer": telling.officer, "mode": telling.mode, "at": telling.at}
        return self._t.found(ADD, case_id=case_id, **values)

    def drop(self, case_id: str, officer_id: str) -> None:
        """What this officer was to know never reached them."""
        self._t.run(DROP, this_case=case_id, this=officer_id)
