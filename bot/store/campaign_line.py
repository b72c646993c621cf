"""The line of subscribers of a channel: who is next in it, who waited until now, how many copies each had lately."""

from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    text,
)

from bot.store.audience import audience, is_one_of, suited
from bot.store.campaign_tables import WAITING, campaign_copies, campaign_runs, subscriptions
from bot.store.columns import UtcTime
from bot.store.people import KEY_OF_PERSON
from bot.store.tables import keys, people
from referral.campaigns import Whom

SCANNED = 2000  # subscribers looked at in one transaction, so that none lasts long
SENT = ("sending", "sent", "unsure")

c, s = campaign_copies.c, subscriptions.c
RUN, CHANNEL = bindparam("run", type_=String), bindparam("channel", type_=String)
AFTER, NOW, MOST = bindparam("after", type_=String), bindparam("now", type_=UtcTime), bindparam("most", type_=Integer)
LINE = (
    select(s.person_id)
    .where(s.channel == CHANNEL, s.person_id > AFTER)
    .order_by(s.person_id)
    .limit(SCANNED)
    .subquery("line")
)
REACH = select(func.max(LINE.c.person_id), func.count())
lately = campaign_copies.alias("lately")
had = campaign_copies.alias("had")
own = campaign_copies.alias("own")
mine, other = campaign_runs.alias("mine"), campaign_runs.alias("other")
STOPPED_BEFORE = (  # the runs of the same campaign, day and spot
    select(other.c.id)
    .join_from(mine, other, and_(other.c.campaign == mine.c.campaign, other.c.day == mine.c.day))
    .where(mine.c.id == RUN, other.c.id != RUN, other.c.spot == mine.c.spot)
)
earlier = campaign_copies.alias("earlier")
HAD_ONE = or_(
    exists().where(had.c.run_id == RUN, had.c.human == s.human),
    exists().where(earlier.c.run_id.in_(STOPPED_BEFORE), earlier.c.human == s.human, is_one_of(earlier.c.state, SENT)),
)
HAD_ONE_HERE = exists().where(own.c.run_id == RUN, own.c.person_id == s.person_id)  # when this way was another human's
WHOM = (
    s.person_id, s.human, s.commune, s.province, people.c.locale, people.c.channel, people.c.sealed,
    keys.c.ring_key, keys.c.wrapped,
)  # fmt: skip


def since(moment: str, human: ColumnElement[str]) -> Select[int]:
    """How many copies of other runs this human got since a moment."""
    return select(func.count()).where(
        lately.c.human == human, lately.c.at >= bindparam(moment, type_=UtcTime),
        is_one_of(lately.c.state, SENT), lately.c.run_id != RUN,
    )  # fmt: skip


def had_lately(human: ColumnElement[str]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """How many campaign messages this human got today, and in the last seven days."""
    return (
        since("today", human).scalar_subquery().label("today"),
        since("lately", human).scalar_subquery().label("week"),
    )


@lru_cache(maxsize=64)
def fresh(of: Whom) -> Executable:
    """The next in the line whom the campaign is for and who got no copy of this run."""
    return (
        select(*WHOM, *had_lately(s.human))
        .select_from(LINE.join(subscriptions, s.person_id == LINE.c.person_id).join(people).join(keys, KEY_OF_PERSON))
        .where(audience(of), ~HAD_ONE, ~HAD_ONE_HERE)
        .order_by(s.person_id)
        .limit(MOST)
    )


@lru_cache(maxsize=64)
def due(of: Whom) -> Executable:
    """Copies that waited until now, and whether who they are for may still get one on this way."""
    whole = campaign_copies.outerjoin(subscriptions, s.person_id == c.person_id)
    whole = whole.outerjoin(people, people.c.id == c.person_id).outerjoin(keys, KEY_OF_PERSON)
    fits = func.coalesce(suited(of), False).label("fits")
    return (
        select(c.person_id.label("copy_of"), c.attempts, *WHOM, *had_lately(c.human), fits)
        .select_from(whole)
        .where(c.run_id == RUN, text(f"campaign_copies.{WAITING}"), c.due_at <= NOW, c.channel == CHANNEL)
        .order_by(c.due_at, c.person_id)
        .limit(MOST)
    )
