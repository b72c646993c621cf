"""Tokens for the figures as JSON: only a keyed hash of each is kept, so no copy of the database opens anything."""

from collections.abc import Sequence

from sqlalchemy import String as Words
from sqlalchemy import bindparam, insert, or_, select, update

from bot.store.columns import AnyRow
from bot.store.report_tables import api_tokens
from bot.store.transaction import Transaction
from handlers.keeps_console import Maker, TokenGrant, TokenLine
from referral.reports.scope import Place

KIND = "api"
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

    def make(self, grant: TokenGrant, token: str, made_by: str) -> None:
        """Keep a new token."""
        maker = grant.maker
        self._t.run(
            ADD, token_hash=self._t.ring.hash(KIND, token), title=grant.title, province=grant.place.province,
            commune=grant.place.commune, account_id=maker.account, officer_id=maker.officer, agency=maker.agency,
            agency_role=maker.role, made_by=made_by, made_at=self._t.now, expires_at=grant.expires_at, used_at=None,
            revoked=False,
        )  # fmt: skip

    def find(self, token: str) -> TokenLine | None:
        """The token with this secret; None if there is none, or it is over or revoked. Writes nothing."""
        row = self._t.run(FIND, hashes=list(self._t.ring.hashes(KIND, token)), now=self._t.now).first()
        return line_of(row) if row else None

    def used(self, token_id: int) -> None:
        """Note that it was used now."""
        self._t.run(USED, this=token_id, used_at=self._t.now)

    def of(self, province: str) -> Sequence[TokenLine]:
        """The tokens of a province, "" for all, the newest first."""
        return [line_of(row) for row in self._t.run(OF, province=province)]

    def revoke(self, token_id: int) -> None:
        """From now on it opens nothing."""
        self._t.run(REVOKE, this=token_id)


def line_of(row: AnyRow) -> TokenLine:
    """A row as it is listed."""
    maker = Maker(row.account_id, row.officer_id, row.agency, row.agency_role)
    grant = TokenGrant(row.title, Place(row.commune, row.province), maker, row.expires_at)
    return TokenLine(row.id, grant, row.used_at, row.revoked)
