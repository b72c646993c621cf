"""Who answered a drill: the audit keeps it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from bot.store.tables import audit

ANSWERED = (
    select(audit.c.actor)
    .where(audit.c.action == "present", audit.c.at >= bindparam("since"))
    .where(audit.c.actor.in_(bindparam("officers", expanding=True)))
)


def answered_since(connection: Connection, officers: Iterable[str], since: datetime) -> frozenset[str]:
    """Which of these officers have pressed “Có mặt” since then."""
    return frozenset(connection.execute(ANSWERED, {"officers": list(officers), "since": since}).scalars())
