"""Campaign texts as coordinators changed them, the years' themes, pictures, and the runs."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta

from sqlalchemy import Integer, String, and_, bindparam, delete, or_, select, text, update

from bot.store.audience import audience, is_one_of
from bot.store.campaign_figures import FIGURES, figure_of, group_of, grouped
from bot.store.campaign_line import lately
from bot.store.campaign_tables import (
    ARRIVED,
    campaign_copies,
    campaign_cursors,
    campaign_pictures,
    campaign_runs,
    campaign_years,
    campaigns,
)
from bot.store.columns import AnyRow, UtcTime
from bot.store.transaction import Transaction
from bot.store.unindexed import unindexed
from bot.store.upsert import once, upsert
from handlers.house import House
from handlers.keeps_campaigns import Figure, Group, Kept
from referral.campaigns import Campaign, whom
from referral.campaigns.parse import stored_campaign
from referral.campaigns.runs import OPEN, Run, State

THIS, NOW = bindparam("this", type_=String), bindparam("now", type_=UtcTime)
KEPT = select(campaigns)
KEEP = upsert(campaigns, ["name"], ["text", "is_on", "at", "changed_by", "approved", "approved_by"])
YEARS = select(campaign_years.c.year, campaign_years.c.text)
KEEP_YEAR = upsert(campaign_years, ["year"], ["text", "at"])
KEEP_PICTURE = once(campaign_pictures, "hash")
PICTURE = select(campaign_pictures.c.data, campaign_pictures.c.mime).where(campaign_pictures.c.hash == THIS)
ADD = once(campaign_runs, "campaign", "day", "spot", "turn")
SAVE = update(campaign_runs).where(campaign_runs.c.id == THIS)
RUN = select(campaign_runs).where(campaign_runs.c.id == THIS).with_for_update()
NUMBERED = select(campaign_runs).where(campaign_runs.c.number == THIS)
BY_NUMBER = NUMBERED.with_for_update()
RUNS = (
    select(campaign_runs)
    .where(campaign_runs.c.state.in_(bindparam("states", expanding=True)))
    .where(or_(campaign_runs.c.campaign == bindparam("name"), bindparam("name", type_=String) == ""))
    .order_by(campaign_runs.c.starts_at.desc(), campaign_runs.c.id)
    .limit(bindparam("most", type_=Integer))
)
OPEN_RUNS = (
    select(campaign_runs)
    .where(is_one_of(campaign_runs.c.state, OPEN))
    .order_by(campaign_runs.c.starts_at, campaign_runs.c.id)
)
LATEST_AT = (
    select(campaign_runs)
    .where(campaign_runs.c.campaign == bindparam("name"), campaign_runs.c.spot == bindparam("spot"))
    .order_by(campaign_runs.c.day.desc())
    .limit(1)
)
OF_DAY = (
    select(campaign_runs)
    .where(campaign_runs.c.campaign == bindparam("name"), campaign_runs.c.day == bindparam("day"))
    .where(campaign_runs.c.spot == "")
    .order_by(campaign_runs.c.turn.desc())
    .limit(1)
)
FREE = or_(
    campaign_runs.c.held_by == bindparam("me"),
    campaign_runs.c.held_until.is_(None),
    campaign_runs.c.held_until <= NOW,
    campaign_runs.c.held_until > bindparam("too_far", type_=UtcTime),
)
HOLD = (
    SAVE.where(is_one_of(campaign_runs.c.state, ("planning", "running")), FREE)
    .values(held_by=bindparam("me"), held_until=bindparam("until", type_=UtcTime))
    .returning(campaign_runs)
)
LET_GO = SAVE.where(campaign_runs.c.held_by == bindparam("me")).values(held_by="", held_until=None)
LET_ALL_GO = (
    update(campaign_runs)
    .where(is_one_of(campaign_runs.c.state, OPEN), campaign_runs.c.held_by == bindparam("me"))
    .values(held_by="", held_until=None)
)
START_OVER = delete(campaign_cursors).where(campaign_cursors.c.run_id == THIS)
SENT_SINCE = and_(
    campaign_copies.c.person_id == THIS,
    text(f"campaign_copies.{ARRIVED}"),
    campaign_copies.c.at >= bindparam("since", type_=UtcTime),
)
LATEST = (
    select(campaign_copies.c.run_id, campaign_copies.c.answered_at, campaign_runs.c.campaign)
    .join_from(campaign_copies, campaign_runs)
    .where(SENT_SINCE)
    .order_by(campaign_copies.c.at.desc())
    .limit(1)
)
MARK = update(campaign_copies).where(
    unindexed(campaign_copies.c.run_id) == bindparam("of"), campaign_copies.c.person_id == THIS
)
ALL_STATES: tuple[State, ...] = ("planning", "approval", "running", "paused", "stopped", "done")
COLUMNS = tuple(field.name for field in fields(Run))


class SqlCampaigns:
    """`handlers.keeps_campaigns.Campaigns`; `hold` and `let_go` are for the desk."""

    def __init__(self, transaction: Transaction, house: House) -> None:
        self._t = transaction
        self._house = house

    def kept(self) -> Mapping[str, Kept]:
        rows = self._t.run(KEPT)
        return {r.name: Kept(r.name, r.text, r.is_on, r.changed_by, r.approved, r.approved_by) for r in rows}

    def keep(self, kept: Kept) -> None:
        values = {"text": kept.text, "is_on": kept.on, "changed_by": kept.changed_by}
        approved = {"approved": kept.approved, "approved_by": kept.approved_by}
        self._t.run(KEEP, name=kept.name, at=self._t.now, **values, **approved)

    def years(self) -> Mapping[int, str]:
        """The text of each year that was edited."""
        return {int(row.year): row.text for row in self._t.run(YEARS)}

    def keep_year(self, year: int, text: str) -> None:
        self._t.run(KEEP_YEAR, year=str(year), text=text, at=self._t.now)

    def add(self, run: Run) -> bool:
        """Keep a new run; False if this campaign has one for this day, spot and turn."""
        return self._t.found(ADD, held_by="", **columns(run))

    def save(self, run: Run) -> None:
        self._t.run(SAVE, this=run.id, **columns(run))

    def run(self, run_id: str) -> Run | None:
        return run_of(self._t.run(RUN, this=run_id).first())

    def by_number(self, number: str) -> Run | None:
        return run_of(self._t.run(BY_NUMBER, this=number).first())

    def runs(self, states: Sequence[State] = (), campaign: str = "", most: int = 100) -> Sequence[Run]:
        """The newest first. To read: not locked."""
        rows = self._t.run(RUNS, states=list(states or ALL_STATES), name=campaign, most=most)
        return [run for row in rows if (run := run_of(row))]

    def find(self, number: str) -> Run | None:
        """A run by its number. To read: not locked."""
        return run_of(self._t.run(NUMBERED, this=number).first())

    def open_runs(self) -> Sequence[Run]:
        """All that are not over, the oldest first, so that none waits behind newer ones. To read: not locked."""
        return [run for row in self._t.run(OPEN_RUNS) if (run := run_of(row))]

    def latest(self, campaign: str, spot: str) -> Run | None:
        """The newest run for this spot. To read: not locked."""
        return run_of(self._t.run(LATEST_AT, name=campaign, spot=spot).first())

    def of_day(self, campaign: str, day: str) -> Run | None:
        """The newest run of this day that is for no spot. To read: not locked."""
        return run_of(self._t.run(OF_DAY, name=campaign, day=day).first())

    def hold(self, run_id: str, me: str, lease: timedelta) -> Run | None:
        """Work this run for a while, or go on with it; None if somebody else does, or it may not go on.

        A lease that lasts much longer than any is from before a clock went back: it holds nobody up.
        """
        now = self._t.now
        row = self._t.run(HOLD, this=run_id, me=me, now=now, until=now + lease, too_far=now + 2 * lease).first()
        return run_of(row)

    def let_go(self, run_id: str, me: str) -> None:
        """Somebody else may work it."""
        self._t.run(LET_GO, this=run_id, me=me)

    def let_all_go(self, holder: str) -> None:
        """This process is gone: somebody else may work its runs."""
        self._t.run(LET_ALL_GO, me=holder)

    def groups(self, run: Run) -> Sequence[Group]:
        """Whom it would reach when it starts; slow for many, so never in a transaction that writes."""
        rules, at = self._house.campaigns, max(self._t.now, run.starts_at)
        whole = audience(whom(parsed(run), run.area or run.spot, self._house.channels))
        values = {"now": at, "run": run.id, **lately(at)}
        rows = self._t.connection.execute(grouped(whole, (rules.per_day, rules.per_week)), values)
        return [group_of(row) for row in rows]

    def widen(self, run: Run) -> None:
        """It was a pilot and is for everybody from now on: whoever was passed over is looked at again."""
        self._t.run(START_OVER, this=run.id)

    def figures(self, run_id: str) -> Sequence[Figure]:
        return [figure_of(row) for row in self._t.run(FIGURES, this=run_id)]

    def answered(self, person_id: str, since: datetime) -> str:
        """They did something after a copy that was sent since then: noted once; the campaign's name, or ""."""
        row = self._t.run(LATEST, this=person_id, since=since).first()
        if row and row.answered_at is None:
            self._t.run(MARK, of=row.run_id, this=person_id, answered_at=self._t.now)
        return row.campaign if row else ""

    def first_answer(self, person_id: str, since: datetime) -> str:
        """The campaign whose copy what they do at this moment is the first answer to, or ""."""
        row = self._t.run(LATEST, this=person_id, since=since).first()
        return row.campaign if row and row.answered_at == self._t.now else ""

    def stopped(self, person_id: str, since: datetime) -> None:
        """They ended their subscription after a copy: noted on the newest."""
        row = self._t.run(LATEST, this=person_id, since=since).first()
        if row:
            self._t.run(MARK, of=row.run_id, this=person_id, stopped_at=self._t.now)

    def add_picture(self, data: bytes, mime: str) -> str:
        """Keep a picture that everybody may see; its hash."""
        digest = hashlib.sha256(data).hexdigest()[:32]
        self._t.run(KEEP_PICTURE, hash=digest, mime=mime, data=data, at=self._t.now)
        return digest

    def picture(self, digest: str) -> tuple[bytes, str] | None:
        """The bytes and type of a picture."""
        row = self._t.run(PICTURE, this=digest).first()
        return (bytes(row.data), row.mime) if row else None


def parsed(run: Run) -> Campaign:
    """The campaign as this run says it."""
    return stored_campaign(run.campaign, run.text)


def columns(run: Run) -> dict[str, object]:
    """The columns of a run."""
    return {name: getattr(run, name) for name in COLUMNS}


def run_of(row: AnyRow | None) -> Run | None:
    """The run of a row."""
    return Run(**{name: getattr(row, name) for name in COLUMNS}) if row else None
