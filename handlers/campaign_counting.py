"""Whom a campaign would reach if it started now, and with what: counted for the command line and the console alike."""

from collections.abc import Mapping
from datetime import date, timedelta

from handlers.campaign_words import connected
from handlers.reach import rules_of
from handlers.work import Work
from referral.campaigns import Campaign
from referral.campaigns.dates import after_event, occurrences, upcoming
from referral.campaigns.hours import goes_at
from referral.campaigns.parse import written
from referral.campaigns.quotas import Known, by_channel
from referral.campaigns.reach import Means, Reach, reach
from referral.campaigns.runs import Run
from referral.clock import local

NEAR = timedelta(days=7)


def reached(work: Work, campaign: Campaign, area: str = "") -> Mapping[str, Reach]:
    """By channel, and under "" of all together; slow for many, so never in a transaction that writes."""
    return reach(work.campaigns.groups(as_if_now(work, campaign, area)), means_of(work, campaign))


def as_if_now(work: Work, campaign: Campaign, area: str) -> Run:
    """A run that is nowhere kept, to count for."""
    day = local(work.now).date().isoformat()
    at = goes_at(work.now, work.house.campaigns)
    return Run("", "", campaign.name, day, "", written(campaign), "planning", at, at, area)


def means_of(work: Work, campaign: Campaign) -> Means:
    """With what it would be sent now, or when the quiet hours are over."""
    at = goes_at(work.now, work.house.campaigns)
    house = work.house
    return Means(
        at, rules_of(work), "campaign" in house.templates, bool(campaign.article), quotas(work), house.channels
    )


def quotas(work: Work) -> Mapping[str, Known]:
    """What the platforms still let us send, by channel."""
    return by_channel(work.ledger.quotas(), goes_at(work.now, work.house.campaigns), rules_of(work))


def counted_channels(work: Work) -> frozenset[str]:
    """Every channel that has subscribers, or on which we send: none of them is told from a few."""
    return frozenset({*connected(work), *(channel for channel, _ in work.subscriptions.counts())})


def shown_on(work: Work, campaign: Campaign) -> date:
    """Its next day within a week, else today, as if it were started."""
    today = local(work.now).date()
    near = upcoming(campaign, today)
    return near if near and near - today <= NEAR else today


def is_near(work: Work, campaign: Campaign) -> bool:
    """Whether it is started within a week of a day of its own, or waits for something that happens."""
    today = local(work.now).date()
    return after_event(campaign.when) is not None or bool(occurrences(campaign, today - NEAR, today + NEAR))
