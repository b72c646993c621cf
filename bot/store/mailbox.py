"""The web chat's own inbox: messages wait here until the person's page has fetched and acknowledged them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Integer, bindparam, delete, insert, select, update

from bot.store.campaign_tables import campaign_copies
from bot.store.columns import AnyRow, UtcTime
from bot.store.outbox import MESSAGES
from bot.store.people import subject
from bot.store.tables import mailbox, people
from bot.store.transaction import Transaction
from bot.store.unindexed import unindexed
from handlers.events import SEVERAL, OutgoingMessage
from referral.records import dataclass

PUT = insert(mailbox).returning(mailbox.c.id)
FOUND = select(mailbox.c.id).where(
    mailbox.c.person_id == bindparam("person_id"), mailbox.c.key.in_(bindparam("hashes", expanding=True))
)
# One page's mail is numbered in the order of the commits: who puts holds the person.
HOLD = select(people.c.id).where(people.c.id == bindparam("person_id")).with_for_update(key_share=True)
AFTER = (
    select(mailbox)
    .where(mailbox.c.person_id == bindparam("person_id"), mailbox.c.id > bindparam("cursor"))
    .where(mailbox.c.sealed.is_not(None))
    .order_by(mailbox.c.id)
    .limit(bindparam("most", type_=Integer))
)
DROP_UNTIL = (
    update(mailbox)
    .where(mailbox.c.person_id == bindparam("this"), mailbox.c.id <= bindparam("cursor"))
    .where(mailbox.c.sealed.is_not(None))
    .values(sealed=None)
)
COVERED = AFTER.where(mailbox.c.id <= bindparam("until"))
FETCHED = (
    update(campaign_copies)
    .where(unindexed(campaign_copies.c.run_id) == bindparam("run"), campaign_copies.c.person_id == bindparam("this"))
    .where(campaign_copies.c.delivered_at.is_(None))
    .values(delivered_at=bindparam("now", type_=UtcTime))
)
COPY = "campaign:"  # how the key of a campaign's copy begins; its run and its person follow
DROP = delete(mailbox).where(mailbox.c.person_id == bindparam("this"), mailbox.c.id == bindparam("number"))
MOST = 10_000  # messages that can wait in one mailbox
CLEAR = delete(mailbox).where(mailbox.c.person_id == bindparam("this"))


@dataclass(frozen=True, slots=True)
class Mail:
    """One message waiting in a mailbox. `id` grows; `at` is when it was put there."""

    id: int
    at: datetime
    message: OutgoingMessage


class SqlMailbox:
    """All mailboxes."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def put(self, person_id: str, message: OutgoingMessage) -> int:
        """Put a message in and return its number; the same key again changes nothing. Raises Erased."""
        self._t.run(HOLD, person_id=person_id)
        hashes = self._t.ring.hashes("message", message.key)
        known = self._t.run(FOUND, person_id=person_id, hashes=hashes).scalar()
        return known if known is not None else self._add(person_id, hashes[0], message)

    def after(self, person_id: str, cursor: int, limit: int) -> Sequence[Mail]:
        """The oldest messages with a number above the cursor."""
        rows = self._t.run(AFTER, person_id=person_id, cursor=cursor, most=limit).all()
        return [self._mail(row) for row in rows]

    def drop_until(self, person_id: str, cursor: int) -> None:
        """Forget what was acknowledged, up to and including the cursor; a late repeat still finds its key.

        A campaign's copy among it was delivered, perhaps before the mailing has written down that it was sent.
        """
        covered = [self._mail(row) for row in self._t.run(COVERED, **until(person_id, cursor)).all()]
        for key in (mail.message.key for mail in covered if mail.message.key.startswith(COPY)):
            self._t.run(FETCHED, run=key.split(":")[1], this=person_id, now=self._t.now)
        if covered:
            self._t.run(DROP_UNTIL, this=person_id, cursor=cursor)

    def take_back(self, person_id: str, case_id: str) -> bool:
        """Drop what is still there about a case, and the lists that may name it; whether there was anything."""
        held = self.after(person_id, 0, MOST)
        gone = [mail.id for mail in held if mail.message.case_id in (case_id, SEVERAL) and mail.message.act == "say"]
        for number in gone:
            self._t.run(DROP, this=person_id, number=number)
        return bool(gone)

    def clear(self, person_id: str) -> None:
        """Leave nothing."""
        self._t.run(CLEAR, this=person_id)

    def _add(self, person_id: str, key: str, message: OutgoingMessage) -> int:
        sealed = self._t.safe.seal(subject(person_id), place(person_id, key), MESSAGES.dump_json(message))
        plain = {"person_id": person_id, "key": key, "at": self._t.now, "case_id": message.case_id}
        return int(self._t.run(PUT, sealed=sealed, **plain).scalar_one())

    def _mail(self, row: AnyRow) -> Mail:
        plain = self._t.safe.open(subject(row.person_id), place(row.person_id, row.key), row.sealed)
        return Mail(row.id, row.at, MESSAGES.validate_json(plain))


def until(person_id: str, cursor: int) -> Mapping[str, object]:
    """What the cursor covers, and no more of it than can wait."""
    return {"person_id": person_id, "cursor": 0, "until": cursor, "most": MOST}


def place(person_id: str, key: str) -> str:
    """Where a mail's sealed bytes belong."""
    return f"mailbox.sealed/{person_id}/{key}"
