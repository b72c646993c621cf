"""What may still be sent to whom on a platform that counts."""

from datetime import datetime

from sqlalchemy import bindparam, select

from bot.store.tables import ledger_people, people
from bot.store.transaction import Transaction
from bot.store.upsert import upsert
from referral.ledger import Allowance

MET = upsert(ledger_people, ["person_id"], ["last_at", "sent", "closed_at"])
OF = (
    select(people.c.channel, people.c.gone, ledger_people)
    .select_from(people.outerjoin(ledger_people))
    .where(people.c.id == bindparam("this"))
)


class SqlLedger:
    """`handlers.work.Ledger`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def interacted(self, person_id: str, at: datetime) -> None:
        """The person did something that opens the platform's window."""
        self._t.run(MET, person_id=person_id, last_at=at, sent=0, closed_at=None)

    def of(self, person_id: str) -> Allowance:
        """What is known of this person and of the account they write to."""
        row = self._t.run(OF, this=person_id).one()
        return Allowance(row.channel, row.gone, row.last_at, row.sent or 0, row.free, row.closed_at)
