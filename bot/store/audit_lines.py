"""The rows of the audit log that somebody may look at, newest first, a page at a time by the number of its last row."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, and_, or_, select

from bot.store.tables import audit, cases
from bot.store.transaction import Transaction
from handlers.keeps_records import Line, Wanted

LINES = (
    select(audit.c.id, audit.c.at, audit.c.actor, audit.c.action, audit.c.detail, cases.c.number)
    .join_from(audit, cases, cases.c.id == audit.c.case_id, isouter=True)
    .order_by(audit.c.id.desc())
)


def lines(transaction: Transaction, wanted: Wanted, before: int, most: int) -> Sequence[Line]:
    """The newest rows of what is wanted; with a number, those before it."""
    asked = LINES.where(*conditions(wanted), *([audit.c.id < before] if before else [])).limit(most)
    found = transaction.connection.execute(asked)
    return [Line(row.id, row.at, row.actor, row.action, row.detail, row.number or "") for row in found]


def conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """The filters that are set."""
    if wanted.actors is not None:
        yield audit.c.actor.in_(wanted.actors)
    if wanted.beginnings:
        yield or_(*(audit.c.action.startswith(words, autoescape=True) for words in wanted.beginnings))
    if wanted.case_id:
        yield audit.c.case_id == wanted.case_id
    if wanted.since:
        yield audit.c.at >= wanted.since
    if wanted.until:
        yield audit.c.at < wanted.until
    if wanted.province:
        yield within(wanted)


def within(wanted: Wanted) -> ColumnElement[bool]:
    """About a case of the province, or about none and done by somebody of it."""
    theirs = and_(audit.c.case_id == "", audit.c.actor.in_(wanted.province_actors))
    return or_(cases.c.province == wanted.province, theirs)
