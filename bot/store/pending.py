"""What of the outbox waits on the channels a process serves: statements built once for each set of channels."""

from functools import cache

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
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

earlier = outbox.alias("earlier")
IS_PENDING = text(f"outbox.{PENDING}")
NOW = bindparam("now", type_=UtcTime)
IN_FRONT = (  # of the same lane to the same person: messages to one person keep their order
    select(earlier.c.id)
    .where(
        earlier.c.person_id == outbox.c.person_id,
        earlier.c.lane == outbox.c.lane,
        earlier.c.id < outbox.c.id,
        text(f"earlier.{PENDING}"),
        or_(earlier.c.problem != POSTPONED, earlier.c.due_at <= NOW),  # nothing waits behind a quota or a night
    )
    .limit(literal_column("1"))  # one row by the index; of NOT EXISTS PostgreSQL may make a walk over all that was sent
    .scalar_subquery()
)
DUE_AT_ONCE = (
    update(outbox)
    .where(outbox.c.person_id == bindparam("this"), IS_PENDING, outbox.c.problem == POSTPONED, outbox.c.due_at > NOW)
    .values(due_at=NOW)
)


@cache
def free(channels: Channels) -> Executable:
    """What may be claimed `now`, at most so many (`most`), of the lanes down to `last`."""
    return (
        select(
            outbox.c.id, outbox.c.key, outbox.c.act, outbox.c.person_id, outbox.c.sealed, outbox.c.attempts,
            outbox.c.at, people.c.channel, people.c.officer_id, people.c.sealed.label("sealed_person"),
            keys.c.ring_key, keys.c.wrapped,
        )
        .select_from(outbox.join(people).join(keys, KEY_OF_PERSON))
        .where(IS_PENDING, outbox.c.due_at <= NOW, on(channels), IN_FRONT.is_(None))
        .where(outbox.c.lane <= bindparam("last", type_=Integer))
        .order_by(outbox.c.lane, outbox.c.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(of=outbox, skip_locked=True)
    )  # fmt: skip


@cache
def next_free(channels: Channels) -> Executable:
    """When the next message may be claimed, as it stands `now`."""
    joined = outbox.join(people)
    return select(func.min(outbox.c.due_at)).select_from(joined).where(IS_PENDING, on(channels), IN_FRONT.is_(None))


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
