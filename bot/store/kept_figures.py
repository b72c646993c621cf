"""Figures of cases that were erased, so that a report of their time stays right."""

from collections.abc import Sequence

from bot.store.transaction import Transaction
from referral.reports.figures import CaseFigure
from referral.reports.scope import Scope


class SqlKeptFigures:
    """`handlers.keeps_console.KeptFigures`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def kept(self, scope: Scope, hidden_from: Sequence[str]) -> Sequence[CaseFigure]:
        """None yet: nothing is erased by age."""
        return ()
