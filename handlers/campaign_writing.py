"""Writing a campaign: what stands against keeping it, and keeping it; the same from a file and from the console."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handlers.campaign_calendar import begin
from handlers.campaign_catalogue import kept_of, mistakes_in
from handlers.campaign_words import Misfit, misfits
from handlers.work import Work
from referral.campaigns import Campaign
from referral.campaigns.dates import upcoming
from referral.campaigns.parse import written
from referral.clock import local


def unfit(work: Work, campaign: Campaign) -> Iterator[str]:
    """What stands against sending it that its words alone do not show."""
    yield from (f"{campaign.name}: {words}" for words in mistakes_in(work, campaign))
    for one in too_long(work, campaign):
        yield f"{campaign.name}: {one.locale}: on {one.channel} it is {one.over_by} characters too long; shorten it"
    if lacks_picture(work, campaign):
        yield f"{campaign.name}: picture: there is none like this; add it with `langnghe campaign picture`"


def too_long(work: Work, campaign: Campaign) -> Sequence[Misfit]:
    """Where it is too long on its next day."""
    today = local(work.now).date()
    return misfits(work, campaign, upcoming(campaign, today) or today)


def lacks_picture(work: Work, campaign: Campaign) -> bool:
    """Whether it names a picture that is not in the store."""
    return bool(campaign.picture) and work.campaigns.picture(campaign.picture) is None


def keep(work: Work, campaign: Campaign, by: str) -> None:
    """Keep a campaign as it is written now; whether it is on stays as it was."""
    text = written(replace(campaign, on=False))
    work.campaigns.keep(replace(kept_of(work, campaign.name), text=text, changed_by=by))
    work.audit(by, f"campaign write {campaign.name}")
    begin(work)
