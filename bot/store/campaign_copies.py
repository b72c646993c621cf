"""Copies of a run: taken up page by page along the line of subscribers, each human once, and what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import Executable, Integer, Select, String, bindparam, exists, func, insert, select, text, update

from bot.store.audience import audience, is_one_of
from bot.store.campaign_tables import SENDING, WAITING, campaign_copies, campaign_cursors, campaign_runs, subscriptions
from bot.store.columns import AnyRow, UtcTime
from bot.store.people import KEY_OF_PERSON, PRIVATE
from bot.store.people import place as person_place
from bot.store.people import subject as person_subject
from bot.store.tables import keys, people
from bot.store.transaction import Transaction
from bot.store.upsert import upsert
from handlers.events import Address
from referral.campaigns import Campaign, Whom, whom
from referral.campaigns.hours import day_begins, next_day
from referral.campaigns.runs import CopyState, Run

SCANNED = 2000  # subscribers looked at in one transaction, so that none lasts long
SENT = ("sending", "sent", "unsure")
WEEK = timedelta(days=7)

c, s = campaign_copies.c, subscriptions.c
RUN, CHANNEL = bindparam("run", type_=String), bindparam("channel", type_=String)
AFTER, NOW, MOST = bindparam("after", type_=String), bindparam("now", type_=UtcTime), bindparam("most", type_=Integer)
LINE = (
    select(s.person_id)
    .where(s.channel == CHANNEL, s.person_id > AFTER)
    .order_by(s.person_id)
    .limit(SCANNED)
    .subquery("line")
)
REACH = select(func.max(LINE.c.person_id), func.count())
lately = campaign_copies.alias("lately")
had = campaign_copies.alias("had")
HAD_ONE = exists().where(had.c.run_id == RUN, had.c.human == s.human)
WHOM = (
    s.person_id, s.human, s.commune, s.province, people.c.locale, people.c.channel, people.c.sealed,
    keys.c.ring_key, keys.c.wrapped,
)  # fmt: skip
CURSOR = select(campaign_cursors.c.after, campaign_cursors.c.done).where(
    campaign_cursors.c.run_id == RUN, campaign_cursors.c.channel == CHANNEL
)
MOVE = upsert(campaign_cursors, ["run_id", "channel"], ["after", "done"])
TAKE = insert(campaign_copies)
AGAIN = (
    update(campaign_copies)
    .where(c.run_id == RUN, c.person_id == bindparam("who"))
    .values(state="sending", page=bindparam("page_now"), at=NOW, attempts=c.attempts + 1)
)
COUNT = (
    update(campaign_runs)
    .where(campaign_runs.c.id == RUN)
    .values(
        claimed=campaign_runs.c.claimed + bindparam("more", type_=Integer),
        begun_at=func.coalesce(campaign_runs.c.begun_at, NOW),
    )
)
LOST = (
    update(campaign_copies)
    .where(c.run_id == RUN, c.person_id == bindparam("who"))
    .values(state="skipped", reason="left")
)
STILL = ("sending", "unsure")  # a page that was given up may still be told
ENDED = (
    update(campaign_copies)
    .where(c.run_id == RUN, c.person_id == bindparam("who"), c.page == bindparam("its_page"), is_one_of(c.state, STILL))
    .values(
        state=bindparam("to"), reason=bindparam("why"), trace_hash=bindparam("trace"),
        due_at=bindparam("due", type_=UtcTime), paid=bindparam("cost"),
    )
)  # fmt: skip
ORPHANED = (
    update(campaign_copies)
    .where(c.run_id == RUN, text(f"campaign_copies.{SENDING}"))
    .values(state="unsure", reason="died")
)
OVER = update(campaign_copies).where(c.run_id == RUN, text(f"campaign_copies.{WAITING}")).values(state="skipped")
NEXT = select(func.min(c.due_at)).where(c.run_id == RUN, text(f"campaign_copies.{WAITING}"))
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
    """One claim: who gets a copy now; `more` is False when nobody of this channel is left in the line."""

    id: str
    run_id: str
    recipients: Sequence[Recipient]
    more: bool


class SqlCopies:
    """For the desk: `claim` a page, send it, write down its `ended`. One process at a time works a run."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def claim(self, run: Run, campaign: Campaign, channel: str, most: int, per: tuple[int, int]) -> Page:
        """Take up at most so many on this channel, first those that waited. `per` day and week is the cap."""
        page = self._t.chance.id()
        found = self._due(run, campaign, channel, most, page)
        fresh, more = self._fresh(run, campaign, channel, most - len(found))
        taken = self._take(run, fresh, page, per)
        return Page(page, run.id, [*found, *taken], more)

    def ended(self, run_id: str, page: str, outcomes: Sequence[Outcome]) -> None:
        """What became of these copies of a page."""
        rows = [{"run": run_id, "its_page": page, **self._fate(outcome)} for outcome in outcomes]
        if rows:
            self._t.connection.execute(ENDED, rows)

    def orphaned(self, run_id: str) -> None:
        """Whoever was sending these is gone: they may have arrived, so they are not sent again."""
        self._t.run(ORPHANED, run=run_id)

    def over(self, run_id: str, why: str) -> None:
        """What still waits is not sent."""
        self._t.run(OVER, run=run_id, reason=why)

    def next_due(self, run_id: str) -> datetime | None:
        """When the next that waits is due."""
        return self._t.run(NEXT, run=run_id).scalar()

    def sending(self, run_id: str) -> int:
        """How many are under way."""
        return int(self._t.run(BUSY, run=run_id).scalar_one())

    def _due(self, run: Run, campaign: Campaign, channel: str, most: int, page: str) -> list[Recipient]:
        """Those who waited until now; who stopped, hid or left meanwhile gets nothing."""
        rows = self._t.run(due(whom(campaign)), run=run.id, channel=channel, now=self._t.now, most=most).all()
        kept = [row for row in rows if row.fits]
        for row in kept:
            self._t.run(AGAIN, run=run.id, who=row.copy_of, page_now=page, now=self._t.now)
        for row in rows:
            if not row.fits:
                self._t.run(LOST, run=run.id, who=row.copy_of)
        return [self._recipient(row, row.attempts + 1) for row in kept]

    def _fresh(self, run: Run, campaign: Campaign, channel: str, most: int) -> tuple[Sequence[AnyRow], bool]:
        """The next in the line, and whether there may be more behind them."""
        cursor = self._t.run(CURSOR, run=run.id, channel=channel).first()
        if most <= 0 or (cursor and cursor.done):
            return (), not (cursor and cursor.done)
        after = cursor.after if cursor else ""
        last, looked = self._t.run(REACH, channel=channel, after=after).one()
        values = {"run": run.id, "channel": channel, "after": after, "now": self._t.now, "most": most}
        values |= {"today": day_begins(self._t.now), "lately": self._t.now - WEEK}
        rows = self._t.run(fresh(whom(campaign, run.area or run.spot)), **values).all()
        done = len(rows) < most and looked < SCANNED
        reached = rows[-1].person_id if len(rows) == most else last or after
        self._t.run(MOVE, run_id=run.id, channel=channel, after=reached, done=done)
        return rows, not done

    def _take(self, run: Run, rows: Sequence[AnyRow], page: str, per: tuple[int, int]) -> list[Recipient]:
        """Write their copies down, each human once; whoever had enough lately waits for another day."""
        once = {row.human: row for row in rows}
        capped = {human for human, row in once.items() if row.today >= per[0] or row.week >= per[1]}
        if once:
            self._t.connection.execute(TAKE, [self._copy(run, row, page, row.human in capped) for row in once.values()])
            self._t.run(COUNT, run=run.id, more=len(once), now=self._t.now)
        return [self._recipient(row) for human, row in once.items() if human not in capped]

    def _copy(self, run: Run, row: AnyRow, page: str, capped: bool) -> Mapping[str, object]:
        due_at = next_day(self._t.now, run.starts_at) if capped else self._t.now
        late = due_at >= run.ends_at
        return {
            "run_id": run.id, "person_id": row.person_id, "human": row.human, "channel": row.channel,
            "commune": row.commune, "state": ("skipped" if late else "waiting") if capped else "sending",
            "reason": "cap" if capped else "", "paid": False, "attempts": 0 if capped else 1, "page": page,
            "at": self._t.now, "due_at": due_at,
        }  # fmt: skip

    def _fate(self, outcome: Outcome) -> Mapping[str, object]:
        hashed = self._t.ring.hash("trace", outcome.trace) if outcome.trace else None
        return {
            "who": outcome.person_id, "to": outcome.state, "why": outcome.reason, "trace": hashed,
            "due": outcome.due_at or self._t.now, "cost": outcome.paid,
        }  # fmt: skip

    def _recipient(self, row: AnyRow, attempts: int = 1) -> Recipient:
        subject = person_subject(row.person_id)
        self._t.safe.hold(subject, row)
        private = PRIVATE.validate_json(self._t.safe.open(subject, person_place(row.person_id), row.sealed))
        address = Address(row.channel, private.id)
        return Recipient(row.person_id, address, row.locale, row.commune, row.province, attempts)


