"""Cases that an officer said are one incident: each stays whole, a bundle only ties them."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select, update

from bot.store.tables import case_links
from bot.store.transaction import Transaction
from bot.store.upsert import upsert

BUNDLE = select(case_links.c.bundle).where(case_links.c.case_id == bindparam("case_id"))
OTHERS = (
    select(case_links.c.case_id)
    .where(case_links.c.bundle == BUNDLE.scalar_subquery(), case_links.c.case_id != bindparam("case_id"))
    .order_by(case_links.c.at, case_links.c.case_id)
)
PUT = upsert(case_links, ["case_id"], ["bundle", "officer_id", "at"])
REBIND = update(case_links).where(case_links.c.bundle == bindparam("old"))
LEAVE = delete(case_links).where(case_links.c.case_id == bindparam("this"))


class SqlLinks:
    """`handlers.work.Links`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def of(self, case_id: str) -> Sequence[str]:
        """The ids of the other cases of its bundle, in the order they were tied."""
        return self._t.run(OTHERS, case_id=case_id).scalars().all()

    def tie(self, case_id: str, other_id: str, officer_id: str) -> None:
        """Tie two cases, and whatever either was tied to before."""
        bundle = self._bundle(other_id) or self._bundle(case_id) or other_id
        for tied in (other_id, case_id):
            before = self._bundle(tied)
            if not before:
                self._t.run(PUT, case_id=tied, bundle=bundle, officer_id=officer_id, at=self._t.now)
            elif before != bundle:
                self._t.run(REBIND, old=before, bundle=bundle)

    def untie(self, case_id: str) -> None:
        """Take a case out of its bundle; one that is left alone is in none."""
        left = self.of(case_id)
        for gone in (case_id, *(left if len(left) == 1 else ())):
            self._t.run(LEAVE, this=gone)

    def _bundle(self, case_id: str) -> str:
        return self._t.run(BUNDLE, case_id=case_id).scalar() or ""
