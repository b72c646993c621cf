"""Copies of pictures that lie open for a day under an address nobody can guess, for a platform that fetches them."""

from datetime import timedelta

from sqlalchemy import bindparam, insert, select

from bot.store.tables import hosted
from bot.store.transaction import Transaction

LENT_FOR = timedelta(hours=24)
HALF = 24  # digits of a secret
LEND = insert(hosted)
LENT = select(hosted.c.attachment_id).where(
    hosted.c.token_hash.in_(bindparam("hashes", expanding=True)), hosted.c.until > bindparam("now")
)


class SqlHosted:
    """`bot.web.desk.Hosted`. Only the keyed hash of a secret is kept; its second half says to us alone whose it is."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def lend(self, attachment_id: str, person_id: str) -> str:
        """The secret under which this picture lies open to this person from now on; half of its 192 bits by chance."""
        half = self._t.chance.id()
        token = half + self._marks(half, person_id)[0]
        hashed = self._t.ring.hash("hosted", token)
        self._t.run(LEND, token_hash=hashed, attachment_id=attachment_id, until=self._t.now + LENT_FOR)
        return token

    def lent(self, token: str) -> str:
        """The attachment that lies open under this secret; "" if there is none, or its day is over."""
        hashes = self._t.ring.hashes("hosted", token)
        return self._t.run(LENT, hashes=hashes, now=self._t.now).scalar() or ""

    def is_for(self, token: str, person_id: str) -> bool:
        """Whether a secret that lies open was made for this person."""
        return token[HALF:] in self._marks(token[:HALF], person_id)

    def _marks(self, half: str, person_id: str) -> list[str]:
        """The second half of a secret for this person, by each key we have, the current one's first."""
        hashes = self._t.ring.hashes("hosted for", f"{half}{person_id}")
        return [hashed.partition(":")[2][:HALF] for hashed in hashes]
