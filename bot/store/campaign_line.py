"""The line of subscribers of a channel: who is next in it, who waited until now, how many copies each had lately."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    text,
)

from bot.store.audience import audience, is_one_of, suited
from bot.store.campaign_tables import WAITING, campaign_copies, campaign_runs, subscriptions
from bot.store.columns import UtcTime
from bot.store.people import KEY_OF_PERSON
from bot.store.tables import keys, people
from bot.store.unindexed import unindexed
from referral.campaigns import Whom
from referral.campaigns.hours import day_begins

SCANNED = 2000  # subscribers that one transaction may look at, so that none lasts long
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
STRETCH = and_(s.channel == CHANNEL, s.person_id > AFTER, s.person_id <= bindparam("last", type_=String))
latest = campaign_copies.alias("lately")
had = campaign_copies.alias("had")
mates = subscriptions.alias("mates")  # all ways of one human as they are today: two humans may have become one
IS_MATE = mates.c.human == s.human
mine, other = campaign_runs.alias("mine"), campaign_runs.alias("other")
STOPPED_BEFORE = (  # the runs of the same campaign, day and spot
    select(other.c.id)
    .join_from(mine, other, and_(other.c.campaign == mine.c.campaign, other.c.day == mine.c.day))
    .where(mine.c.id == RUN, other.c.id != RUN, other.c.spot == mine.c.spot)
)
earlier = campaign_copies.alias("earlier")
BEFORE = select(earlier).where(
    earlier.c.human == s.human, is_one_of(earlier.c.state, SENT), unindexed(earlier.c.run_id).in_(STOPPED_BEFORE)
)
WHOM = (
    s.person_id, s.human, s.commune, s.province, people.c.locale, people.c.channel, people.c.sealed,
    keys.c.ring_key, keys.c.wrapped,
)  # fmt: skip


def any_of(rows: Select[Any]) -> ColumnElement[bool]:
    """Whether there are any, asked for one human at a time by an index; they are few.

    Of EXISTS, IN or a join PostgreSQL may make a walk over all copies of a run, which it takes for few while they
    become many. A count it does not turn round.
    """
    return rows.with_only_columns(func.count()).correlate(subscriptions, mates, campaign_copies).scalar_subquery() > 0


def had_one(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether this human has a copy of this run, by who they were then or by any way that is theirs today."""
    copies = select(had).where(unindexed(had.c.run_id) == RUN, *which)
    of_mate = any_of(copies.where(had.c.person_id == mates.c.person_id))
    return or_(any_of(copies.where(had.c.human == s.human)), any_of(select(mates).where(IS_MATE, of_mate)))


def since(moment: str, *whose: ColumnElement[bool]) -> ColumnElement[int]:
    """How many copies of other runs these got since a moment."""
    counted = select(func.count()).where(
        *whose, latest.c.at >= bindparam(moment, type_=UtcTime), is_one_of(latest.c.state, SENT), latest.c.run_id != RUN
    )
    return counted.correlate(subscriptions, mates).scalar_subquery()


def had_since(moment: str) -> ColumnElement[int]:
    """How many copies of other runs this human got since a moment, also those of their ways as another human."""
    of_mate = since(moment, latest.c.person_id == mates.c.person_id, latest.c.human != s.human)
    others = select(cast(func.coalesce(func.sum(of_mate), 0), Integer)).select_from(mates).where(IS_MATE)
    return since(moment, latest.c.human == s.human) + others.correlate(subscriptions).scalar_subquery()


DAYS_BEFORE = timedelta(days=6)  # a week is today and these: what comes each Sunday never counts the last Sunday


def lately(now: datetime) -> Mapping[str, datetime]:
    """Since when copies count for the cap, by whole days."""
    today = day_begins(now)
    return {"today": today, "lately": today - DAYS_BEFORE}


HAD_LATELY = (had_since("today").label("today"), had_since("lately").label("week"))


@lru_cache(maxsize=64)
def fresh(of: Whom) -> Executable:
    """The next in this stretch of the line whom the campaign is for and who got no copy of this run.

    The line is walked in its own order, so nobody is looked at behind the last who is taken.
    """
    return (
        select(literal(0).label("attempts"), *WHOM, *HAD_LATELY)
        .select_from(subscriptions.join(people).join(keys, KEY_OF_PERSON))
        .where(STRETCH, audience(of), ~had_one(), ~any_of(BEFORE))
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
