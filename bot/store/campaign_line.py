"""The line of subscribers of a channel: who is next in it, who waited until now, how many copies each had lately."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import ColumnElement, Executable, Integer, String, and_, bindparam, exists, func, or_, select, text

from bot.store.audience import audience, is_one_of, suited
from bot.store.campaign_tables import WAITING, campaign_copies, campaign_runs, subscriptions
from bot.store.columns import UtcTime
from bot.store.people import KEY_OF_PERSON
from bot.store.tables import keys, people
from referral.campaigns import Whom
from referral.campaigns.hours import day_begins

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
latest = campaign_copies.alias("lately")
had = campaign_copies.alias("had")
mates = subscriptions.alias("mates")  # all ways of one human as they are today: two humans may have become one
WAYS = select(mates.c.person_id).where(mates.c.human == s.human).correlate(subscriptions)
mine, other = campaign_runs.alias("mine"), campaign_runs.alias("other")
STOPPED_BEFORE = (  # the runs of the same campaign, day and spot
    select(other.c.id)
    .join_from(mine, other, and_(other.c.campaign == mine.c.campaign, other.c.day == mine.c.day))
    .where(mine.c.id == RUN, other.c.id != RUN, other.c.spot == mine.c.spot)
)
earlier = campaign_copies.alias("earlier")
HAD_BEFORE = exists().where(
    earlier.c.run_id.in_(STOPPED_BEFORE), earlier.c.human == s.human, is_one_of(earlier.c.state, SENT)
)
WHOM = (
    s.person_id, s.human, s.commune, s.province, people.c.locale, people.c.channel, people.c.sealed,
    keys.c.ring_key, keys.c.wrapped,
)  # fmt: skip


def had_one(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether this human has a copy of this run, by who they were then or by any way that is theirs today."""
    return or_(
        *(
            exists().where(had.c.run_id == RUN, theirs, *which)
            for theirs in (had.c.human == s.human, had.c.person_id.in_(WAYS))
        )
    )


def since(moment: str, *whose: ColumnElement[bool]) -> ColumnElement[int]:
    """How many copies of other runs these got since a moment."""
    counted = select(func.count()).where(
        *whose, latest.c.at >= bindparam(moment, type_=UtcTime), is_one_of(latest.c.state, SENT), latest.c.run_id != RUN
    )
    return counted.correlate(subscriptions).scalar_subquery()


def had_since(moment: str) -> ColumnElement[int]:
    """How many copies of other runs this human got since a moment, also those of their ways as another human."""
    others = (latest.c.person_id.in_(WAYS), latest.c.human != s.human)
    return since(moment, latest.c.human == s.human) + since(moment, *others)


DAYS_BEFORE = timedelta(days=6)  # a week is today and these: what comes each Sunday never counts the last Sunday


def lately(now: datetime) -> Mapping[str, datetime]:
    """Since when copies count for the cap, by whole days."""
    today = day_begins(now)
    return {"today": today, "lately": today - DAYS_BEFORE}


HAD_LATELY = (had_since("today").label("today"), had_since("lately").label("week"))


@lru_cache(maxsize=64)
def fresh(of: Whom) -> Executable:
    """The next in the line whom the campaign is for and who got no copy of this run."""
    return (
        select(*WHOM, *HAD_LATELY)
        .select_from(LINE.join(subscriptions, s.person_id == LINE.c.person_id).join(people).join(keys, KEY_OF_PERSON))
        .where(audience(of), ~had_one(), ~HAD_BEFORE)
        .order_by(s.person_id)
        .limit(MOST)
    )


@lru_cache(maxsize=64)
def due(of: Whom) -> Executable:
    """Copies that waited until now, and whether who they are for may still get one on this way."""
    whole = campaign_copies.outerjoin(subscriptions, s.person_id == c.person_id)
    whole = whole.outerjoin(people, people.c.id == c.person_id).outerjoin(keys, KEY_OF_PERSON)
    another = had_one(had.c.person_id != c.person_id, is_one_of(had.c.state, SENT))
    fits = func.coalesce(and_(suited(of), ~another), False).label("fits")
    return (
        select(c.person_id.label("copy_of"), c.attempts, *WHOM, *HAD_LATELY, fits)
        .select_from(whole)
        .where(c.run_id == RUN, text(f"campaign_copies.{WAITING}"), c.due_at <= NOW, c.channel == CHANNEL)
        .order_by(c.due_at, c.person_id)
        .limit(MOST)
    )
