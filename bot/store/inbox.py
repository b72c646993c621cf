"""What arrived faster than it may be answered, or where nobody answers: kept sealed, taken in its turn."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import ConfigDict, TypeAdapter
from sqlalchemy import Integer, and_, bindparam, delete, exists, func, not_, or_, select, update

from bot.store.columns import AnyRow
from bot.store.process_tables import inbox
from bot.store.transaction import Transaction
from bot.store.upsert import once
from bot.store.vault import UNREADABLE
from handlers.events import Address, IncomingEvent
from referral.records import dataclass

SUBJECT = "mail"
EVENTS = TypeAdapter(tuple[IncomingEvent], config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64"))
PUT = once(inbox, "key")
earlier = inbox.alias("earlier")
IN_FRONT = exists().where(  # of the same sender; a cry stands behind cries alone
    and_(earlier.c.sender == inbox.c.sender, earlier.c.sender != "", earlier.c.id < inbox.c.id),
    or_(earlier.c.cries, not_(inbox.c.cries)),
)
DUE = (
    select(inbox)
    .where(inbox.c.due_at <= bindparam("now"), ~IN_FRONT)
    .order_by(inbox.c.cries.desc(), inbox.c.due_at, inbox.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(of=inbox, skip_locked=True)  # what another process handles just now is its
)
this = inbox.alias("this")
FREE = select(this.c.id).where(this.c.id == bindparam("this")).with_for_update(skip_locked=True).scalar_subquery()
TAKE = delete(inbox).where(inbox.c.id == FREE).returning(inbox.c.id)
ASIDE = timedelta(days=1)  # a row that cannot be opened is looked at again after so long, should somebody mend it
PUT_ASIDE = update(inbox).where(inbox.c.id == bindparam("this")).values(due_at=bindparam("then"), sender="")
WAITING = select(func.count()).select_from(inbox)
WAITS = select(inbox.c.id).where(inbox.c.sender == bindparam("this")).limit(1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event whose turn has come. `take` it in the transaction that handles it. `slowed`: it came too fast."""

    id: int
    event: IncomingEvent
    slowed: bool = True


class SqlInbox:
    """All events that wait. Of one sender none is handed out before an earlier one is gone, whatever process asks."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction
        self.torn: list[int] = []  # the rows that this transaction could not open

    def put(self, event: IncomingEvent, due_at: datetime, cries: bool = False) -> None:
        """Keep the event until its turn; the same id again changes nothing. What cries goes first."""
        self._put(event, due_at, self._waiting_as(event.address) or self._senders(event.address)[0], cries)

    def put_aside(self, event: IncomingEvent, due_at: datetime) -> None:
        """Keep the event until then, and let what comes after it pass."""
        self._put(event, due_at, "", cries=False)

    def waits(self, address: Address) -> bool:
        """Whether something of this sender waits: what comes next joins it."""
        return self._waiting_as(address) != ""

    def due(self, now: datetime, limit: int) -> Sequence[Waiting]:
        """What may be handled now, cries first, then the longest due. What cannot be opened is put aside."""
        rows = self._t.run(DUE, now=now, most=limit).all()
        return [waiting for row in rows if (waiting := self._opened(row, now))]

    def take(self, waiting: Waiting) -> bool:
        """Delete it to handle it now; False if somebody else did, or is about to."""
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

    def _put(self, event: IncomingEvent, due_at: datetime, sender: str, cries: bool) -> None:
        key = self._t.ring.hash("event", event.id)
        sealed = self._t.safe.seal(SUBJECT, place(key), EVENTS.dump_json((event,)))
        self._t.run(PUT, key=key, sealed=sealed, at=self._t.now, due_at=due_at, sender=sender, cries=cries)

    def _waiting_as(self, address: Address) -> str:
        """The hash under which something of this sender waits, perhaps by an older key; "" if nothing does."""
        return next((one for one in self._senders(address) if self._t.found(WAITS, this=one)), "")

    def _senders(self, address: Address) -> Sequence[str]:
        return self._t.ring.hashes("sender", f"{address.channel}:{address.id}")

    def _waiting(self, row: AnyRow) -> Waiting:
        (event,) = EVENTS.validate_json(self._t.safe.open(SUBJECT, place(row.key), row.sealed))
        return Waiting(row.id, event, slowed=row.due_at > row.at)


def place(key: str) -> str:
    """Where an event's sealed bytes belong."""
    return f"inbox.sealed/{key}"
