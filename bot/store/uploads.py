"""Files that a platform holds for us: its sealed names of them, found by a keyed hash, until it forgets them."""

from datetime import timedelta

from sqlalchemy import bindparam, delete, select

from bot.store.tables import uploads
from bot.store.tokens import SUBJECT
from bot.store.transaction import Transaction
from bot.store.upsert import upsert

LASTS = timedelta(days=6)  # Zalo keeps them for seven

PUT = upsert(uploads, ["hash"], ["sealed", "at"])
OF = select(uploads.c.hash, uploads.c.sealed).where(
    uploads.c.hash.in_(bindparam("hashes", expanding=True)), uploads.c.at > bindparam("after")
)
DROP = delete(uploads).where(uploads.c.hash.in_(bindparam("hashes", expanding=True)))
FORGET = delete(uploads).where(uploads.c.at <= bindparam("after"))


class SqlUploads:
    """What was uploaded: `what` says to which account, and of which bytes."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def of(self, what: str) -> str:
        """The platform's name of it; "" if it must be uploaded."""
        hashes = self._t.ring.hashes("upload", what)
        row = self._t.run(OF, hashes=hashes, after=self._t.now - LASTS).first()
        return self._t.safe.open(SUBJECT, place(row.hash), row.sealed).decode() if row else ""

    def put(self, what: str, name: str) -> None:
        """It was uploaded now; what is too old is forgotten."""
        hashed = self._t.ring.hash("upload", what)
        self._t.run(FORGET, after=self._t.now - LASTS)
        self._t.run(PUT, hash=hashed, sealed=self._t.safe.seal(SUBJECT, place(hashed), name.encode()), at=self._t.now)

    def drop(self, what: str) -> None:
        """The platform has it no more."""
        self._t.run(DROP, hashes=self._t.ring.hashes("upload", what))


def place(hashed: str) -> str:
    """Where the sealed bytes belong."""
    return f"uploads.sealed/{hashed}"
