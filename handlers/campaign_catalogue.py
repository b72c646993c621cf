"""The campaigns there are: those of the program as coordinators changed them, and those they wrote themselves."""

from collections.abc import Mapping
from dataclasses import replace

from handlers.keeps_campaigns import Kept
from handlers.work import Work
from referral.campaigns import BadCampaign, Campaign
from referral.campaigns.parse import parse_campaign


def catalogue(work: Work) -> Mapping[str, Campaign]:
    """Every campaign by its name; whether it is on is what a coordinator decided."""
    return {name: as_kept(Campaign(name, "", "", "", {}), kept) for name, kept in work.campaigns.kept().items()}


def as_kept(campaign: Campaign, kept: Kept) -> Campaign:
    """A campaign with what a coordinator decided of it."""
    told = parse_campaign(campaign.name, kept.text) if kept.text else campaign
    return replace(told, on=kept.on)


def called(work: Work, name: str) -> Campaign:
    """The campaign of this name, or raise BadCampaign."""
    campaign = catalogue(work).get(name)
    if campaign is None:
        raise BadCampaign(f"There is no campaign {name}: `langnghe campaign list --all` names all.")
    return campaign


def kept_of(work: Work, name: str) -> Kept:
    """What was decided of a campaign."""
    return work.campaigns.kept().get(name) or Kept(name)


def snapshot(work: Work, campaign: Campaign) -> str:
    """The text of a campaign as a run keeps it."""
    return kept_of(work, campaign.name).text


def snapshot_of(campaign: Campaign) -> str:
    """The same of a campaign that is not kept."""
    raise NotImplementedError
