"""Figures of cases whose content is gone, sealed under one key that is never erased; hidden ones stay hidden."""

from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import bindparam, insert, select

from bot.store.columns import UtcTime
from bot.store.hidden import KIND
from bot.store.record_tables import kept_figures
from bot.store.transaction import Transaction
from referral.records import dataclass
from referral.reports.figures import CaseFigure
from referral.reports.scope import Scope

SUBJECT = "records"
PLACE = "kept_figures.sealed"
ADD = insert(kept_figures)
BETWEEN = (
    select(kept_figures)
    .where(kept_figures.c.opened_at >= bindparam("since", type_=UtcTime))
    .where(kept_figures.c.opened_at < bindparam("until", type_=UtcTime))
    .order_by(kept_figures.c.id)
)


@dataclass(frozen=True, slots=True)
class Remainder:
    """What stays of an erased case. `hidden`: ids of agencies and officers, and roles, that must not know of it."""

    figure: CaseFigure
    hidden: frozenset[str]


REMAINDERS = TypeAdapter(Remainder)


class SqlKeptFigures:
    """`handlers.keeps_records.KeptFigures`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def keep(self, figure: CaseFigure, hidden: frozenset[str]) -> None:
        """Keep what a report counts of a case that is about to be erased, and from whom it stays hidden."""
        sealed = self._t.safe.seal(SUBJECT, PLACE, REMAINDERS.dump_json(Remainder(figure, hidden)))
        plain = {name: getattr(figure, name) for name in ("opened_at", "commune", "province")}
        self._t.run(ADD, sealed=sealed, **plain)

    def kept(self, scope: Scope, hidden_from: Sequence[str]) -> Sequence[CaseFigure]:
        """Of cases reported in this scope, without those hidden from one of these hashes."""
        rows = self._t.run(BETWEEN, since=scope.since, until=scope.until).all()
        here = [row for row in rows if scope.province in ("", row.province)]
        found = [REMAINDERS.validate_json(self._t.safe.open(SUBJECT, PLACE, row.sealed)) for row in here]
        seen = (one.figure for one in found if self._hashes(one).isdisjoint(hidden_from))
        return [figure for figure in seen if scope.agency == "" or scope.agency in figure.bodies]

    def _hashes(self, one: Remainder) -> frozenset[str]:
        return frozenset(found for name in one.hidden for found in self._t.ring.hashes(KIND, name))
