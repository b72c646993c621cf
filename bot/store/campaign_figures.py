"""Counts of campaigns: whom one would reach, and what became of the copies of a run."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, Executable, bindparam, case, func, literal, or_, select

from bot.store.campaign_line import HAD_LATELY
from bot.store.campaign_tables import campaign_copies, subscriptions
from bot.store.columns import AnyRow, UtcTime
from bot.store.tables import ledger_people, people
from handlers.keeps_campaigns import Figure, Group

DAY, WEEK = timedelta(hours=48), timedelta(days=7)
NOW = bindparam("now", type_=UtcTime)


def ago(span: timedelta) -> ColumnElement[datetime]:
    """So long before now; moments are whole microseconds."""
    return NOW - literal(span // timedelta(microseconds=1), BigInteger)


LAST = case(
    (ledger_people.c.last_at.is_(None), ""),
    (ledger_people.c.last_at >= ago(DAY), "day"),
    (ledger_people.c.last_at >= ago(WEEK), "week"),
    else_="over",
)
CLOSED = case((ledger_people.c.closed_at.is_(None), 0), else_=1)
PARTS = (subscriptions.c.channel, LAST.label("last"), ledger_people.c.free, CLOSED.label("closed"))


c = campaign_copies.c
FATE = (c.commune, c.channel, c.state, c.reason, c.paid)
FIGURES = (
    select(
        *FATE,
        func.count().label("count"),
        func.count(c.delivered_at).label("delivered"),
        func.count(c.seen_at).label("seen"),
        func.count(c.answered_at).label("answered"),
        func.count(c.stopped_at).label("stopped"),
    )
    .where(c.run_id == bindparam("this"))
    .group_by(*FATE)
    .order_by(*FATE)
)


def grouped(whom: ColumnElement[bool], per: tuple[int, int]) -> Executable:
    """How many of these there are of each kind that the ledger or the cap (`per` day and week) tells apart."""
    today, week = HAD_LATELY
    capped = case((or_(today.element >= per[0], week.element >= per[1]), 1), else_=0).label("capped")
    joined = subscriptions.join(people).outerjoin(ledger_people, ledger_people.c.person_id == people.c.id)
    each = select(*PARTS, capped).select_from(joined).where(whom).subquery("each_one")
    return select(*each.c, func.count().label("count")).group_by(*each.c)


def group_of(row: AnyRow) -> Group:
    return Group(row.channel, row._mapping["count"], row.last, row.free, bool(row.closed), bool(row.capped))


def figure_of(row: AnyRow) -> Figure:
    return Figure(*row)
