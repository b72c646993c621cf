"""A copy that cannot go on one way of a human goes on their next: still one copy, of the same row."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from sqlalchemy import Executable, String, and_, bindparam, or_, select, update

from bot.store.audience import is_one_of, on_one_of, suited
from bot.store.campaign_copies import Outcome
from bot.store.campaign_line import had, had_one
from bot.store.campaign_tables import campaign_copies, subscriptions
from bot.store.columns import UtcTime
from bot.store.tables import people
from bot.store.transaction import Transaction
from bot.store.unindexed import unindexed
from referral.campaigns import Campaign, Whom, whom
from referral.campaigns.runs import CopyState, Run

# What surely never arrived, and would not arrive on this way today: another one may be open.
CLOSED: Mapping[CopyState, tuple[str, ...]] = {"failed": ("window", "paid", "gone"), "skipped": ("trial",)}

c, s = campaign_copies.c, subscriptions.c
RUN, WHO, PAGE = (bindparam(name, type_=String) for name in ("run", "who", "its_page"))
tried = subscriptions.alias("tried")
OF_PAGE = and_(unindexed(c.run_id) == RUN, c.person_id == WHO, c.page == PAGE)
IS_CLOSED = or_(*(and_(c.state == state, is_one_of(c.reason, why)) for state, why in CLOSED.items()))
LESS_PREFERRED = or_(s.rank > tried.c.rank, and_(s.rank == tried.c.rank, s.person_id > tried.c.person_id))
MOVE = (
    update(campaign_copies)
    .where(OF_PAGE, IS_CLOSED)
    .values(
        person_id=bindparam("to"), channel=bindparam("on"), commune=bindparam("there"), state="waiting",
        reason="elsewhere", page="", paid=False, attempts=0, due_at=bindparam("now", type_=UtcTime),
    )
)  # fmt: skip


class SqlDetours:
    """For the desk, in the transaction in which the outcomes of a page were written down."""

    def __init__(self, transaction: Transaction, connected: frozenset[str] | None) -> None:
        self._t = transaction
        self._connected = connected

    def take(self, run: Run, campaign: Campaign, page: str, outcomes: Sequence[Outcome]) -> int:
        """Who cannot be reached on this way waits on the next by rank, from now on; how many of them have one."""
        closed = [one.person_id for one in outcomes if one.reason in CLOSED.get(one.state, ())]
        statement = next_way(whom(campaign, run.area or run.spot, self._connected))
        return sum(self._elsewhere(statement, run, page, who) for who in closed)

    def _elsewhere(self, statement: Executable, run: Run, page: str, who: str) -> bool:
        """No way is taken twice in a run, for each is less preferred than the one before."""
        copy = {"run": run.id, "who": who, "its_page": page}
        way = self._t.run(statement, **copy).first()
        if way:
            self._t.run(MOVE, **copy, to=way.person_id, on=way.channel, there=way.commune, now=self._t.now)
        return way is not None


@lru_cache(maxsize=64)
def next_way(of: Whom) -> Executable:
    """The next way of a human whose copy cannot go, unless another way of theirs has one."""
    joined = campaign_copies.join(tried, tried.c.person_id == c.person_id)
    joined = joined.join(subscriptions, s.human == tried.c.human).join(people, people.c.id == s.person_id)
    other = had_one(had.c.person_id != c.person_id)
    return (
        select(s.person_id, s.channel, s.commune)
        .select_from(joined)
        .where(OF_PAGE, IS_CLOSED, LESS_PREFERRED, on_one_of(s.channel, of.connected), suited(of), ~other)
        .order_by(s.rank, s.person_id)
        .limit(1)
    )
