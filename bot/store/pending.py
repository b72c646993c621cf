"""What of the outbox waits on the channels a process serves: statements built once for each set of channels."""

from functools import cache

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
    update,
)

from bot.store.columns import UtcTime
from bot.store.people import KEY_OF_PERSON
from bot.store.tables import PENDING, keys, outbox, people

Channels = tuple[str, ...]

POSTPONED = "later"  # the problem of what waits for a moment of the platform's, which is no try

WINDOW = 256  # rows that wait; where more do, who is the first of them is looked up person by person

earlier, head, after = outbox.alias("earlier"), outbox.alias("head"), outbox.alias("after")
IS_PENDING = text(f"outbox.{PENDING}")
# Spelled out, not bound: so a partial index serves them, and SQLite prepares them once.
QUEUED, SENDING = (and_(IS_PENDING, text(f"outbox.state = '{state}'")) for state in ("queued", "sending"))
NOW = bindparam("now", type_=UtcTime)
LAST = bindparam("last", type_=Integer)
ONE: ColumnElement[int] = literal_column("1")
EARLIER_WAITS = and_(  # nothing waits behind a quota or a night
    text(f"earlier.{PENDING}"), or_(earlier.c.problem != POSTPONED, earlier.c.due_at <= NOW)
)
IN_FRONT = (  # of the same lane to the same person: messages to one person keep their order
    select(earlier.c.id)
    .where(
        earlier.c.person_id == outbox.c.person_id,
        earlier.c.lane == outbox.c.lane,
        earlier.c.id < outbox.c.id,
        EARLIER_WAITS,
    )
    .limit(ONE)  # one row by the index; of NOT EXISTS PostgreSQL may make a walk over all that was sent
    .scalar_subquery()
)
BEHIND = literal_column(  # the next of that line, or NULL; spelled out, as RETURNING names no tables
    "(SELECT behind.id FROM outbox AS behind WHERE behind.person_id = outbox.person_id AND behind.lane = outbox.lane"
    f" AND behind.id > outbox.id AND behind.{PENDING} LIMIT 1)",
    Integer,
).label("behind")
IN_LINE = select(outbox.c.id).where(IS_PENDING, outbox.c.lane <= LAST).order_by(outbox.c.lane, outbox.c.id)
NEAR = IN_LINE.limit(WINDOW)
MANY_WAIT = IN_LINE.offset(WINDOW).limit(ONE)
DUE_AT_ONCE = (
    update(outbox)
    .where(outbox.c.person_id == bindparam("this"), IS_PENDING, outbox.c.problem == POSTPONED, outbox.c.due_at > NOW)
    .values(due_at=NOW)
)


def heads() -> Select[int]:
    """What may go first of each line, of a person and a lane, by stepping from line to line in the index.

    Its cost grows with the people for whom something waits, not with what waits for them.
    """
    begin = select(head.c.person_id, head.c.lane).where(head.c.id == ahead(true()))
    lines = begin.cte("lines", recursive=True)
    same, other = outbox.c.person_id == lines.c.person_id, outbox.c.person_id > lines.c.person_id
    step = func.coalesce(ahead(same, outbox.c.lane > lines.c.lane), ahead(other))
    lines = lines.union_all(select(after.c.person_id, after.c.lane).select_from(lines.join(after, after.c.id == step)))
    first = (
        select(earlier.c.id)
        .where(earlier.c.person_id == lines.c.person_id, earlier.c.lane == lines.c.lane, EARLIER_WAITS)
        .order_by(earlier.c.id)
        .limit(ONE)
    )
    return select(first.scalar_subquery()).select_from(lines)


def ahead(*where: ColumnElement[bool]) -> ScalarSelect[int]:
    """What waits first there, in the order of the index."""
    by_line = outbox.c.person_id, outbox.c.lane, outbox.c.id
    return (
        select(outbox.c.id)
        .where(IS_PENDING, *where)
        .order_by(*by_line)
        .limit(ONE)
        .correlate_except(outbox)
        .scalar_subquery()
    )


@cache
def free(channels: Channels, *, by_line: bool = False) -> Executable:
    """What may be claimed `now`, at most so many (`most`), of the lanes down to `last`: near the front, or anywhere."""
    found = outbox.c.id.in_(heads()) if by_line else and_(outbox.c.id.in_(NEAR), IN_FRONT.is_(None))
    return (
        select(
            outbox.c.id, outbox.c.key, outbox.c.act, outbox.c.person_id, outbox.c.sealed, outbox.c.attempts,
            outbox.c.at, people.c.channel, people.c.officer_id, people.c.sealed.label("sealed_person"),
            keys.c.ring_key, keys.c.wrapped,
        )
        .select_from(outbox.join(people).join(keys, KEY_OF_PERSON))
        .where(IS_PENDING, outbox.c.due_at <= NOW, on(channels), found, outbox.c.lane <= LAST)
        .order_by(outbox.c.lane, outbox.c.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(of=outbox, skip_locked=True)
    )  # fmt: skip


@cache
def next_free(channels: Channels) -> Executable:
    """When the next message may be claimed, as it stands `now`."""
    postponed = and_(outbox.c.problem == POSTPONED, outbox.c.due_at > NOW, IN_FRONT.is_(None))
    found = or_(outbox.c.id.in_(heads()), postponed)
    return select(func.min(outbox.c.due_at)).select_from(outbox.join(people)).where(IS_PENDING, on(channels), found)


@cache
def oldest(channels: Channels) -> Executable:
    """Since when the longest waiting message of this `lane` waits."""
    lane = outbox.c.lane == bindparam("lane", type_=Integer)
    return select(func.min(outbox.c.at)).select_from(outbox.join(people)).where(IS_PENDING, lane, on(channels))


@cache
def released(channels: Channels) -> Executable:
    """What was being sent may be claimed `now`."""
    theirs = outbox.c.person_id.in_(select(people.c.id).where(on(channels)))
    return update(outbox).where(outbox.c.state == "sending", theirs).values(due_at=NOW)


def on(channels: Channels) -> ColumnElement[bool]:
    """To a person on one of these channels.

    As a CASE, whose odds PostgreSQL takes for even: of a young or just restored table it thinks that few people are on
    any channel, and would begin with all of them instead of with the few messages that wait.
    """
    return case((or_(false(), *(people.c.channel == name for name in channels)), true()), else_=false())
