"""Copies of pictures that lie open for a day under an address nobody can guess, for a platform that fetches them."""

from datetime import timedelta

from sqlalchemy import bindparam, insert, select

from bot.store.history import SqlHistory
from bot.store.tables import hosted
from bot.store.transaction import Transaction
from bot.store.vault import Erased

LENT_FOR = timedelta(hours=24)
LEND = insert(hosted)
LENT = select(hosted.c.attachment_id).where(
    hosted.c.token_hash.in_(bindparam("hashes", expanding=True)), hosted.c.until > bindparam("now")
)


class SqlHosted:
    """`bot.web.desk.Hosted`; only the keyed hash of a secret is kept."""

    def __init__(self, transaction: Transaction, history: SqlHistory) -> None:
        self._t = transaction
        self._history = history

    def lend(self, attachment_id: str) -> str:
        """The secret under which this picture's copy lies open from now on; 192 bits."""
        token = self._t.chance.id() + self._t.chance.id()
        hashed = self._t.ring.hash("hosted", token)
        self._t.run(LEND, token_hash=hashed, attachment_id=attachment_id, until=self._t.now + LENT_FOR)
        return token

    def copy(self, token: str) -> bytes | None:
        """The copy without metadata, never the original; None if there is none, or its day is over."""
        hashes = self._t.ring.hashes("hosted", token)
        attachment_id = self._t.run(LENT, hashes=hashes, now=self._t.now).scalar()
        try:
            media = self._history.media(attachment_id or "")
        except Erased:
            return None
        return media.safe_copy if media and media.kind == "photo" else None
