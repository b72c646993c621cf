"""The audit log: who did or read what, when; appended and never changed. Never content."""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select

from bot.store.tables import audit
from bot.store.transaction import Transaction
from handlers.events import Audit

ADD = insert(audit)
OF_CASE = (
    select(audit.c.at, audit.c.actor, audit.c.action, audit.c.detail)
    .where(audit.c.case_id == bindparam("case_id"))
    .order_by(audit.c.id)
)


class SqlAudit:
    """Appending to the log, and reading what it says of a case."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def add(self, actor: str, action: str, case_id: str = "", detail: str = "") -> None:
        """Append a row."""
        self._t.run(ADD, at=self._t.now, actor=actor, action=action, case_id=case_id, detail=detail, hash="")

    def of_case(self, case_id: str) -> Sequence[Audit]:
        """Who did or read what of a case, in the order it happened."""
        return [Audit(*row) for row in self._t.run(OF_CASE, case_id=case_id)]
