"""The year of campaigns: every day on which one is due, the campaigns there are, the runs that are under way."""

import calendar as months_of
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from aiohttp import web

from bot.web.console.campaigns_shared import LOOKED_AT, WORDS
from bot.web.console.menu import Route, show
from bot.web.desk import WebWork
from bot.web.parts import PARTS
from bot.web.seat import Seat, for_staff
from handlers.campaign_calendar import next_due
from handlers.campaign_catalogue import catalogue
from handlers.campaign_rights import may_run
from referral.campaigns import TOPICS, Campaign, Occurrence, Year
from referral.campaigns.catalogue import calendar
from referral.campaigns.dates import upcoming
from referral.campaigns.hours import goes_at
from referral.campaigns.lunar import lunar_day
from referral.campaigns.runs import OPEN, Run
from referral.campaigns.years import missing, the_year, years
from referral.clock import local
from referral.records import dataclass

YEARS = (2020, 2098)
MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Entry:
    """A campaign on a day; `lunar` is the day of the lunar calendar, for one that goes by it."""

    name: str
    title: str
    day: date
    at: str
    on: bool
    lunar: str
    lacks: Sequence[str]  # words of the year that it waits for


@dataclass(frozen=True, slots=True)
class Month:
    """Its weeks from Monday on, 0 where a day is another month's; how many campaigns each day has."""

    number: int
    weeks: Sequence[Sequence[int]]
    busy: Mapping[int, int]
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Row:
    """A campaign in the list of all."""

    campaign: Campaign
    coming: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which campaigns are wanted."""

    year: int
    topic: str = ""
    only_on: bool = False


async def year_page(request: web.Request, seat: Seat) -> web.StreamResponse:
    """The calendar of a year."""
    this_year = local(request.app[PARTS].clock()).year
    asked = asked_in(request, this_year)
    context = await request.app[PARTS].look(lambda work: year_of(work, seat, asked))
    return await show(request, seat, "campaigns", "console/campaigns.html", {**WORDS, **context, "asked": asked})


def asked_in(request: web.Request, this_year: int) -> Asked:
    """What the address asks for; what makes no sense counts as not said."""
    words = request.query.get("year", "")
    year = int(words) if words.isdecimal() and len(words) == 4 else this_year
    topic = request.query.get("topic", "")
    return Asked(min(max(year, YEARS[0]), YEARS[1]), topic if topic in TOPICS else "", "on" in request.query)


def year_of(work: WebWork, seat: Seat, asked: Asked) -> Mapping[str, object]:
    """What the page shows."""
    wanted = {name: one for name, one in catalogue(work).items() if is_wanted(one, asked)}
    today = local(work.now).date()
    rows = [Row(one, upcoming(one, today)) for one in wanted.values()]
    runs = [run for run in work.campaigns.runs(OPEN, most=LOOKED_AT) if may_run(seat.grant, run, "see")]
    return {
        "months": months(work, wanted, asked.year),
        "rows": sorted(rows, key=lambda row: (row.coming or date.max, row.campaign.title)),
        "runs": runs,
        "titles": titles(work, runs),
        "next_due": {name: next_due(work, one, work.now) for name, one in wanted.items() if one.on},
        "today": today,
        "least": YEARS[0],
        "most": YEARS[1],
        "may_act": "direct_campaigns" in seat.pages,
    }


def is_wanted(campaign: Campaign, asked: Asked) -> bool:
    """Whether it is of the topic, and on where only those are wanted."""
    return asked.topic in ("", campaign.topic) and (campaign.on or not asked.only_on)


def titles(work: WebWork, runs: Sequence[Run]) -> Mapping[str, str]:
    """What staff call the campaigns of these runs."""
    known = catalogue(work)
    return {run.campaign: known[run.campaign].title for run in runs if run.campaign in known}


def months(work: WebWork, campaigns: Mapping[str, Campaign], year: int) -> Sequence[Month]:
    """The twelve months with their days."""
    due = calendar(campaigns.values(), date(year, 1, 1), date(year, 12, 31))
    words = the_year(years(work.campaigns.years()), year)
    entries = [entry(work, campaigns[one.campaign], one, words) for one in due]
    weeks = months_of.Calendar()
    found = []
    for number in MONTHS:
        mine = [one for one in entries if one.day.month == number]
        busy = Counter(one.day.day for one in mine)
        found.append(Month(number, weeks.monthdayscalendar(year, number), busy, mine))
    return found


def entry(work: WebWork, campaign: Campaign, due: Occurrence, words: Year) -> Entry:
    """A campaign on one of its days."""
    lunar = lunar_day(due.day) if "lunar" in campaign.when else ""
    at = local(goes_at(due.starts_at, work.house.campaigns))
    return Entry(campaign.name, campaign.title, due.day, f"{at:%H:%M}", campaign.on, lunar, missing(campaign, words))


ROUTES: Sequence[Route] = (web.get("/o/campaigns", for_staff(year_page, "campaigns")),)
