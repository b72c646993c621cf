"""What the tables say of the program's own health: counts, times and kinds, never content."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, text

from bot.store.columns import UtcTime
from bot.store.database_time import CLOCK
from bot.store.drills import answered_since
from bot.store.health import age, next_turn
from bot.store.outbox import LANES
from bot.store.tables import ERASED, PENDING, outbox, people, timers
from bot.store.work import SqlWork
from referral.channel_health import is_bad

NEWS_FOR = timedelta(days=2)  # a message is tried for one day, and found by somebody the day after
DRILL_LASTS = timedelta(days=14)
FIRST_DUE = select(func.min(timers.c.due_at))
OF_A_CASE = outbox.c.case_id != ""  # all that is urgent but what is said of the program's own ills
OLDEST_URGENT = (
    select(people.c.channel, func.min(outbox.c.at))
    .select_from(outbox.join(people))
    .where(text(f"outbox.{PENDING}"), outbox.c.lane == LANES["urgent"], OF_A_CASE)
    .where(people.c.channel.in_(bindparam("channels", expanding=True)))
    .group_by(people.c.channel)
)
DEAD_URGENT = select(func.count()).where(
    outbox.c.state == "dead",
    outbox.c.lane == LANES["urgent"],
    OF_A_CASE,
    outbox.c.problem.not_in(("trial", ERASED)),
    outbox.c.at > bindparam("since", type_=UtcTime),
)


def oldest_urgent(work: SqlWork, channels: Sequence[str]) -> Mapping[str, timedelta]:
    """For how long the oldest unsent urgent message of each of these channels waits."""
    rows = work.connection.execute(OLDEST_URGENT, {"channels": list(channels)})
    return {row[0]: work.now - row[1] for row in rows}


def oldest_timer(work: SqlWork) -> timedelta | None:
    """For how long the first timer is overdue; less than nothing if it is not due yet."""
    return age(work.connection.execute(FIRST_DUE).scalar(), work.now)


def oldest_turn(work: SqlWork) -> timedelta | None:
    """For how long the first event that waits might have been handled."""
    return age(next_turn(work), work.now)


def ill_channels(work: SqlWork) -> Mapping[str, str]:
    """How those channels stand that are ill, as all processes see them together."""
    return {one.channel: one.state for one in work.channels.all() if is_bad(one, work.now)}


def empty_desks(work: SqlWork) -> Iterator[str]:
    """The intake desk, if nobody on duty there can be reached: nobody stands behind it."""
    desk = work.directory.intake_desk()
    staff = work.directory.officers_of(desk.id) if desk else ()
    if desk and not any(officer.on_duty and officer.ways for officer in staff):
        yield desk.id


def dead_urgent(work: SqlWork) -> int:
    """How many urgent messages were given up lately."""
    return int(work.connection.execute(DEAD_URGENT, {"since": work.now - NEWS_FOR}).scalar_one())


def drilled(work: SqlWork) -> bool:
    """Whether somebody of the intake desk answered a drill lately."""
    desk = work.directory.intake_desk()
    staff = [officer.id for officer in work.directory.officers_of(desk.id)] if desk else []
    return bool(answered_since(work.connection, staff, work.now - DRILL_LASTS))


def clock_off(work: SqlWork, clock: datetime) -> timedelta:
    """How far this machine's clock is ahead of the database's; a file has none of its own."""
    if work.connection.dialect.name == "sqlite":
        return timedelta()
    theirs: datetime = work.connection.execute(CLOCK).scalar_one()
    return clock - theirs
