"""What became of a message, or of a campaign's copy, after it was sent: found by the keyed hash of its id."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select, update

from bot.store.campaign_tables import campaign_copies
from bot.store.columns import AnyRow, UtcTime
from bot.store.outbox import LANES
from bot.store.pending import POSTPONED, QUEUED, SENDING
from bot.store.tables import officer_ways, outbox
from bot.store.transaction import Transaction
from handlers.events import Copy, CopyState, Mark

URGENT = LANES["urgent"]
MARK = update(outbox).where(
    outbox.c.person_id == bindparam("this"), outbox.c.trace_hash.in_(bindparam("hashes", expanding=True))
)
NOW = bindparam("now", type_=UtcTime)
SEEN = {"seen_at": NOW, "delivered_at": func.coalesce(outbox.c.delivered_at, NOW)}  # what was seen has arrived
MARKS = {
    "delivered": MARK.where(outbox.c.delivered_at.is_(None)).values(delivered_at=NOW),
    "seen": MARK.where(outbox.c.seen_at.is_(None)).values(SEEN),
}
KNOWN = select(func.count(outbox.c.trace_hash.distinct())).where(
    outbox.c.person_id == bindparam("this"), outbox.c.trace_hash.in_(bindparam("hashes", expanding=True))
)
its = campaign_copies.c
OF_THESE = (its.person_id == bindparam("this"), its.trace_hash.in_(bindparam("hashes", expanding=True)))
MARK_COPY = update(campaign_copies).where(*OF_THESE)
SEEN_COPY = {"seen_at": NOW, "delivered_at": func.coalesce(its.delivered_at, NOW)}
COPY_MARKS = {
    "delivered": MARK_COPY.where(its.delivered_at.is_(None)).values(delivered_at=NOW),
    "seen": MARK_COPY.where(its.seen_at.is_(None)).values(SEEN_COPY),
}
KNOWN_COPIES = select(func.count(its.trace_hash.distinct())).where(*OF_THESE)
JUST_NOW = timedelta(minutes=10)  # longer than a page is under way; what is older was given up
HANDED_OVER = (  # a copy without an id yet, or whose answer never came although it may have arrived
    select(its.run_id)
    .where(its.person_id == bindparam("this"), its.at >= bindparam("since", type_=UtcTime))
    .where(or_(its.state == "sending", its.state == "unsure"))
    .limit(1)
)
COPY_UNDER_WAY = HANDED_OVER.where(its.state == "sending")
OUR_COPY = select(its.run_id).where(*OF_THESE).limit(1)
UNDER_WAY = (
    select(outbox.c.id)
    .where(outbox.c.person_id == bindparam("this"), SENDING, outbox.c.due_at > NOW)
    .where(or_(outbox.c.act == "say", outbox.c.act == "notice"))
    .limit(1)
)
LATEST = (
    select(outbox.c.delivered_at, outbox.c.seen_at)
    .join_from(outbox, officer_ways, officer_ways.c.person_id == outbox.c.person_id)
    .where(outbox.c.case_id == bindparam("about"), officer_ways.c.officer_id == bindparam("officer"))
    .where(outbox.c.lane == URGENT, outbox.c.at >= bindparam("since", type_=UtcTime))
)
COPIES = select(outbox.c.person_id, outbox.c.state, outbox.c.due_at, outbox.c.delivered_at, outbox.c.seen_at).where(
    outbox.c.key.in_(bindparam("keys", expanding=True))
)
HELD_UP = (
    select(outbox.c.id)
    .where(outbox.c.person_id == bindparam("this"), outbox.c.lane == URGENT, QUEUED)
    .where(outbox.c.due_at > NOW, outbox.c.problem != POSTPONED)
    .limit(1)
)
OURS = select(outbox.c.id).where(
    outbox.c.person_id == bindparam("this"),
    or_(outbox.c.trace_hash.in_(bindparam("hashes", expanding=True)), SENDING),
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
        for marks in (MARKS, COPY_MARKS):
            self._t.run(marks[mark], this=person_id, hashes=hashes, now=self._t.now)

    def too_early(self, person_id: str, message_ids: Sequence[str]) -> bool:
        """Whether one of these is unknown and may be the id of what is being sent to this person at this moment."""
        hashes = [h for trace in message_ids for h in self._t.ring.hashes("trace", trace)]
        counts = (self._t.run(count, this=person_id, hashes=hashes).scalar_one() for count in (KNOWN, KNOWN_COPIES))
        return sum(counts) < len(set(message_ids)) and (
            self._t.found(UNDER_WAY, this=person_id, now=self._t.now)
            or self._t.found(COPY_UNDER_WAY, this=person_id, since=self._t.now - JUST_NOW)
        )

    def of(self, key: str) -> Mark | None:
        """What the platform told of the message with this key; None if nothing, or if it is not sent."""
        return best(self._t.run(OF, keys=self._t.ring.hashes("message", key)).all())

    def of_alert(self, case_id: str, officer_id: str, since: datetime) -> Mark | None:
        """The most that is known, on any of an officer's ways, of what they were sent of a case since an alert."""
        return best(self._t.run(LATEST, about=case_id, officer=officer_id, since=since).all())

    def is_ours(self, person_id: str, message_id: str) -> bool:
        """Whether we sent this message, or are sending something to this person at this moment.

        A campaign's copy that timed out counts for a while: its echo comes, and a human of the deployer's it is not.
        """
        if not message_id:
            return False
        hashes, since = self._t.ring.hashes("trace", message_id), self._t.now - JUST_NOW
        return (
            self._t.found(OURS, this=person_id, hashes=hashes)
            or self._t.found(OUR_COPY, this=person_id, hashes=hashes)
            or self._t.found(HANDED_OVER, this=person_id, since=since)
        )

    def held_up(self, person_id: str) -> bool:
        """Whether something urgent is tried again later here, and whatever comes after it waits with it."""
        return self._t.found(HELD_UP, this=person_id, now=self._t.now)

    def copies(self, keys: Sequence[str]) -> Sequence[Copy]:
        """What became of the messages with these keys, of those that were written at all."""
        hashes = [h for key in keys for h in self._t.ring.hashes("message", key)]
        rows = self._t.run(COPIES, keys=hashes)
        return [Copy(row.person_id, state_of(row, self._t.now), best([row])) for row in rows]


def state_of(row: AnyRow, now: datetime) -> CopyState:
    """How far a message is."""
    return "later" if row.state == "queued" and row.due_at > now else STATES.get(row.state, "dead")


def best(rows: Sequence[AnyRow]) -> Mark | None:
    """The most that was told of any of these messages."""
    if any(row.seen_at for row in rows):
        return "seen"
    return "delivered" if any(row.delivered_at for row in rows) else None
