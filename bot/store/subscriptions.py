"""Who asked for reminders: one row for each way, so that whom a campaign reaches is a question to the database."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, func, select, text, update

from bot.store.campaign_tables import WAITING, campaign_copies, subscriptions
from bot.store.columns import AnyRow
from bot.store.tables import people
from bot.store.transaction import Transaction
from bot.store.upsert import upsert
from referral.campaigns import Subscription

COLUMNS = ("channel", "human", "rank", "since", "source", "commune", "province", "role", "topics")
SAVE = upsert(subscriptions, ["person_id"], COLUMNS)
OF = select(subscriptions).where(subscriptions.c.person_id == bindparam("this"))
HUMAN = select(subscriptions.c.human).where(subscriptions.c.person_id == bindparam("this")).scalar_subquery()
WAYS = select(subscriptions.c.person_id).where(subscriptions.c.human == HUMAN)
LET_GO = (
    update(campaign_copies)
    .where(campaign_copies.c.person_id.in_(WAYS), text(f"campaign_copies.{WAITING}"))
    .values(state="skipped", reason="stopped")
)
END = delete(subscriptions).where(subscriptions.c.human == HUMAN)
NOT_SUBSCRIBED = update(people).where(people.c.id.in_(WAYS)).values(subscribed=False)
COMMUNES = select(subscriptions.c.commune, func.count(subscriptions.c.human.distinct())).group_by(
    subscriptions.c.commune
)
SOURCES = (
    select(subscriptions.c.commune, subscriptions.c.source, func.count(subscriptions.c.human.distinct()))
    .group_by(subscriptions.c.commune, subscriptions.c.source)
    .order_by(subscriptions.c.commune, subscriptions.c.source)
)
ANYBODY = select(subscriptions.c.person_id).limit(1)
ANYBODY_THERE = ANYBODY.where(subscriptions.c.commune == bindparam("commune"))
ALLOWED = {"plain": "yes", "neutral": "yes", "any": "yes", "never": "no", "hidden": "no", "withdrawn": "no"}
PUSH = update(subscriptions).where(subscriptions.c.person_id == bindparam("this"))


class SqlSubscriptions:
    """`handlers.keeps_campaigns.Subscriptions`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def of(self, person_id: str) -> Subscription | None:
        row = self._t.run(OF, this=person_id).first()
        return subscription_of(row) if row else None

    def save(self, subscription: Subscription) -> None:
        """Keep it. Save the person after it: that keeps what they allow us to push."""
        self._t.run(SAVE, person_id=subscription.person_id, push="", **columns(subscription))

    def end(self, person_id: str) -> None:
        """No more reminders for this human, on whichever channel; what waits for them is not sent."""
        self._t.run(LET_GO, this=person_id)
        self._t.run(NOT_SUBSCRIBED, this=person_id)
        self._t.run(END, this=person_id)

    def any(self, commune: str = "") -> bool:
        """Whether anybody has subscribed, or anybody of this commune."""
        statement = ANYBODY_THERE if commune else ANYBODY
        return self._t.found(statement, **({"commune": commune} if commune else {}))

    def communes(self) -> Mapping[str, int]:
        """How many subscribers each commune has; "" those who named none."""
        return {row[0]: row[1] for row in self._t.run(COMMUNES)}

    def sources(self) -> Sequence[tuple[str, str, int]]:
        """How many subscribed in each commune through each poster, list or chat: commune, source, count."""
        return [(row[0], row[1], row[2]) for row in self._t.run(SOURCES)]


def push_of(contact: str) -> str:
    """What follows for reminders from what somebody said of being written to."""
    return ALLOWED.get(contact, "")


def columns(subscription: Subscription) -> dict[str, object]:
    """The columns of a subscription."""
    plain = {name: getattr(subscription, name) for name in COLUMNS}
    topics = "".join(f",{topic}" for topic in subscription.topics) + ","
    return {**plain, "human": subscription.human or subscription.person_id, "topics": topics}


def subscription_of(row: AnyRow) -> Subscription:
    """The subscription of a row."""
    plain = {name: getattr(row, name) for name in COLUMNS}
    human = "" if row.human == row.person_id else row.human
    topics = tuple(topic for topic in row.topics.split(",") if topic)
    return Subscription(row.person_id, **{**plain, "human": human, "topics": topics})
