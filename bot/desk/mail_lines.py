"""Take up page after page of one line of subscribers, each in one transaction, with the words as they are now."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime, timedelta

from bot.channels import Channel
from bot.desk.journal import Heading, Journal, NoLog, PageLog
from bot.desk.mail_moments import room, spread_of
from bot.desk.mail_planning import Letter, Plan, Wording
from bot.desk.rehearsal import Rehearsal
from bot.metrics import COPIES
from bot.store.campaign_copies import Outcome, Page, Recipient
from bot.store.campaigns import parsed
from bot.store.work import SqlWork
from handlers.campaign_words import Reader, compose, depends_on_place
from referral.campaigns import Campaign
from referral.campaigns.hours import may_go
from referral.campaigns.runs import Run
from referral.records import dataclass

LEASE = timedelta(seconds=15)  # after a death another process takes the run; longer than one page may last
WORDINGS = 500  # kept at once, should they differ by commune


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was taken up at once: it is handed over within a second, or put back."""

    run: Run
    page: str
    at: datetime
    letters: Sequence[Letter]
    log: PageLog
    count: int  # copies that were taken up, also those that are not handed over now
    more: bool  # whether somebody may be behind them in the line
    unknown: Mapping[str, str] = field(default_factory=dict)


class Line:
    """The subscribers of one channel, as far as one run goes."""

    def __init__(self, run_id: str, channel: Channel, journal: Journal, rehearsal: Rehearsal) -> None:
        self.run_id = run_id
        self.channel = channel
        self._journal = journal
        self._rehearsal = rehearsal
        self._wordings: dict[tuple[str, str, str], Wording] = {}
        self._said: tuple[str, bool] | None = None
        self._by_place = False
        self._asked: frozenset[str] = frozenset()

    def take(self, work: SqlWork, most: int) -> Sheet | None:
        """So many at most; None if nobody may be written to now: paused, over, night, spread out, or not ours."""
        run = work.campaigns.hold(self.run_id, self._journal.holder, LEASE)
        if run is None or not is_time(work, run):
            return None
        campaign, rules = parsed(run), work.house.campaigns
        left = room(run, spread_of(run, rules), work.now)
        most = most if left is None else min(most, left)
        if most <= 0:
            return None
        page = work.copies.claim(run, campaign, self.channel.name, most, (rules.per_day, rules.per_week))
        return self._sheet(work, run, campaign, page)

    def _sheet(self, work: SqlWork, run: Run, campaign: Campaign, page: Page) -> Sheet:
        plan = Plan(work, self.channel, run.ends_at, self._asked)
        plan.open_books(page.recipients)
        self._forget_what_changed(work, run, campaign)
        planned = [self._planned(plan, one, self._wording(work, run, campaign, one)) for one in page.recipients]
        letters = [one for one in planned if isinstance(one, Letter)]
        settled = [one for one in planned if isinstance(one, Outcome)]
        work.copies.ended(run.id, page.id, settled)
        work.detours.take(run, campaign, page.id, settled)
        self._asked |= plan.unknown.keys()
        for one in settled:
            COPIES.labels(self.channel.name, one.state).inc()
        log = self._log(run.id, page.id, letters)
        return Sheet(run, page.id, work.now, letters, log, len(planned), page.more, plan.unknown)

    def _planned(self, plan: Plan, one: Recipient, wording: Wording) -> Letter | Outcome:
        """In a trial nobody but testers gets anything outside our pages."""
        if not self.channel.own and self._rehearsal.keeps_campaigns_from(one.address):
            return Outcome(one.person_id, "skipped", "trial")
        return plan.verdict(one, wording)

    def _wording(self, work: SqlWork, run: Run, campaign: Campaign, one: Recipient) -> Wording:
        """Made once for all who read the same."""
        place = (one.commune, one.province) if self._by_place else ("", "")
        key = (one.locale, *place)
        if key not in self._wordings:
            if len(self._wordings) >= WORDINGS:
                self._wordings.clear()
            reader = Reader(self.channel.name, one.locale, *place)
            message = compose(work, campaign, date.fromisoformat(run.day), reader)
            message = replace(message, key=f"campaign:{run.id}", question=f"campaign:{run.number}")
            self._wordings[key] = Wording(message)
        return self._wordings[key]

    def _forget_what_changed(self, work: SqlWork, run: Run, campaign: Campaign) -> None:
        """All that the words depend on beside their reader, looked at once for each page."""
        said = run.text, work.directory.live
        if said != self._said:
            self._wordings.clear()
            self._said, self._by_place = said, depends_on_place(campaign)

    def _log(self, run_id: str, page: str, letters: Sequence[Letter]) -> PageLog:
        """Begun before the commit, so that there is no copy without it."""
        people = [letter.person_id for letter in letters]
        return self._journal.page(Heading(run_id, page, people)) if people else NoLog()


def is_time(work: SqlWork, run: Run) -> bool:
    """Whether copies of this run may go at this moment."""
    in_time = run.state == "running" and run.starts_at <= work.now < run.ends_at
    return in_time and may_go(work.now, work.house.campaigns)
