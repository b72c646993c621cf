"""Looks at the campaigns: texts and years that cannot be read, flows that are not there, what a day ahead lacks."""

from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from datetime import date

from bot.checks import Finding, Site, Weight
from handlers.campaign_catalogue import mistakes_in
from handlers.keeps_campaigns import Kept
from referral.campaigns import BadCampaign, Campaign, Year
from referral.campaigns.catalogue import shipped
from referral.campaigns.dates import past, upcoming
from referral.campaigns.parse import parse_campaign
from referral.campaigns.years import missing, shipped_years, the_year, year_of
from referral.clock import local

Findings = Iterator[Finding]
Years = Mapping[int, Year]
Campaigns = Mapping[str, Campaign]


def look_at_campaigns(site: Site) -> Findings:
    """Those that come with the program, and those that a coordinator changed or turned on."""
    kept, today = site.work.campaigns.kept(), local(site.work.now).date()
    known = yield from look_at_texts(kept.values())
    numbered = yield from look_at_years(site.work.campaigns.years())
    on = [known[one.name] for one in kept.values() if one.on and one.name in known]
    for campaign in on:
        yield from look_at_days(campaign, numbered, today)
    yield from look_at_readers(site, known.values(), on)
    yield Finding("ok", f"{len(on)} of {len(known)} campaigns are on.")


def look_at_texts(kept: Iterable[Kept]) -> Generator[Finding, None, Campaigns]:
    """What a coordinator wrote takes the place of what comes with the program, if it can be read."""
    known = dict(shipped())
    for one in kept:
        try:
            known |= {one.name: parse_campaign(one.name, one.text)} if one.text else {}
        except BadCampaign as mistake:
            yield from (Finding("error", f"The campaign {line}.") for line in str(mistake).splitlines())
    return known


def look_at_years(kept: Mapping[int, str]) -> Generator[Finding, None, Years]:
    """The years that were edited take the place of the shipped ones, if they can be read."""
    known = dict(shipped_years())
    for number, text in kept.items():
        try:
            known[number] = year_of(text)
        except BadCampaign as mistake:
            yield Finding("error", f"Campaigns of {number}: {mistake}.")
    return known


def look_at_days(campaign: Campaign, known: Years, today: date) -> Findings:
    """Whether one that is on will go out, and whole."""
    if past(campaign, today):
        yield Finding("warning", f"The campaign {campaign.name} is on, but its day is over: {campaign.when}.")
    day = upcoming(campaign, today)
    lacking = missing(campaign, the_year(known, day.year)) if day else ()
    if day and lacking:
        words = f"On {day:%d/%m/%Y} the campaign {campaign.name} waits for the year's {' and '.join(lacking)}"
        yield Finding("warning", f"{words}. Write it: `langnghe campaign year {day.year} FILE`.")


def look_at_readers(site: Site, known: Iterable[Campaign], on: Collection[Campaign]) -> Findings:
    """Campaigns with an hour at which nothing goes, or a button that leads nowhere: a mistake when they are on."""
    for campaign in known:
        for words in mistakes_in(site.work, campaign):
            weight: Weight = "error" if campaign in on else "warning"
            yield Finding(weight, f"The campaign {campaign.name} has a mistake: {words}.")
