"""Who may decide on a run, when one person is not enough, and how those who may are told."""

import hashlib
import math
from collections.abc import Collection, Sequence
from dataclasses import replace

from handlers.campaign_catalogue import kept_of
from handlers.campaign_rights import may
from handlers.events import OutgoingMessage
from handlers.scene import words
from handlers.speaking import tell_officer
from handlers.work import Work
from referral.agencies import DESKS, Officer
from referral.campaigns.parse import stored_campaign
from referral.campaigns.runs import Run
from referral.campaigns.telling import STEP, steps
from referral.permissions import CampaignAction
from referral.plan import reachable

ORDERS = ("button_approve_run", "button_show_run", "button_stop_run")
SLACK = 1.5  # the same content for so many times more people needs no new word


def fingerprint(run: Run) -> str:
    """What somebody approved: the words, and those of the year and the day that stand in them."""
    return hashlib.sha256(run.text.encode()).hexdigest()[:32]


def article_of(run: Run) -> str:
    """The article that this run broadcasts; none in a pilot or for a spot, for followers have no commune."""
    return "" if run.area or run.spot else stored_campaign(run.campaign, run.text).article


def about_article(work: Work, run: Run) -> str:
    """That an article goes to more people than the count says, on a line of its own; "" if there is none."""
    article = article_of(run)
    return f"\n{words(work, 'vi', 'campaign_article', article=article)}" if article else ""


def needs_word(work: Work, run: Run) -> bool:
    """Whether so many recipients, or an article, need a second person who has not approved this for about as many."""
    if article_of(run):
        return True  # nobody counts its followers
    if run.planned <= work.house.campaigns.approval:
        return False
    known, _, count = kept_of(work, run.campaign).approved.partition(":")
    return known != fingerprint(run) or run.planned > math.floor(SLACK * int(count))


def authors(work: Work, run: Run) -> frozenset[str]:
    """Who made the run what it is: who started or corrected it, and who wrote the campaign or turned it on last."""
    return frozenset({run.created_by, *run.corrected_by.split(), kept_of(work, run.campaign).changed_by})


def few(work: Work, count: int) -> str:
    """A count as officers read it, in steps: no difference between two counts tells of one person."""
    return words(work, "vi", "many_people", n=str(steps(count))) if count >= STEP else words(work, "vi", "few_people")


def keep_approval(work: Work, run: Run, by: str) -> None:
    """The same content needs no new word for about as many people."""
    kept = kept_of(work, run.campaign)
    word = f"{fingerprint(run)}:{run.planned}"
    work.campaigns.keep(replace(kept, approved=word, approved_by=by))


def tell_coordinators(
    work: Work, run: Run, key: str, action: CampaignAction, but: Collection[str] = (), **blanks: str
) -> None:
    """Tell the desks in charge of a run something about it, those on duty or else everybody there."""
    officers = [one for one in officers_of_desks(work) if one.id not in but and may(work, one, run, action)]
    title = stored_campaign(run.campaign, run.text).title
    buttons = tuple(words(work, "vi", order, number=run.number) for order in ORDERS) if action == "approve" else ()
    text = words(work, "vi", key, number=run.number, title=title, **blanks)
    text += about_article(work, run) if action == "approve" else ""
    message = OutgoingMessage(f"{key}:{run.id}:{work.now.isoformat()}", "", text, buttons)
    tell_each(work, officers, message)


def tell_desks(work: Work, key: str, tag: str, **blanks: str) -> None:
    """Tell the desks something about a campaign that has no run."""
    tell_each(work, officers_of_desks(work), OutgoingMessage(f"{key}:{tag}", "", words(work, "vi", key, **blanks)))


def tell_each(work: Work, officers: Sequence[Officer], message: OutgoingMessage) -> None:
    """Tell those of them who are on duty, or else all."""
    for officer in reachable(officers) or officers:
        tell_officer(work, officer.id, message)


def officers_of_desks(work: Work) -> list[Officer]:
    """The officers of all desks."""
    desks = (agency for agency in work.directory.agencies.values() if agency.role in DESKS)
    return [officer for desk in desks for officer in work.directory.officers_of(desk.id)]
