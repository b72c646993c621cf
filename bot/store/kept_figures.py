"""Figures of cases whose content is gone, sealed under one key that is never erased."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import bindparam, insert, select

from bot.store.columns import UtcTime
from bot.store.record_tables import kept_figures
from bot.store.transaction import Transaction
from referral.reports.figures import CaseFigure
from referral.staff import Area

SUBJECT = "records"
PLACE = "kept_figures.sealed"
ADD = insert(kept_figures)
BETWEEN = (
    select(kept_figures)
    .where(kept_figures.c.opened_at >= bindparam("since", type_=UtcTime))
    .where(kept_figures.c.opened_at < bindparam("until", type_=UtcTime))
    .order_by(kept_figures.c.id)
)
FIGURES = TypeAdapter(CaseFigure)


class SqlKeptFigures:
    """`handlers.keeps_records.KeptFigures`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def keep(self, figure: CaseFigure) -> None:
        """Keep what a report counts of a case that is about to be erased."""
        sealed = self._t.safe.seal(SUBJECT, PLACE, FIGURES.dump_json(figure))
        plain = {name: getattr(figure, name) for name in ("opened_at", "commune", "province")}
        self._t.run(ADD, sealed=sealed, **plain)

    def kept(self, since: datetime, until: datetime, area: Area) -> Sequence[CaseFigure]:
        """Those of cases opened from then until before then in this area."""
        rows = self._t.run(BETWEEN, since=since, until=until).all()
        here = [row for row in rows if area.covers(row.commune, row.province)]
        return [FIGURES.validate_json(self._t.safe.open(SUBJECT, PLACE, row.sealed)) for row in here]
