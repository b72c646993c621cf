"""Who may do what with a campaign and its runs: officers of desks in chat, log-ins at the console; and where."""

from collections.abc import Iterator

from handlers.work import Work
from referral.agencies import Officer
from referral.campaigns import Campaign
from referral.campaigns.audience import lies_in
from referral.campaigns.parse import stored_campaign
from referral.campaigns.runs import BadStep, Run
from referral.jurisdiction.units import units
from referral.permissions import CampaignAction, may_campaign, may_direct
from referral.staff import Area, Grant

MACHINES = ("deployer", "calendar")  # who acts without being an officer
ACCOUNT = "account:"  # before the id of a log-in of somebody who is no officer


def demand(work: Work, run: Run, action: CampaignAction, by: str) -> None:
    """Whoever is at the command line may do all but approve; of others only those whose task and place it is."""
    if not permits(work, run, action, by):
        words = f"{by} may not {action} {run.number}: that takes an officer of a desk in charge, or campaign staff."
        raise BadStep(words, "not_permitted")


def permits(work: Work, run: Run, action: CampaignAction, by: str) -> bool:
    """Whether this is theirs to do, by the desk they work for or by what a log-in of theirs grants."""
    if by in MACHINES and action != "approve":
        return True
    officer = work.directory.officers.get(by)
    if officer and may(work, officer, run, action):
        return True
    return any(may_run(grant, run, action) for grant in grants_of(work, by))


def may(work: Work, officer: Officer, run: Run, action: CampaignAction) -> bool:
    """Whether an officer may do this with this run: a run of one commune concerns its own province alone."""
    agency = work.directory.agencies.get(officer.agency)
    if agency is None or not may_direct(agency.role, action):
        return False
    place = run.area or run.spot
    if not place or agency.role == "intake_desk":
        return True
    return place in agency.communes or province_of(place) == (agency.province or None)


def grants_of(work: Work, by: str) -> Iterator[Grant]:
    """What the log-ins of somebody who acts grant: of an account, or of every account of an officer."""
    mine = [one.id for one in work.accounts.every() if by in (one.officer, ACCOUNT + one.id)]
    yield from (grant for id in mine if (grant := work.accounts.grant(id, work.directory)))


def may_run(grant: Grant, run: Run, action: CampaignAction) -> bool:
    """Whether a log-in may do this with this run."""
    if not may_campaign("", grant.role, action):
        return False
    place = run.area or run.spot
    if place:
        return grant.area.covers(place, province_of(place))
    return reaches_in(grant, stored_campaign(run.campaign, run.text), action)


def may_write(grant: Grant, campaign: Campaign, action: CampaignAction = "compose") -> bool:
    """Whether a log-in may do this with a campaign, which is about its audience: nobody decides for other provinces."""
    return may_campaign("", grant.role, action) and reaches_in(grant, campaign, action)


def reaches_in(grant: Grant, campaign: Campaign, action: CampaignAction) -> bool:
    """Whether all whom it speaks of live where the log-in may act; to see is not to act."""
    return action == "see" or grant.area.everywhere or in_province(grant.area, campaign)


def in_province(area: Area, campaign: Campaign) -> bool:
    return bool(area.province) and lies_in(campaign.audience, area.province)


def province_of(commune: str) -> str:
    """The province of a commune of today, "" for another code."""
    unit = units().current.get(commune)
    return unit.province if unit else ""
