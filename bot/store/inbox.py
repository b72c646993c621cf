"""What arrived faster than it may be answered: kept sealed, taken in its turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import ConfigDict, TypeAdapter
from sqlalchemy import Integer, bindparam, delete, func, select, update

from bot.store.columns import AnyRow
from bot.store.tables import inbox
from bot.store.transaction import Transaction
from bot.store.upsert import once
from bot.store.vault import UNREADABLE
from handlers.events import IncomingEvent

SUBJECT = "mail"
EVENTS = TypeAdapter(tuple[IncomingEvent], config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64"))
PUT = once(inbox, "key")
DUE = (
    select(inbox)
    .where(inbox.c.due_at <= bindparam("now"))
    .order_by(inbox.c.due_at, inbox.c.id)
    .limit(bindparam("most", type_=Integer))
)
TAKE = delete(inbox).where(inbox.c.id == bindparam("this")).returning(inbox.c.id)
ASIDE = timedelta(days=1)  # a row that cannot be opened is looked at again after so long, should somebody mend it
PUT_ASIDE = update(inbox).where(inbox.c.id == bindparam("this")).values(due_at=bindparam("then"))
WAITING = select(func.count()).select_from(inbox)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event whose turn has come. `take` it in the transaction that handles it."""

    id: int
    event: IncomingEvent


class SqlInbox:
    """All events that wait."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction
        self.torn: list[int] = []  # the rows that this transaction could not open

    def put(self, event: IncomingEvent, due_at: datetime) -> None:
        """Keep the event until its turn; the same id again changes nothing."""
        key = self._t.ring.hash("event", event.id)
        sealed = self._t.safe.seal(SUBJECT, place(key), EVENTS.dump_json((event,)))
        self._t.run(PUT, key=key, sealed=sealed, at=self._t.now, due_at=due_at)

    def due(self, now: datetime, limit: int) -> Sequence[Waiting]:
        """What may be handled now, the longest due first; what cannot be opened is put aside and stops no other."""
        rows = self._t.run(DUE, now=now, most=limit).all()
        return [waiting for row in rows if (waiting := self._opened(row, now))]

    def take(self, waiting: Waiting) -> bool:
        """Delete it to handle it now; False if somebody else did."""
        return self._t.found(TAKE, this=waiting.id)

    def count(self) -> int:
        return int(self._t.run(WAITING).scalar_one())

    def _opened(self, row: AnyRow, now: datetime) -> Waiting | None:
        """The event of a row; None if its bytes were changed since it was sealed: it is kept, for a human."""
        try:
            return self._waiting(row)
        except UNREADABLE:
            self._t.run(PUT_ASIDE, this=row.id, then=now + ASIDE)
            self.torn.append(row.id)
            return None

    def _waiting(self, row: AnyRow) -> Waiting:
        (event,) = EVENTS.validate_json(self._t.safe.open(SUBJECT, place(row.key), row.sealed))
        return Waiting(row.id, event)


def place(key: str) -> str:
    """Where an event's sealed bytes belong."""
    return f"inbox.sealed/{key}"
