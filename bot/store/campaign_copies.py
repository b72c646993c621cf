"""Copies of a run: taken up page by page along the line of subscribers, each human once, and what became of each."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Integer, and_, bindparam, func, insert, select, text, update

from bot.store.audience import is_one_of
from bot.store.campaign_line import CHANNEL, MOST, NOW, REACH, RUN, SCANNED, due, fresh, lately
from bot.store.campaign_tables import SENDING, WAITING, campaign_copies, campaign_cursors, campaign_runs
from bot.store.columns import AnyRow, UtcTime
from bot.store.people import PRIVATE
from bot.store.people import place as person_place
from bot.store.people import subject as person_subject
from bot.store.transaction import Transaction
from bot.store.unindexed import unindexed
from bot.store.upsert import upsert
from bot.store.vault import UNREADABLE
from handlers.events import Address
from referral.campaigns import Campaign, whom
from referral.campaigns.hours import next_day
from referral.campaigns.runs import CopyState, Run
from referral.records import dataclass

DUE_AT_ONCE = 128
OVER_AT_ONCE = 250  # both few: 300,000 may wait, and an alert must not wait for them
ONE_AT_A_TIME = select(func.pg_try_advisory_xact_lock(7205759))  # any number that nothing else uses

c = campaign_copies.c
THIS = and_(unindexed(c.run_id) == RUN, c.person_id == bindparam("who"))
CURSOR = select(campaign_cursors.c.after, campaign_cursors.c.done).where(
    campaign_cursors.c.run_id == RUN, campaign_cursors.c.channel == CHANNEL
)
MOVE = upsert(campaign_cursors, ["run_id", "channel"], ["after", "done"])
TAKE = insert(campaign_copies)
AGAIN = (
    update(campaign_copies)
    .where(THIS)
    .values(state="sending", reason="", page=bindparam("page_now"), at=NOW, attempts=c.attempts + 1)
)
COUNT = (
    update(campaign_runs)
    .where(campaign_runs.c.id == RUN)
    .values(
        claimed=campaign_runs.c.claimed + bindparam("more", type_=Integer),
        begun_at=func.coalesce(campaign_runs.c.begun_at, NOW),
    )
)
LOST = update(campaign_copies).where(THIS).values(state="skipped", reason="left")
STILL = ("sending", "unsure")  # a page that was given up may still be told
ENDED = (
    update(campaign_copies)
    .where(THIS, c.page == bindparam("its_page"), is_one_of(c.state, STILL))
    .values(
        state=bindparam("to"), reason=bindparam("why"), trace_hash=bindparam("trace"),
        due_at=bindparam("due", type_=UtcTime), paid=bindparam("cost"),
    )
)  # fmt: skip
LATER = update(campaign_copies).where(THIS)
ORPHANED = (
    update(campaign_copies)
    .where(c.run_id == RUN, text(f"campaign_copies.{SENDING}"))
    .values(state="unsure", reason="died")
)
few = campaign_copies.alias("few")
OVER = (
    update(campaign_copies)
    .where(
        c.run_id == RUN,
        c.person_id.in_(
            select(few.c.person_id).where(few.c.run_id == RUN, text(f"few.{WAITING}")).limit(MOST).correlate(None)
        ),
    )
    .values(state="skipped")
)
ANY_LEFT = select(c.person_id).where(c.run_id == RUN, text(f"campaign_copies.{WAITING}")).limit(1)
BUSY = select(func.count()).where(c.run_id == RUN, text(f"campaign_copies.{SENDING}"))


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets a copy now. `attempts` counts this one."""

    person_id: str
    address: Address
    locale: str
    commune: str
    province: str
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a copy; `trace` is the platform's id of it, `due_at` when one that waits is due."""

    person_id: str
    state: CopyState
    reason: str = ""
    trace: str = ""
    due_at: datetime | None = None
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One claim: who gets a copy now; `more` is False when nobody of this channel is left in the line.

    It may be empty although there are more: the next in the line do not fit, or another process claims just now.
    """

    id: str
    run_id: str
    recipients: Sequence[Recipient]
    more: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """What one claim asks for."""

    run: Run
    campaign: Campaign
    channel: str
    per: tuple[int, int]  # copies that one human may get on a day, and in a week
    page: str


class SqlCopies:
    """For the desk: `claim` a page, send it, write down its `ended`. One process at a time works a run."""

    def __init__(self, transaction: Transaction, connected: frozenset[str] | None) -> None:
        self._t = transaction
        self._connected = connected

    def claim(self, run: Run, campaign: Campaign, channel: str, most: int, per: tuple[int, int]) -> Page:
        """Take up at most so many on this channel, first those that waited. `per` day and week is the cap."""
        asked = Claim(run, campaign, channel, per, self._t.chance.id())
        if not self._alone():
            return Page(asked.page, run.id, (), more=True)
        found, waited = self._due(asked, min(most, DUE_AT_ONCE))
        fresh, more = self._fresh(asked, most - len(found))
        return Page(asked.page, run.id, [*found, *self._take(asked, fresh)], more or waited)

    def ended(self, run_id: str, page: str, outcomes: Sequence[Outcome]) -> None:
        """What became of these copies of a page."""
        self._t.run_many(ENDED, [{"run": run_id, "its_page": page, **self._fate(outcome)} for outcome in outcomes])

    def orphaned(self, run_id: str) -> None:
        """Whoever was sending these is gone: they may have arrived, so they are not sent again."""
        self._t.run(ORPHANED, run=run_id)

    def over(self, run_id: str, why: str, most: int = OVER_AT_ONCE) -> bool:
        """Some of what still waits is not sent, few enough for one transaction; whether none is left."""
        self._t.run(OVER, run=run_id, reason=why, most=most)
        return not self._t.found(ANY_LEFT, run=run_id)

    def sending(self, run_id: str) -> int:
        """How many are under way."""
        return int(self._t.run(BUSY, run=run_id).scalar_one())

    def _alone(self) -> bool:
        """Whether no other process claims just now: two that do would not see each other's copies under the cap.

        On SQLite there is one writer anyway. To wait here could stop two processes for a second: each holds persons.
        """
        return self._t.connection.dialect.name == "sqlite" or bool(self._t.run(ONE_AT_A_TIME).scalar())

    def _due(self, asked: Claim, most: int) -> tuple[list[Recipient], bool]:
        """Those who waited until now, and whether more may; who stopped, hid, left or got another gets nothing."""
        run = asked.run
        values = {"run": run.id, "channel": asked.channel, "now": self._t.now, "most": most, **lately(self._t.now)}
        rows = self._t.run(due(whom(asked.campaign)), **values).all()
        fit = {row.human: row.copy_of for row in reversed(rows) if row.fits}  # of two ways of one human the first
        for row in rows:
            if fit.get(row.human) != row.copy_of:
                self._t.run(LOST, run=run.id, who=row.copy_of)
            elif enough(row, asked.per):
                self._t.run(LATER, run=run.id, who=row.copy_of, **self._postponed(run))
            else:
                self._t.run(AGAIN, run=run.id, who=row.copy_of, page_now=asked.page, now=self._t.now)
        gets = [row for row in rows if fit.get(row.human) == row.copy_of and not enough(row, asked.per)]
        return self._readable(asked, gets), len(rows) == most

    def _fresh(self, asked: Claim, most: int) -> tuple[Sequence[AnyRow], bool]:
        """The next in the line, and whether there may be more behind them."""
        run, place = asked.run, {"run": asked.run.id, "channel": asked.channel}
        cursor = self._t.run(CURSOR, **place).first()
        if most <= 0 or (cursor and cursor.done):
            return (), not (cursor and cursor.done)
        after = cursor.after if cursor else ""
        last, looked = self._t.run(REACH, channel=asked.channel, after=after).one()
        last = last or after  # nobody is left: a stretch without anybody
        statement = fresh(whom(asked.campaign, run.area or run.spot, self._connected))
        rows = self._t.run(statement, **place, after=after, last=last, most=most, **lately(self._t.now)).all()
        done = len(rows) < most and looked < SCANNED
        reached = rows[-1].person_id if len(rows) == most else last
        self._t.run(MOVE, run_id=run.id, channel=asked.channel, after=reached, done=done)
        return rows, not done

    def _take(self, asked: Claim, rows: Sequence[AnyRow]) -> list[Recipient]:
        """Write their copies down; whoever had enough lately waits for another day."""
        if rows:
            self._t.run_many(TAKE, [self._copy(asked, row) for row in rows])
            self._t.run(COUNT, run=asked.run.id, more=len(rows), now=self._t.now)
        return self._readable(asked, [row for row in rows if not enough(row, asked.per)])

    def _readable(self, asked: Claim, rows: Sequence[AnyRow]) -> list[Recipient]:
        """Those of them who can be written to: whoever's bytes were changed gets no copy and holds up nobody."""
        found: list[Recipient] = []
        for row in rows:
            try:
                found.append(self._recipient(row))
            except UNREADABLE:
                self.ended(asked.run.id, asked.page, [Outcome(row.person_id, "failed", "unreadable")])
        return found

    def _copy(self, asked: Claim, row: AnyRow) -> Mapping[str, object]:
        capped = enough(row, asked.per)
        begun = {"state": "sending", "reason": "", "due_at": self._t.now}
        return {
            "run_id": asked.run.id, "person_id": row.person_id, "human": row.human, "channel": row.channel,
            "commune": row.commune, "paid": False, "attempts": 0 if capped else 1, "page": asked.page,
            "at": self._t.now, **(self._postponed(asked.run) if capped else begun),
        }  # fmt: skip

    def _postponed(self, run: Run) -> Mapping[str, object]:
        """They had enough for today, or for this week: tomorrow it is looked at again, while the run lasts."""
        due_at = next_day(self._t.now, run.starts_at)
        return {"state": "skipped" if due_at >= run.ends_at else "waiting", "reason": "cap", "due_at": due_at}

    def _fate(self, outcome: Outcome) -> Mapping[str, object]:
        hashed = self._t.ring.hash("trace", outcome.trace) if outcome.trace else None
        return {
            "who": outcome.person_id, "to": outcome.state, "why": outcome.reason, "trace": hashed,
            "due": outcome.due_at or self._t.now, "cost": outcome.paid,
        }  # fmt: skip

    def _recipient(self, row: AnyRow) -> Recipient:
        subject = person_subject(row.person_id)
        self._t.safe.hold(subject, row)
        private = PRIVATE.validate_json(self._t.safe.open(subject, person_place(row.person_id), row.sealed))
        address = Address(row.channel, private.id)
        return Recipient(row.person_id, address, row.locale, row.commune, row.province, row.attempts + 1)


def enough(row: AnyRow, per: tuple[int, int]) -> bool:
    """Whether this human had as many campaign messages today, or this week, as anybody may have."""
    return bool(row.today >= per[0] or row.week >= per[1])
