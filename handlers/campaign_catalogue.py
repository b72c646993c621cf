"""The campaigns there are: those of the program as coordinators changed them, and those they wrote themselves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from flows.library import flows
from handlers.campaign_words import misfits
from handlers.keeps_campaigns import Kept
from handlers.work import Work
from referral.campaigns import WORK, BadCampaign, Campaign
from referral.campaigns.catalogue import shipped
from referral.campaigns.hours import is_loud
from referral.campaigns.parse import stored_campaign
from referral.campaigns.years import missing, the_year, years


def catalogue(work: Work) -> Mapping[str, Campaign]:
    """Every campaign by its name; whether it is on is what a coordinator decided.

    One whose text this version cannot read any more is left out: `langnghe check` names it, and a report goes on.
    """
    read = (readable(kept) for kept in work.campaigns.kept().values())
    return {**shipped(), **{campaign.name: campaign for campaign in read if campaign}}


def readable(kept: Kept) -> Campaign | None:
    """A campaign as a coordinator left it; None if nobody knows it any more, or can read it."""
    try:
        return as_kept(kept) if kept.text or kept.name in shipped() else None
    except BadCampaign:
        return None


def as_kept(kept: Kept) -> Campaign:
    """A campaign as a coordinator left it."""
    campaign = stored_campaign(kept.name, kept.text) if kept.text else shipped()[kept.name]
    return replace(campaign, on=kept.on)


def called(work: Work, name: str) -> Campaign:
    """The campaign of this name, or raise BadCampaign."""
    kept = work.campaigns.kept().get(name) or Kept(name)
    if not kept.text and name not in shipped():
        raise BadCampaign(f"There is no campaign {name}: `langnghe campaign list --all` names all.", "unknown")
    return as_kept(kept)


def kept_of(work: Work, name: str) -> Kept:
    """What was decided of a campaign."""
    return work.campaigns.kept().get(name) or Kept(name)


def hindrances(work: Work, campaign: Campaign, day: date) -> Sequence[str]:
    """Why its texts cannot go out on a day: placeholders without words that year, channels for which it is too long."""
    year = the_year(years(work.campaigns.years()), day.year)
    blank = [f"{{{name}}} {day.year}" for name in missing(campaign, year)]
    long = [f"{one.channel} ({one.locale}) +{one.over_by}" for one in misfits(work, campaign, day)]
    return blank or long  # a text with empty places says nothing of its length


def refuse_hindered(work: Work, campaign: Campaign, day: date) -> None:
    """A text with an empty place, or one that is cut, goes to nobody."""
    if found := hindrances(work, campaign, day):
        remedy = f"fill in what is empty with `langnghe campaign year {day.year} FILE`, shorten what is too long by +N"
        raise BadCampaign(f"{campaign.name}: {', '.join(found)}: {remedy}.", "hindered")


def mistakes_in(work: Work, campaign: Campaign) -> Iterator[str]:
    """What is wrong with it on every day: an hour at which nothing goes, a button that its readers cannot use."""
    rules = work.house.campaigns
    if not is_loud(campaign.at, rules):
        quiet = f"{rules.quiet_from:%H:%M}-{rules.quiet_until:%H:%M}"
        yield f"at: {campaign.at:%H:%M} is in the quiet hours {quiet}: it would go the next morning; write another hour"
    offered = offers(campaign)
    if campaign.flow and campaign.flow not in offered:
        yield f"flow: its readers cannot begin {campaign.flow!r}; use one of {', '.join(offered)}"


def offers(campaign: Campaign) -> Sequence[str]:
    """The flows that its button may begin: those that its readers begin by words; officers only read of work."""
    readers = ("citizen", "anyone", "officer") if campaign.topic == WORK else ("citizen", "anyone")
    return [flow.name for flow in flows().values() if flow.who in readers and flow.starts]
