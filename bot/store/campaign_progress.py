"""How far a run has come: whose lines are gone through, when what waits is due, which accounts took its article."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import String, bindparam, exists, func, select, text, update

from bot.store.audience import is_one_of
from bot.store.campaign_line import SENT, STOPPED_BEFORE
from bot.store.campaign_tables import WAITING, campaign_copies, campaign_cursors, campaign_runs, subscriptions
from bot.store.columns import UtcTime
from bot.store.transaction import Transaction
from bot.store.upsert import once

ARTICLE = "zalo_article"  # the channel under which an article is counted, and the page of its copies

c = campaign_copies.c
RUN, NOW = bindparam("run", type_=String), bindparam("now", type_=UtcTime)
NEXT_CHANNEL = select(func.min(subscriptions.c.channel)).where(subscriptions.c.channel > bindparam("after"))
DONE = select(campaign_cursors.c.channel).where(campaign_cursors.c.run_id == RUN, campaign_cursors.c.done)
DUE = (
    select(c.channel, func.min(c.due_at)).where(c.run_id == RUN, text(f"campaign_copies.{WAITING}")).group_by(c.channel)
)
WAITS = exists().where(c.run_id == campaign_runs.c.id, text(f"campaign_copies.{WAITING}"))
LEFT_BEHIND = select(campaign_runs.c.id).where(
    campaign_runs.c.state == "stopped", campaign_runs.c.ended_at >= bindparam("since", type_=UtcTime), WAITS
)
BROADCAST_BEFORE = select(c.person_id).where(
    c.run_id.in_(STOPPED_BEFORE), c.person_id == bindparam("who"), is_one_of(c.state, SENT)
)
BEGIN = once(campaign_copies, "run_id", "person_id")
BEGIN_AGAIN = (
    update(campaign_copies)
    .where(c.run_id == RUN, c.person_id == bindparam("who"), c.state == "waiting", c.due_at <= NOW)
    .values(state="sending", attempts=c.attempts + 1)
    .returning(c.person_id)
)


class SqlProgress:
    """For the desk: what is left to be done of a run."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def gone_through(self, run_id: str) -> Mapping[str, bool]:
        """Each channel that has subscribers, and whether all of them were looked at."""
        done = {row.channel for row in self._t.run(DONE, run=run_id)}
        return {channel: channel in done for channel in self._channels()}

    def waiting(self, run_id: str) -> Mapping[str, datetime]:
        """By channel when the first copy that waits is due."""
        rows = self._t.run(DUE, run=run_id).all()
        return {channel: due_at for channel, due_at in rows}

    def left_behind(self, within: timedelta) -> Sequence[str]:
        """Runs that were stopped lately and of which copies still wait."""
        return [row.id for row in self._t.run(LEFT_BEHIND, since=self._t.now - within)]

    def begin_article(self, run_id: str, account: str) -> bool:
        """This account broadcasts the article now; False if it has, or tried to and may have."""
        name = f"article:{account}"
        if self._t.run(BROADCAST_BEFORE, run=run_id, who=name).first():
            return False
        row: dict[str, object] = {"run_id": run_id, "person_id": name, "human": name, "channel": ARTICLE}
        row |= {"commune": "", "reason": "", "state": "sending", "paid": False, "attempts": 1, "page": ARTICLE}
        if self._t.found(BEGIN, at=self._t.now, due_at=self._t.now, **row):
            return True
        return self._t.run(BEGIN_AGAIN, run=run_id, who=name, now=self._t.now).first() is not None

    def _channels(self) -> Sequence[str]:
        """Found by leaps along the index, however many subscribers there are."""
        found = [""]
        while channel := self._t.run(NEXT_CHANNEL, after=found[-1]).scalar():
            found.append(channel)
        return found[1:]
