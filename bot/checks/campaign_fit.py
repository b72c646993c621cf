"""Looks at the length of campaigns: each must be one message on every channel that this house connects."""

from collections.abc import Iterable, Iterator

from bot.checks import Finding, Site, Weight
from handlers.campaign_catalogue import as_kept
from handlers.campaign_words import misfits
from handlers.keeps_campaigns import Kept
from referral.campaigns import BadCampaign, Campaign
from referral.campaigns.catalogue import shipped
from referral.campaigns.dates import upcoming
from referral.clock import local


def look_at_campaign_fit(site: Site) -> Iterator[Finding]:
    """Those that would not go out because a platform takes no message of that length: a mistake when they are on."""
    today = local(site.work.now).date()
    for campaign in readable(site.work.campaigns.kept().values()):
        for one in misfits(site.work, campaign, upcoming(campaign, today) or today):
            weight: Weight = "error" if campaign.on else "warning"
            words = f"The campaign {campaign.name} is {one.over_by} characters too long on {one.channel} ({one.locale})"
            yield Finding(weight, f"{words}: shorten it, `langnghe campaign preview {campaign.name}` shows it.")


def readable(kept: Iterable[Kept]) -> Iterator[Campaign]:
    """All campaigns as they are kept; what cannot be read is named by another look."""
    known = {name: Kept(name) for name in shipped()} | {one.name: one for one in kept}
    for one in known.values():
        try:
            yield as_kept(one)
        except (BadCampaign, KeyError):  # no text of its own, and none with the program any more
            continue
