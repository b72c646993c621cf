"""The campaigns that come with the program, all off, and the calendar of any campaigns, years ahead."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from referral.campaigns import Campaign, Occurrence
from referral.campaigns.dates import moment, occurrences
from referral.campaigns.parse import parse_campaigns


@cache
def shipped() -> Mapping[str, Campaign]:
    """Those of campaigns.toml, by name."""
    return parse_campaigns((files("referral") / "data" / "campaigns.toml").read_text("utf-8"))


def calendar(campaigns: Iterable[Campaign], first: date, last: date) -> Sequence[Occurrence]:
    """Every day from `first` to `last` on which one of them is due, in order of time."""
    found = [occurrence(campaign, day) for campaign in campaigns for day in occurrences(campaign, first, last)]
    return sorted(found, key=lambda due: (due.starts_at, due.campaign))


def occurrence(campaign: Campaign, day: date) -> Occurrence:
    """The campaign on one of its days."""
    return Occurrence(campaign.name, day, moment(campaign, day))
