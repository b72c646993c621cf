"""Tokens for the figures as JSON: only a keyed hash of each is kept, so no copy of the database opens anything."""

import secrets
from collections.abc import Sequence

from sqlalchemy import String as Words
from sqlalchemy import bindparam, insert, or_, select, update

from bot.store.columns import AnyRow
from bot.store.report_tables import api_tokens
from bot.store.transaction import Transaction
from handlers.keeps_console import TokenGrant, TokenLine
from referral.reports.scope import Place

KIND = "api"
PREFIX = "lnt_"  # so that a scanner of secrets knows one when it sees one
FIND = select(api_tokens).where(
    api_tokens.c.token_hash.in_(bindparam("hashes", expanding=True)),
    api_tokens.c.revoked.is_(False),
    api_tokens.c.expires_at > bindparam("now", type_=api_tokens.c.expires_at.type),
)
OF = (
    select(api_tokens)
    .where(or_(api_tokens.c.province == bindparam("province"), bindparam("province", type_=Words) == ""))
    .order_by(api_tokens.c.id.desc())
)
ADD = insert(api_tokens)
USED = update(api_tokens).where(api_tokens.c.id == bindparam("this"))
REVOKE = update(api_tokens).where(api_tokens.c.id == bindparam("this")).values(revoked=True)


class SqlApiTokens:
    """`handlers.keeps_console.ApiTokens`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def make(self, grant: TokenGrant, made_by: str) -> str:
        """A new token of 256 bits, told once."""
        token = PREFIX + secrets.token_urlsafe(32)
        self._t.run(
            ADD, token_hash=self._t.ring.hash(KIND, token), title=grant.title, province=grant.place.province,
            commune=grant.place.commune, officer_id=grant.officer, made_by=made_by, made_at=self._t.now,
            expires_at=grant.expires_at, used_at=None, revoked=False,
        )  # fmt: skip
        return token

    def find(self, token: str) -> TokenGrant | None:
        """What a token grants now; None if there is none, or it is over or revoked. Its use is noted."""
        row = self._t.run(FIND, hashes=list(self._t.ring.hashes(KIND, token)), now=self._t.now).first()
        if row is None:
            return None
        self._t.run(USED, this=row.id, used_at=self._t.now)
        return grant_of(row)

    def of(self, province: str) -> Sequence[TokenLine]:
        """The tokens of a province, "" for all, the newest first."""
        rows = self._t.run(OF, province=province)
        return [TokenLine(row.id, grant_of(row), row.made_at, row.used_at, row.revoked) for row in rows]

    def revoke(self, token_id: int) -> None:
        """From now on it opens nothing."""
        self._t.run(REVOKE, this=token_id)


def grant_of(row: AnyRow) -> TokenGrant:
    """What the token of a row opens."""
    return TokenGrant(row.title, Place(row.commune, row.province), row.officer_id, row.expires_at)
