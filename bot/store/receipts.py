"""What became of a message after it was sent: the platform's own word, found by the keyed hash of its id."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select, update

from bot.store.columns import AnyRow, UtcTime
from bot.store.outbox import LANES
from bot.store.tables import outbox
from bot.store.transaction import Transaction
from handlers.events import Copy, CopyState, Mark

MARK = update(outbox).where(
    outbox.c.person_id == bindparam("this"), outbox.c.trace_hash.in_(bindparam("hashes", expanding=True))
)
MARKS = {
    "delivered": MARK.where(outbox.c.delivered_at.is_(None)).values(delivered_at=bindparam("moment")),
    "seen": MARK.where(outbox.c.seen_at.is_(None)).values(seen_at=bindparam("moment")),
}
COPIES = select(outbox.c.person_id, outbox.c.state, outbox.c.delivered_at, outbox.c.seen_at).where(
    outbox.c.key.in_(bindparam("keys", expanding=True))
)
HELD_UP = select(outbox.c.id).where(
    outbox.c.person_id == bindparam("this"), outbox.c.lane == LANES["urgent"], outbox.c.state == "queued",
    outbox.c.due_at > bindparam("now", type_=UtcTime),
).limit(1)  # fmt: skip
STATES: Mapping[str, CopyState] = {"queued": "waiting", "sending": "waiting", "sent": "sent"}  # all others are dead
OF = select(outbox.c.delivered_at, outbox.c.seen_at).where(outbox.c.key.in_(bindparam("keys", expanding=True)))


class SqlReceipts:
    """`handlers.work.Receipts`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def mark(self, person_id: str, message_ids: Sequence[str], mark: Mark) -> None:
        """Keep that these messages arrived or were seen."""
        hashes = [h for trace in message_ids for h in self._t.ring.hashes("trace", trace)]
        self._t.run(MARKS[mark], this=person_id, hashes=hashes, moment=self._t.now)

    def of(self, key: str) -> Mark | None:
        """What the platform told of the message with this key; None if nothing, or if it is not sent."""
        row = self._t.run(OF, keys=self._t.ring.hashes("message", key)).first()
        return mark_of(row) if row else None

    def held_up(self, person_id: str) -> bool:
        """Whether something urgent waits for a later moment here, and whatever comes after it with it."""
        return self._t.found(HELD_UP, this=person_id, now=self._t.now)

    def copies(self, keys: Sequence[str]) -> Sequence[Copy]:
        """What became of the messages with these keys, of those that were written at all."""
        hashes = [h for key in keys for h in self._t.ring.hashes("message", key)]
        rows = self._t.run(COPIES, keys=hashes)
        return [Copy(row.person_id, STATES.get(row.state, "dead"), mark_of(row)) for row in rows]


def mark_of(row: AnyRow) -> Mark | None:
    """What the platform told of a message."""
    return "seen" if row.seen_at else "delivered" if row.delivered_at else None
