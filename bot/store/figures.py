"""What is measured in the tables: counts and times of plain columns, never content, a person or a place."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, func, select, text

from bot.store.outbox import LANES
from bot.store.store import Store
from bot.store.tables import PENDING, alerts, cases, channel_tokens, outbox
from referral.records import dataclass
from referral.urgency import Urgency

WAITING = select(outbox.c.lane, func.count()).where(text(PENDING)).group_by(outbox.c.lane)
OPEN = select(cases.c.urgency, func.count()).where(cases.c.status == "open").group_by(cases.c.urgency)
other = alerts.alias("other")
ACCEPTED = exists().where(  # by somebody for the same body: then nobody need answer any more
    other.c.case_id == alerts.c.case_id, other.c.body == alerts.c.body, other.c.answer == "accepted"
)
UNANSWERED = (
    select(func.count(), func.min(alerts.c.sent_at))
    .select_from(alerts.join(cases))
    .where(alerts.c.answer == "", cases.c.status == "open", ~ACCEPTED)
)
FIRST_TO_DIE = select(func.min(channel_tokens.c.refresh_until))


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is to do: messages waiting by lane, open cases by urgency, alerts that still need an answer."""

    waiting: Mapping[str, int]
    open_cases: Mapping[str, int]
    unanswered: int
    oldest_unanswered: timedelta | None  # for how long the longest of them waits
    token_left: timedelta | None = None  # until the first of a messenger's refresh tokens dies


def figures(connection: Connection, now: datetime) -> Figures:
    """The figures of this moment. Reads only."""
    waiting = {row[0]: row[1] for row in connection.execute(WAITING)}
    opened = {row[0]: row[1] for row in connection.execute(OPEN)}
    unanswered, oldest = connection.execute(UNANSWERED).one()
    return Figures(
        {name: waiting.get(number, 0) for name, number in LANES.items()},
        {urgency.name: opened.get(int(urgency), 0) for urgency in Urgency},
        unanswered,
        now - oldest if oldest else None,
        token_left(connection, now),
    )


def token_left(connection: Connection, now: datetime) -> timedelta | None:
    """How long the first of the refresh tokens still lives; None without any."""
    dies = connection.execute(FIRST_TO_DIE).scalar()
    return dies - now if dies else None


def figures_of(store: Store) -> Figures:
    """The figures in a reading transaction of their own: it waits for no writer. Blocks."""
    with store.connection() as connection:
        return figures(connection, store.now())
