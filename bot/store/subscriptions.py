"""Who asked for reminders: one row for each way, so that whom a campaign reaches is a question to the database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import String, bindparam, delete, func, select, text, update

from bot.store.audience import may_reach
from bot.store.campaign_tables import WAITING, campaign_copies, subscription_stops, subscriptions
from bot.store.columns import AnyRow
from bot.store.tables import people
from bot.store.transaction import Transaction
from bot.store.upsert import once, upsert
from referral.campaigns import Subscription, Whom, is_own_wish

COLUMNS = ("channel", "human", "rank", "since", "source", "commune", "province", "role", "topics")
THIS = bindparam("this", type_=String)
SAVE = upsert(subscriptions, ["person_id"], COLUMNS)
ITS = subscriptions.c.person_id == THIS
OF = select(subscriptions).where(subscriptions.c.person_id == THIS)
HUMAN = select(subscriptions.c.human).where(subscriptions.c.person_id == THIS).scalar_subquery()
WAYS = select(subscriptions.c.person_id, subscriptions.c.human).where(subscriptions.c.human == HUMAN)
LET_GO = (
    update(campaign_copies)
    .where(campaign_copies.c.person_id == THIS, text(f"campaign_copies.{WAITING}"))
    .values(state="skipped", reason="stopped")
)
END = delete(subscriptions).where(subscriptions.c.person_id == THIS)
MARK = update(people).where(people.c.id == THIS)
STOP = once(subscription_stops, "who")
STOPPED = select(subscription_stops.c.who).where(subscription_stops.c.who == THIS)
AGAIN = delete(subscription_stops).where(subscription_stops.c.who == THIS)
COUNTS = (
    select(subscriptions.c.channel, subscriptions.c.source, func.count())
    .group_by(subscriptions.c.channel, subscriptions.c.source)
    .order_by(subscriptions.c.channel, subscriptions.c.source)
)
PLACES = (
    select(subscriptions.c.commune, subscriptions.c.province, func.count().label("many"))
    .group_by(subscriptions.c.commune, subscriptions.c.province)
    .order_by(subscriptions.c.commune, subscriptions.c.province)
)
MOVE = update(subscriptions).where(
    subscriptions.c.commune == bindparam("from_commune"), subscriptions.c.province == bindparam("from_province")
)
SOURCES = (
    select(subscriptions.c.commune, subscriptions.c.source, func.count(subscriptions.c.human.distinct()))
    .group_by(subscriptions.c.commune, subscriptions.c.source)
    .order_by(subscriptions.c.commune, subscriptions.c.source)
)
ANYBODY = select(subscriptions.c.person_id).limit(1)
ANYBODY_THERE = ANYBODY.where(subscriptions.c.commune == bindparam("commune"))
ALLOWED = {"plain": "yes", "neutral": "yes", "any": "yes", "never": "no", "hidden": "no", "withdrawn": "no"}
PUSH = update(subscriptions).where(subscriptions.c.person_id == THIS)
Here = tuple[str, str]  # a commune and its province, by code


class SqlSubscriptions:
    """`handlers.keeps_campaigns.Subscriptions`. `people.subscribed` is true exactly while there is a row."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def of(self, person_id: str) -> Subscription | None:
        row = self._t.run(OF, this=person_id).first()
        return subscription_of(row) if row else None

    def save(self, subscription: Subscription) -> None:
        """Keep it; what they asked for themselves ends an earlier stop. Save the person after it: that keeps `push`."""
        self._t.run(SAVE, person_id=subscription.person_id, push="", **columns(subscription))
        self._mark(subscription.person_id, True)
        for who in {subscription.person_id, subscription.human} if is_own_wish(subscription) else ():
            self._t.run(AGAIN, this=who)

    def end(self, person_id: str) -> None:
        """No more reminders for this human, on whichever channel; what waits for them is not sent. Twice is once."""
        ways = self._t.run(WAYS, this=person_id).all()
        for way in sorted({person_id, *(row.person_id for row in ways)}):
            self._end_way(way)
        for who in sorted({person_id, *(row.human for row in ways), *(row.person_id for row in ways)}):
            self._t.run(STOP, who=who, at=self._t.now)

    def drop(self, person_id: str) -> None:
        """This way gets no more reminders; the human's others do, and nobody said that they want none."""
        self._end_way(person_id)

    def stopped(self, *who: str) -> bool:
        """Whether one of these, persons or humans, ended their reminders and did not ask again."""
        return any(self._t.found(STOPPED, this=one) for one in who)

    def may_get(self, person_id: str, of: Whom) -> bool:
        """Whether they subscribed and nothing keeps this campaign from them: no case, nor their own word."""
        found = select(subscriptions.c.person_id).join_from(subscriptions, people).where(may_reach(of), ITS)
        return self._t.connection.execute(found, {"this": person_id}).first() is not None

    def any(self, commune: str = "") -> bool:
        """Whether anybody has subscribed, or anybody of this commune."""
        statement = ANYBODY_THERE if commune else ANYBODY
        return self._t.found(statement, **({"commune": commune} if commune else {}))

    def sources(self) -> Sequence[tuple[str, str, int]]:
        """How many subscribed in each commune through each poster, list or chat: commune, source, count."""
        return [(row[0], row[1], row[2]) for row in self._t.run(SOURCES)]

    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many ways are subscribed, by channel and source."""
        return {(row[0], row[1]): row[2] for row in self._t.run(COUNTS)}

    def places(self) -> Mapping[Here, int]:
        """How many ways there are in each commune and province."""
        return {(row.commune, row.province): row.many for row in self._t.run(PLACES)}

    def move(self, before: Here, after: Here) -> None:
        """All who are in one place are in another from now on."""
        self._t.run(MOVE, from_commune=before[0], from_province=before[1], commune=after[0], province=after[1])

    def _end_way(self, person_id: str) -> None:
        self._t.run(LET_GO, this=person_id)
        self._t.run(END, this=person_id)
        self._mark(person_id, False)

    def _mark(self, person_id: str, subscribed: bool) -> None:
        """The person says the same as the row."""
        self._t.run(MARK, this=person_id, subscribed=subscribed)
        known = self._t.known.people
        if before := known.get(person_id):
            known[person_id] = replace(before, subscribed=subscribed)


def push_of(contact: str) -> str:
    """What follows for reminders from what somebody said of being written to."""
    return ALLOWED.get(contact, "")


def columns(subscription: Subscription) -> dict[str, object]:
    """The columns of a subscription."""
    plain = {name: getattr(subscription, name) for name in COLUMNS}
    return {**plain, "human": subscription.human or subscription.person_id, "topics": joined(subscription.topics)}


def joined(topics: tuple[str, ...]) -> str:
    """Topics as a column holds them, a comma around each."""
    return "".join(f",{topic}" for topic in topics) + ","


def subscription_of(row: AnyRow) -> Subscription:
    """The subscription of a row."""
    plain = {name: getattr(row, name) for name in COLUMNS}
    human = "" if row.human == row.person_id else row.human
    topics = tuple(topic for topic in row.topics.split(",") if topic)
    return Subscription(row.person_id, **{**plain, "human": human, "topics": topics})
