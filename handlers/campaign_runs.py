"""Runs of campaigns: planned by the calendar or by hand, counted, approved, paused, stopped, corrected."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from handlers.campaign_approval import authors, few, keep_approval, needs_word, tell_coordinators
from handlers.campaign_catalogue import called, refuse_hindered
from handlers.campaign_rights import demand
from handlers.campaign_words import frozen
from handlers.numbers import free_number
from handlers.work import Work
from referral.campaigns import BadCampaign, Campaign
from referral.campaigns.dates import moment, past
from referral.campaigns.hours import LAST_CALL, goes_at, over_at, time_left
from referral.campaigns.parse import parse_campaign, stored_campaign, written
from referral.campaigns.runs import BadStep, Run, State, Step, step
from referral.clock import local
from referral.jurisdiction.units import units


def start(work: Work, name: str, by: str, pilot: str = "") -> Run:
    """Start a campaign by hand today; with `pilot` in this commune only, until it is widened."""
    campaign, today = called(work, name), local(work.now).date()
    refuse_idle(work, campaign, today, pilot)
    refuse_hindered(work, campaign, today)
    run = by_hand(work, campaign, by, pilot)
    refuse_late(work, run)
    before = work.campaigns.of_day(name, run.day)
    run = replace(run, turn=before.turn + 1 if before else 0)
    if (before and before.state != "stopped") or not work.campaigns.add(run):
        raise BadStep(
            f"{name} has a run of today already: `langnghe campaign status` shows it; stop it to start anew.", "twice"
        )
    return audited(work, run, "start", by)


def refuse_idle(work: Work, campaign: Campaign, today: date, pilot: str) -> None:
    """A campaign whose day is past, or that nobody could get, is a mistake to be said before anything is planned."""
    if past(campaign, today):
        raise BadCampaign(f'{campaign.name}: "{campaign.when}" is past; write another day.', "past")
    if pilot and pilot not in units().current:
        words = f"{campaign.name}: no commune has the code {pilot}; `langnghe places resolve` finds codes."
        raise BadCampaign(words, "place")
    if not work.subscriptions.any(pilot):
        raise BadStep(f"{campaign.name}: nobody{' there' if pilot else ''} has subscribed to reminders yet.", "nobody")


def refuse_late(work: Work, run: Run) -> None:
    """What could reach only some before the quiet hours of its last day is not begun."""
    if time_left(run.starts_at, run.ends_at, work.house.campaigns) < LAST_CALL:
        last = f"{local(run.ends_at) - timedelta(days=1):%d/%m/%Y}"
        raise BadStep(f"{run.campaign}: its last day is {last}, and the quiet hours come first; another day.", "over")


def by_hand(work: Work, campaign: Campaign, by: str, pilot: str) -> Run:
    """A run that starts as soon as it is no quiet hour."""
    run, now = planned(work, campaign, local(work.now).date(), by), goes_at(work.now, work.house.campaigns)
    return replace(run, area=pilot, starts_at=now)


def plan(work: Work, campaign: Campaign, day: date, spot: str = "") -> Run | None:
    """The run of a day of the calendar, or of something that happened at a spot; None if there is one."""
    run = planned(work, campaign, day, "calendar", spot)
    return audited(work, run, "start", "calendar") if work.campaigns.add(run) else None


def planned(work: Work, campaign: Campaign, day: date, by: str, spot: str = "") -> Run:
    """A new run, not kept yet."""
    starts_at = goes_at(moment(campaign, day), work.house.campaigns)
    return Run(
        id=work.chance.id(),
        number=free_number(work, work.campaigns.by_number, "CD"),
        campaign=campaign.name,
        day=day.isoformat(),
        spot=spot,
        text=written(frozen(work, campaign, day)),
        state="planning",
        starts_at=starts_at,
        ends_at=over_at(day, campaign.days),
        created_by=by,
    )


def counted(work: Work, run: Run, planned: int) -> Run:
    """It is known whom it would reach: it may go, or waits for a second person; with nobody to reach it is over.

    The calendar's are counted a day ahead too, so that a second person is found in time.
    """
    known, ends_at = replace(run, planned=planned), run.ends_at
    if time_left(max(work.now, run.starts_at), ends_at, work.house.campaigns) <= timedelta():
        return audited(work, finish(work, known), "missed", "calendar")
    if work.now < run.starts_at and not (planned and needs_word(work, known)):
        return kept(work, replace(known, begun_at=run.starts_at))  # counted once more at its hour
    if not planned:
        return unwanted(work, known)
    return held(work, known) if needs_word(work, known) else going(work, known, step(run, "counted"))


def unwanted(work: Work, run: Run) -> Run:
    """Nobody who subscribed fits: the desks are told, but not of one commune, where it could be somebody's case."""
    named = {condition.name for condition in stored_campaign(run.campaign, run.text).audience}
    if not (run.spot or run.area or "commune" in named):
        tell_coordinators(work, run, "campaign_nobody", "see")
    return finish(work, run)


def held(work: Work, run: Run) -> Run:
    """More recipients than one person may decide on: a second one is asked."""
    after = kept(work, replace(run, state=step(run, "held")))
    tell_coordinators(work, after, "campaign_asks", "approve", but=authors(work, after), n=few(work, after.planned))
    return after


