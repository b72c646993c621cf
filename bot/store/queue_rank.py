"""Where a case stands in the queue: plain columns that follow its alerts and clocks, so that no list need reckon them.

`queue_rank` says whether somebody holds it and how urgent it is, `queue_turn` orders those alike: the moment at which
something is or was due, else far later, the oldest first; of closed cases the newest first.
"""

from sqlalchemy import BigInteger, String, bindparam, exists, func, literal_column, select, type_coerce, update
from sqlalchemy import case as when

from bot.store.tables import alerts, cases, clocks
from bot.store.transaction import Transaction
from referral.queue import CLOSED_RANK, LATER, TAKEN_RANK
from referral.urgency import Urgency

OF_CASE = "case:"
MINE = alerts.c.case_id == bindparam("this")
TAKEN = exists().where(MINE, alerts.c.answer == "accepted")
OPENED_AT, ASKED_BY, CLOCK_BY = (
    type_coerce(column, BigInteger) for column in (cases.c.opened_at, alerts.c.due_at, clocks.c.due_at)
)
ASKED_UNTIL = select(func.min(ASKED_BY)).where(MINE, alerts.c.answer == "").scalar_subquery()
CLOCK_UNTIL = (
    select(func.min(CLOCK_BY))
    .where(clocks.c.subject == literal_column(f"'{OF_CASE}'", String) + bindparam("this"))
    .where(clocks.c.stopped_at.is_(None), clocks.c.ended.is_(False))
    .scalar_subquery()
)
NOTHING = LATER + OPENED_AT
ANSWER = when((TAKEN, NOTHING), else_=func.coalesce(ASKED_UNTIL, NOTHING))
CLOCK = func.coalesce(CLOCK_UNTIL, NOTHING)
OPEN = cases.c.status == "open"
RECKON = (
    update(cases)
    .where(cases.c.id == bindparam("this"), cases.c.queue_rank <= CLOSED_RANK)
    .values(
        queue_rank=when(
            (~OPEN, CLOSED_RANK), (TAKEN, TAKEN_RANK + int(Urgency.emergency) - cases.c.urgency),
            else_=int(Urgency.emergency) - cases.c.urgency,
        ),
        queue_turn=when((~OPEN, LATER - OPENED_AT), (ANSWER < CLOCK, ANSWER), else_=CLOCK),
    )
)  # fmt: skip


def reckon(transaction: Transaction, case_id: str) -> None:
    """Put the case where it belongs now: call it after every change of the case, its alerts or its clocks."""
    transaction.run(RECKON, this=case_id)
