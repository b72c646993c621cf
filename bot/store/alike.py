"""The open cases that a new one may be the same as; whom they were brought to is read for all of them at once."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import bindparam, select

from bot.store.alerts import READ, alert
from bot.store.columns import UtcTime
from bot.store.tables import alerts, cases
from bot.store.transaction import Transaction
from referral.alerts import Alert

ALIKE_IDS = (  # bounded: whoever reads them needs the newest, and each must be unsealed
    select(cases.c.id)
    .where(cases.c.commune == bindparam("commune"), cases.c.opened_at >= bindparam("since", type_=UtcTime))
    .where(cases.c.category.in_([bindparam("kind1"), bindparam("kind2"), bindparam("kind3")]))
    .where(cases.c.status == "open", cases.c.id != bindparam("this"))
    .order_by(cases.c.opened_at.desc(), cases.c.id)
    .limit(20)
)
THEIR_ALERTS = (
    select(alerts.c.case_id, *READ).where(alerts.c.case_id.in_(ALIKE_IDS)).order_by(alerts.c.case_id, alerts.c.n)
)


def read_alerts(transaction: Transaction, found: Sequence[str], **values: object) -> None:
    """Know the alerts of these cases, which the same values have found, unless they are known already."""
    theirs = defaultdict[str, list[Alert]](list)
    for row in transaction.run(THEIR_ALERTS, **values):
        theirs[row.case_id].append(alert(row))
    for case_id in found:
        transaction.known.alerts.setdefault(case_id, tuple(theirs[case_id]))
