"""Who was asked to take a case, and what they answered. Nothing here is content."""

from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import bindparam, insert, select, update

from bot.store.columns import AnyRow
from bot.store.queue_rank import reckon
from bot.store.tables import alerts
from bot.store.transaction import Transaction
from referral.alerts import Alert
from referral.urgency import Urgency

COLUMNS = tuple(field.name for field in fields(Alert))
READ = tuple(alerts.c[name] for name in COLUMNS)  # in the order of the fields
OF_CASE = select(*READ).where(alerts.c.case_id == bindparam("case_id")).order_by(alerts.c.n)
ADD = insert(alerts)
SAVE = update(alerts).where(alerts.c.case_id == bindparam("this_case"), alerts.c.n == bindparam("this"))


class SqlAlerts:
    """`handlers.work.Alerts`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def of(self, case_id: str) -> Sequence[Alert]:
        """The case's alerts, the first sent first."""
        known = self._t.known
        if case_id in known.alerts:
            return list(known.alerts[case_id])
        found = [alert(row) for row in self._t.run(OF_CASE, case_id=case_id)]
        known.alerts[case_id] = tuple(found)
        return found

    def add(self, case_id: str, alert: Alert) -> None:
        self._t.run(ADD, case_id=case_id, **columns(alert))
        self._keep(case_id, alert)

    def save(self, case_id: str, alert: Alert) -> None:
        self._t.run(SAVE, this_case=case_id, this=alert.n, **columns(alert))
        self._keep(case_id, alert)

    def _keep(self, case_id: str, alert: Alert) -> None:
        """What is known of the case's alerts is true of this one too, and the case stands in the queue by it."""
        reckon(self._t, case_id)
        known = self._t.known.alerts
        if case_id in known:
            by_number = {a.n: a for a in known[case_id]} | {alert.n: alert}
            known[case_id] = tuple(by_number[n] for n in sorted(by_number))


def columns(alert: Alert) -> dict[str, object]:
    """The row of an alert."""
    return {name: getattr(alert, name) for name in COLUMNS} | {"urgency": int(alert.urgency)}


def alert(row: AnyRow) -> Alert:
    """The alert of a row that ends with READ."""
    n, body, officer, urgency, *rest = row[-len(READ) :]
    return Alert(n, body, officer, Urgency(urgency), *rest)