def going(work: Work, run: Run, state: State) -> Run:
    """It goes, or goes on: its starts are spread from now on, less the share of those who have theirs."""
    campaign = stored_campaign(run.campaign, run.text)
    spent = campaign.spread * run.claimed / run.planned if run.planned else timedelta()
    begun_at = goes_at(max(work.now, run.starts_at), work.house.campaigns) - spent
    return kept(work, replace(run, state=state, begun_at=begun_at))


def finish(work: Work, run: Run) -> Run:
    """Nobody is left to send it to, or its time is over; a second person who never came is told to the desks."""
    if run.state == "approval":
        tell_coordinators(work, run, "campaign_unapproved", "see")
    return kept(work, replace(run, state=step(run, "end"), ended_at=work.now))


def approve(work: Work, run: Run, by: str) -> Run:
    """A second person says that it may go."""
    demand(work, run, "approve", by)
    state = stepped(work, run, "approve")
    if by in authors(work, run):
        raise BadStep(f"{run.number} was started or written by {by}: somebody else must approve it.", "own")
    keep_approval(work, run, by)
    return audited(work, going(work, replace(run, approved_by=by), state), "approve", by)


def pause(work: Work, run: Run, by: str) -> Run:
    """Send no more of it until it is resumed."""
    demand(work, run, "pause", by)
    return audited(work, kept(work, replace(run, state=stepped(work, run, "pause"))), "pause", by)


def resume(work: Work, run: Run, by: str) -> Run:
    """Go on after a pause."""
    demand(work, run, "resume", by)
    return audited(work, going(work, run, stepped(work, run, "resume")), "resume", by)


def stop(work: Work, run: Run, by: str) -> Run:
    """Send no more of it, for good."""
    demand(work, run, "stop", by)
    stopped = replace(run, state=step(run, "stop"), ended_at=work.now)
    return audited(work, kept(work, stopped), "stop", by)


def widen(work: Work, run: Run, by: str) -> Run:
    """A pilot went well: the same run is for everybody now, counted anew; who has a copy gets no second one."""
    demand(work, run, "widen", by)
    state = step(run, "widen")
    if not run.area:
        raise BadStep(f"{run.number} is no pilot: it is for everybody already.", "whole")
    starts_at = goes_at(work.now, work.house.campaigns)
    days = stored_campaign(run.campaign, run.text).days
    again = over_at(local(starts_at).date(), days) if days > 1 else run.ends_at  # of one day it may say “today”
    whole = replace(run, area="", state=state, starts_at=starts_at, ends_at=max(run.ends_at, again), ended_at=None)
    refuse_late(work, whole)
    work.campaigns.widen(whole)
    return audited(work, kept(work, whole), "widen", by)


def correct(work: Work, run: Run, text: str, by: str) -> Run:
    """Other words for whoever has not had it yet; a run that needed a second person needs one again."""
    demand(work, run, "correct", by)
    if run.state in ("stopped", "done"):
        raise BadStep(f"{run.number} is {run.state}: nobody would read it.")
    refuse_other_people(run, text)
    campaign, day = parse_campaign(run.campaign, text), date.fromisoformat(run.day)
    refuse_hindered(work, campaign, day)
    hands = " ".join(dict.fromkeys((*run.corrected_by.split(), by)))
    after = kept(work, replace(run, text=written(frozen(work, campaign, day)), corrected_by=hands))
    work.audit(by, f"campaign correct {run.number}")
    return asked_again(work, after)


def asked_again(work: Work, run: Run) -> Run:
    """A run whose words changed waits for a second person, if its count wants one."""
    if run.state == "planning" or not needs_word(work, run):
        return run
    return held(work, replace(run, state="running"))


def refuse_other_people(run: Run, text: str) -> None:
    """What a correction may change are words, not whom it is for or when."""
    before, after = stored_campaign(run.campaign, run.text), parse_campaign(run.campaign, text)
    if as_told(before) != as_told(after):
        raise BadCampaign(f"{run.campaign}: of a run only words can change; stop it and start another one.", "people")


def as_told(campaign: Campaign) -> Campaign:
    """A campaign without its words."""
    return replace(campaign, title="", texts={}, flow="", picture="", link="", sender="", on=False)


def reworded(run: Run, texts: Mapping[str, str]) -> str:
    """The text of a run with other words, for `correct`."""
    campaign = stored_campaign(run.campaign, run.text)
    return written(replace(campaign, texts={**campaign.texts, **texts}))


def stepped(work: Work, run: Run, taken: Step) -> State:
    """The state after a step by which it goes on; none for a run whose days are over."""
    state = step(run, taken)
    if time_left(max(work.now, run.starts_at), run.ends_at, work.house.campaigns) <= timedelta():
        raise BadStep(f"{run.number}: its days are over; start the campaign anew.", "over")
    return state


def kept(work: Work, run: Run) -> Run:
    """The run as it is kept now."""
    work.campaigns.save(run)
    return run


def audited(work: Work, run: Run, taken: str, by: str) -> Run:
    """The run, and that somebody did this to it."""
    work.audit(by, f"campaign {taken} {run.number}")
    return run
