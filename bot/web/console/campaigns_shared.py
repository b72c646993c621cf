"""What the pages of campaigns share: a campaign or a run by its name, who acted, how slow questions are asked."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import TypeVar

from aiohttp import web

from bot.web.console.campaign_days import said_in
from bot.web.console.campaign_words import CHANNEL_WORDS, NO_CAMPAIGN, NO_RUN, STATE_WORDS, TOPIC_WORDS
from bot.web.desk import WebWork
from bot.web.parts import LANGUAGES, PARTS, BadInput
from bot.web.reading import check
from bot.web.seat import Seat
from handlers.campaign_catalogue import catalogue
from handlers.campaign_rights import ACCOUNT, may_run
from handlers.work import Work
from referral.campaigns import Campaign
from referral.campaigns.parse import NAME, written
from referral.campaigns.runs import Run
from referral.campaigns.telling import STEP, steps
from referral.clock import local

T = TypeVar("T")
NUMBER = re.compile(r"CD-[0-9A-Z]{4,8}")
COUNT_LASTS = timedelta(minutes=1)
LOOKED_AT = 1000  # newest runs, of which those of other provinces are left out
WORDS: Mapping[str, object] = {
    "topics": TOPIC_WORDS,
    "languages": LANGUAGES,
    "channels": CHANNEL_WORDS,
    "states": STATE_WORDS,
    "few": STEP,
    "steps": steps,
    "said_in": said_in,
    "here": local,  # moments as people there read them
}


async def slowly(request: web.Request, key: str, job: Callable[[WebWork], T], lasts: timedelta) -> T | None:
    """What a job finds that only reads; None if it is not ready yet, then the page asks again."""
    parts = request.app[PARTS]
    return await parts.slow.answer(key, lambda: parts.look(job), parts.clock(), lasts)


def name_in(request: web.Request) -> str:
    """The campaign that the address names. Raises BadInput."""
    name = request.match_info["name"]
    if not NAME.fullmatch(name):
        raise BadInput(NO_CAMPAIGN, 404)
    return name


def number_in(request: web.Request) -> str:
    """The run that the address names. Raises BadInput."""
    return check(NUMBER, request.match_info["number"])


def campaign_called(work: Work, name: str) -> Campaign | None:
    """The campaign of this name, None if there is none that can be read."""
    return catalogue(work).get(name)


def found(thing: T | None, words: str = NO_CAMPAIGN) -> T:
    """What was looked for. Raises BadInput: not there and not permitted look the same."""
    if thing is None:
        raise BadInput(words, 404)
    return thing


def run_seen(work: Work, seat: Seat, number: str) -> Run | None:
    """A run that this seat may see, not locked; None if it is not there or not theirs."""
    run = work.campaigns.find(number)
    return run if run and may_run(seat.grant, run, "see") else None


def newest(work: Work, seat: Seat, most: int, campaign: str = "") -> Sequence[Run]:
    """The newest runs that this seat may see, of one campaign or of all."""
    lately = work.campaigns.runs(campaign=campaign, most=LOOKED_AT)
    return list(islice((run for run in lately if may_run(seat.grant, run, "see")), most))


def the_run(run: Run | None) -> Run:
    return found(run, NO_RUN)


def text_now(work: Work, name: str) -> str:
    """What is kept of a campaign, for its version: the words, not whether it is on."""
    campaign = campaign_called(work, name)
    return written(replace(campaign, on=False)) if campaign else ""


def who(work: Work, by: str) -> str:
    """Who acted, as others read it; "" for a machine, whose name the page has."""
    officer = work.directory.officers.get(by)
    account = work.accounts.get(by.removeprefix(ACCOUNT)) if by.startswith(ACCOUNT) else None
    return officer.name if officer else (account.shown or account.name) if account else ""


def lines(text: str) -> Iterator[str]:
    """The lines of a field that say something."""
    return (line.strip() for line in text.splitlines() if line.strip())
