"""How far a run has come: whose lines are gone through, when what waits is due, which accounts took its article."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Executable, String, bindparam, func, select, text, update

from bot.store.audience import is_one_of
from bot.store.campaign_line import SENT, STOPPED_BEFORE
from bot.store.campaign_tables import WAITING, campaign_copies, campaign_cursors, campaign_runs, subscriptions
from bot.store.columns import UtcTime
from bot.store.transaction import Transaction
from bot.store.unindexed import unindexed
from bot.store.upsert import once
from referral.campaigns.runs import OPEN

ARTICLE = "zalo_article"  # the channel under which an article is counted, and the page of its copies

c = campaign_copies.c
RUN, NOW, AFTER = bindparam("run", type_=String), bindparam("now", type_=UtcTime), bindparam("after", type_=String)
NEXT_CHANNEL = select(func.min(subscriptions.c.channel)).where(subscriptions.c.channel > AFTER)
DONE = select(campaign_cursors.c.channel).where(campaign_cursors.c.run_id == RUN, campaign_cursors.c.done)
FIRST_WAITING = (  # of the next channel
    select(c.channel, c.due_at)
    .where(c.run_id == RUN, text(f"campaign_copies.{WAITING}"), c.channel > AFTER)
    .order_by(c.channel, c.due_at)
    .limit(1)
)
BROADCAST_BEFORE = select(c.person_id).where(
    unindexed(c.run_id).in_(STOPPED_BEFORE), c.person_id == bindparam("who"), is_one_of(c.state, SENT)
)
NEXT_RUN = select(func.min(c.run_id)).where(text(f"campaign_copies.{WAITING}"), c.run_id > AFTER)
IS_OPEN = select(campaign_runs.c.id).where(campaign_runs.c.id == RUN, is_one_of(campaign_runs.c.state, OPEN))
BEGIN = once(campaign_copies, "run_id", "person_id")
BEGIN_AGAIN = (
    update(campaign_copies)
    .where(unindexed(c.run_id) == RUN, c.person_id == bindparam("who"), c.state == "waiting", c.due_at <= NOW)
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
        return {channel: channel in done for channel in self._leaps(NEXT_CHANNEL)}

    def waiting(self, run_id: str) -> Mapping[str, datetime]:
        """By channel when the first copy that waits is due; by leaps, however many wait."""
        found, channel = {}, ""
        while row := self._t.run(FIRST_WAITING, run=run_id, after=channel).first():
            channel = row.channel
            found[channel] = row.due_at
        return found

    def left_behind(self) -> Sequence[str]:
        """Runs that are over and of which copies still wait."""
        found = self._leaps(NEXT_RUN)
        return [run_id for run_id in found if not self._t.found(IS_OPEN, run=run_id)]

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

    def _leaps(self, following: Executable) -> Sequence[str]:
        """Each value once, found by leaps along its index, however many rows there are."""
        found = [""]
        while value := self._t.run(following, after=found[-1]).scalar():
            found.append(value)
        return found[1:]
