"""The calendar of campaigns: each that is on has a timer for its next day, and whatever falls due makes a run."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from handlers.campaign_approval import tell_desks
from handlers.campaign_catalogue import called, catalogue, hindrances, kept_of, mistakes_in
from handlers.campaign_runs import plan, stop
from handlers.events import Timer
from handlers.work import Work
from referral.calendar import ONE_DAY
from referral.campaigns import BadCampaign, Campaign
from referral.campaigns.dates import after_event, moment, occurrences, past, upcoming
from referral.campaigns.hours import goes_at, over_at, time_left
from referral.campaigns.runs import OPEN
from referral.case import Case
from referral.clock import local
from referral.jurisdiction.words import spoken

WATER = ("drowning_hazard", "drowning_now")  # places of these categories bring about a campaign near by
AHEAD = timedelta(days=1)  # a run is planned so long before its hour, for a second person must be found
REST = timedelta(days=30)  # for so long a commune gets no second one


def turn_on(work: Work, name: str, by: str) -> None:
    """From now on this campaign runs at its days."""
    campaign = called(work, name)
    refuse_over(work, campaign)
    if mistakes := list(mistakes_in(work, campaign)):
        raise BadCampaign("\n".join(f"{name}: {words}." for words in mistakes), "mistakes")
    work.campaigns.keep(replace(kept_of(work, name), on=True, changed_by=by))
    work.audit(by, f"campaign on {name}")
    watch(work, replace(campaign, on=True), work.now)


def refuse_over(work: Work, campaign: Campaign) -> None:
    """A campaign that would wait for nothing is not turned on."""
    name, today = campaign.name, local(work.now).date()
    if past(campaign, today):
        raise BadCampaign(f'{name}: "{campaign.when}" is past; write another day.', "past")
    if after_event(campaign.when):
        return
    if next_due(work, campaign, work.now) is None:
        words = f"{name}: its last hour is over; `langnghe campaign start {name}` still sends it today."
        raise BadCampaign(words, "late")
    if not in_time(work, campaign, upcoming(campaign, today) or today):
        words = f"{name}: at: it lies in the quiet hours, and its day ends with them; write another hour."
        raise BadCampaign(words, "quiet")


def turn_off(work: Work, name: str, by: str) -> None:
    """This campaign makes no more runs; one whose hour has come goes on until it is stopped."""
    called(work, name)
    work.campaigns.keep(replace(kept_of(work, name), on=False, changed_by=by))
    work.audit(by, f"campaign off {name}")
    for timer in work.timers_of("campaign"):
        if name_in(timer) == name:
            work.drop_timer(timer.key)
    for known in work.campaigns.runs(OPEN, name):
        run = work.campaigns.run(known.id)
        if run and run.created_by == "calendar" and run.starts_at > work.now:
            stop(work, run, by)


def begin(work: Work) -> None:
    """At the start, and when texts were changed: each campaign that is on waits for its next day."""
    campaigns = catalogue(work)
    waiting = {timer.key: timer.due_at for timer in work.timers_of("campaign")}
    for campaign in campaigns.values():
        due = next_due(work, campaign, work.now) if campaign.on else None
        kept = waiting.get(key_of(campaign))
        if due and (kept is None or kept > due - AHEAD):  # what is overdue is not lost
            watch(work, campaign, work.now)


def watch(work: Work, campaign: Campaign, since: datetime) -> None:
    """Wait for its next day after this moment, to plan it a day ahead; of one that has no more days, for nothing."""
    due = next_due(work, campaign, since)
    if due:
        work.set_timer(Timer(key_of(campaign), due - AHEAD, "campaign", campaign.name))
    else:
        work.drop_timer(key_of(campaign))


def key_of(campaign: Campaign, commune: str = "") -> str:
    """The key of its timer, of each commune of those that something there brought about."""
    return f"campaign:{campaign.name}:{commune}" if commune else f"campaign:{campaign.name}"


def next_due(work: Work, campaign: Campaign, since: datetime) -> datetime | None:
    """When it is due next after this moment; None if only an event brings it about, or its days are over."""
    today = local(since).date()
    for first in (today - ONE_DAY, today, today + ONE_DAY):  # quiet hours may have moved yesterday's to this morning
        day = upcoming(campaign, first)
        if day and due_at(work, campaign, day) > since:
            return due_at(work, campaign, day)
    return None


def due_at(work: Work, campaign: Campaign, day: date) -> datetime:
    """When the campaign of a day may go out."""
    return goes_at(moment(campaign, day), work.house.campaigns)


def due(work: Work, timer: Timer) -> None:
    """The day of a campaign has come, or the time after something that happened in a commune."""
    campaign = catalogue(work).get(name_in(timer))
    if campaign is None or not campaign.on:
        return
    _, _, commune = timer.subject.partition("@")
    if commune:
        make(work, campaign, local(timer.due_at).date(), commune)
        return
    for day in days_due(work, campaign, timer.due_at + AHEAD):
        make(work, campaign, day)
    watch(work, campaign, work.now + AHEAD)


def name_in(timer: Timer) -> str:
    """Whose timer it is."""
    return timer.subject.partition("@")[0]


def days_due(work: Work, campaign: Campaign, since: datetime) -> Iterator[date]:
    """The days to plan, from when its timer was due until now: several, if nobody was there to act on it."""
    own, until = local(since).date(), work.now + AHEAD  # its own day counts even where other quiet hours hold by now
    days = occurrences(campaign, own - ONE_DAY, local(until).date())
    begun = (day for day in days if due_at(work, campaign, day) <= until)
    return (day for day in begun if day == own or due_at(work, campaign, day) >= since)


def make(work: Work, campaign: Campaign, day: date, commune: str = "") -> None:
    """Make the run of a day, unless it is too late for it or its words are not ready."""
    found = hindrances(work, campaign, day)
    if not in_time(work, campaign, day):
        work.audit("calendar", f"campaign missed {campaign.name} {day}")
    elif found:
        work.audit("calendar", f"campaign hindered {campaign.name} {day}")
        tell_hindered(work, campaign, day, ", ".join(found))
    elif plan(work, campaign, day, commune) is None and not commune:
        give_way(work, campaign, day)


def give_way(work: Work, campaign: Campaign, day: date) -> None:
    """Somebody started it by hand that day; if only as a pilot, the desks hear that all others get nothing yet."""
    run = work.campaigns.of_day(campaign.name, day.isoformat())
    if run is None or run.created_by == "calendar":
        return
    work.audit("calendar", f"campaign gave way {campaign.name} {day} {run.number}")
    if run.area:
        blanks = {"number": run.number, "title": campaign.title, "day": f"{day:%d/%m/%Y}", "name": campaign.name}
        tell_desks(work, "campaign_piloted", run.id, place=spoken(run.area), **blanks)


def in_time(work: Work, campaign: Campaign, day: date) -> bool:
    """Whether the campaign of a day may still go out on one of its days."""
    begins_at, ends_at = max(work.now, due_at(work, campaign, day)), over_at(day, campaign.days)
    return time_left(begins_at, ends_at, work.house.campaigns) > timedelta()


def tell_hindered(work: Work, campaign: Campaign, day: date, found: str) -> None:
    """Tell the desks what a campaign lacks: nobody gets it until somebody sees to that."""
    tag = f"{campaign.name}:{day}"
    tell_desks(work, "campaign_hindered", tag, title=campaign.title, day=f"{day:%d/%m/%Y}", found=found)


def after_hazard(work: Work, case: Case) -> None:
    """A dangerous water place was put down: days later its commune is reminded, once in a while."""
    for campaign in catalogue(work).values() if case.category in WATER else ():
        span = after_event(campaign.when) if campaign.on else None
        if span and may_wait(work, campaign, case.commune):
            due = due_at(work, campaign, local(work.now).date() + span)
            key, subject = key_of(campaign, case.commune), f"{campaign.name}@{case.commune}"
            work.set_timer(Timer(key, due, "campaign", subject))


def may_wait(work: Work, campaign: Campaign, commune: str) -> bool:
    """Whether nothing of this campaign waits for this commune, and it had none lately."""
    key = key_of(campaign, commune)
    last = work.campaigns.latest(campaign.name, commune)
    rested = last is None or last.starts_at + REST <= work.now
    return rested and all(timer.key != key for timer in work.timers_of("campaign"))
