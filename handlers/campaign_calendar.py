"""The calendar of campaigns: whoever turns one on has it run at each of its days."""

from dataclasses import replace

from handlers.campaign_catalogue import called, kept_of
from handlers.work import Work


def turn_on(work: Work, name: str, by: str) -> None:
    """From now on this campaign runs at its days."""
    called(work, name)
    work.campaigns.keep(replace(kept_of(work, name), on=True, changed_by=by))
    work.audit(by, f"campaign on {name}")


def turn_off(work: Work, name: str, by: str) -> None:
    """This campaign makes no more runs; one that is under way goes on until it is stopped."""
    called(work, name)
    work.campaigns.keep(replace(kept_of(work, name), on=False, changed_by=by))
    work.audit(by, f"campaign off {name}")