def since(moment: str) -> Select[int]:
    """How many copies of other runs this human got since a moment."""
    return select(func.count()).where(
        lately.c.human == s.human, lately.c.at >= bindparam(moment, type_=UtcTime),
        is_one_of(lately.c.state, SENT), lately.c.run_id != RUN,
    )  # fmt: skip


@lru_cache(maxsize=64)
def fresh(of: Whom) -> Executable:
    """The next in the line whom the campaign is for and who got no copy of this run."""
    counts = (since("today").scalar_subquery().label("today"), since("lately").scalar_subquery().label("week"))
    return (
        select(*WHOM, *counts)
        .select_from(LINE.join(subscriptions, s.person_id == LINE.c.person_id).join(people).join(keys, KEY_OF_PERSON))
        .where(audience(of), ~HAD_ONE)
        .order_by(s.person_id)
        .limit(MOST)
    )


@lru_cache(maxsize=64)
def due(of: Whom) -> Executable:
    """Copies that waited until now, and whether who they are for may still get one."""
    whole = campaign_copies.outerjoin(subscriptions, s.person_id == c.person_id)
    whole = whole.outerjoin(people, people.c.id == c.person_id).outerjoin(keys, KEY_OF_PERSON)
    return (
        select(c.person_id.label("copy_of"), c.attempts, *WHOM, func.coalesce(audience(of), False).label("fits"))
        .select_from(whole)
        .where(c.run_id == RUN, text(f"campaign_copies.{WAITING}"), c.due_at <= NOW, c.channel == CHANNEL)
        .order_by(c.due_at, c.person_id)
        .limit(MOST)
    )
