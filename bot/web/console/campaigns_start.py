"""Whom a campaign would reach now, counted while a page waits; from there it is started, in one commune or for all."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from bot.web.console.campaign_form import commune_in
from bot.web.console.campaign_words import NOT_YOURS, REASON_WORDS, WAY_WORDS, WHY
from bot.web.console.campaigns_shared import (
    COUNT_LASTS,
    WORDS,
    campaign_called,
    found,
    name_in,
    slowly,
    text_now,
)
from bot.web.console.menu import Route, show
from bot.web.console.stale import both, version_of
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.reading import check
from bot.web.seat import Seat, for_staff, read_form
from bot.web.spoken import ONCE
from bot.web.words import N_
from handlers.campaign_catalogue import hindrances
from handlers.campaign_counting import counted_channels, is_near, reached
from handlers.campaign_rights import may_write
from handlers.campaign_runs import start as start_run
from referral.campaigns import BadCampaign, Campaign
from referral.campaigns.hours import goes_at
from referral.campaigns.reach import UNCONNECTED, Reach
from referral.campaigns.runs import BadStep
from referral.campaigns.telling import STEP
from referral.clock import local
from referral.jurisdiction.units import unit
from referral.jurisdiction.words import spoken
from referral.records import dataclass

FAR = N_("Hôm nay không gần ngày nào của chiến dịch. Nếu vẫn muốn gửi hôm nay, hãy đánh dấu ô bên dưới.")
CHANGED = N_("Lời chiến dịch")


@dataclass(frozen=True, slots=True)
class Line:
    """One channel, or all of them: how many get it in which way; None is under five and none alike."""

    channel: str
    counts: Sequence[int | None]
    why: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Counted:
    """What the page says of a count."""

    people: int
    cost: int
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to start: the campaign as they saw it, in one commune or everywhere."""

    name: str
    pilot: str
    version: str
    once: str
    anyway: bool


async def count_page(request: web.Request, seat: Seat) -> web.StreamResponse:
    """The count, or a page that asks again until it is there."""
    name, pilot = name_in(request), pilot_in(request)
    return await counted_page(request, seat, (name, pilot))


async def counted_page(
    request: web.Request, seat: Seat, of: tuple[str, str], why: str = "", status: int = 200, typed: str = ""
) -> web.StreamResponse:
    """What is known of starting it, with the count or without it yet."""
    name, pilot = of
    campaign = found(await request.app[PARTS].look(lambda work: campaign_called(work, name)))
    if not may_write(seat.grant, campaign, "count"):
        raise BadInput(NOT_YOURS, 403)
    context = await request.app[PARTS].look(lambda work: before_starting(work, campaign))
    key = f"count:{name}:{context['version']}:{pilot}"
    count = await slowly(request, key, lambda work: counted(work, campaign, pilot), COUNT_LASTS)
    if count:
        await request.app[PARTS].ask(lambda work: work.audit(seat.actor, f"campaign count {name}"))
    whole = {**WORDS, **context, "pilot": pilot, "place": spoken(pilot), "count": count, "why": why, "typed": typed}
    return await show(request, seat, "campaigns", "console/campaign_start.html", whole, status)


def pilot_in(request: web.Request) -> str:
    """The commune that the address names by its code, "" for everywhere."""
    code = request.query.get("pilot", "")
    return code if unit(code) else ""


def before_starting(work: WebWork, campaign: Campaign) -> Mapping[str, object]:
    """When it would go, and what stands against it."""
    today, rules = local(work.now).date(), work.house.campaigns
    return {
        "campaign": campaign,
        "version": version_of(text_now(work, campaign.name)),
        "at": goes_at(work.now, rules),
        "now": work.now,
        "near": is_near(work, campaign),
        "against": hindrances(work, campaign, today),
        "approval": rules.approval,
        "ways": WAY_WORDS,
        "reasons": REASON_WORDS,
    }


def counted(work: WebWork, campaign: Campaign, pilot: str) -> Counted:
    """Whom it would reach, as it may be told."""
    by_channel = reached(work, campaign, pilot)
    lines = [
        line(by_channel.get(channel, Reach(channel, {})), channel, is_cut(work, channel))
        for channel in [*sorted(counted_channels(work)), ""]
    ]
    return Counted(by_channel[""].recipients, by_channel[""].cost, lines)


def is_cut(work: WebWork, channel: str) -> bool:
    """Whether this house does not send there."""
    return bool(channel) and work.house.channels is not None and channel not in work.house.channels


def line(one: Reach, channel: str, cut: bool) -> Line:
    """A line of the table: nothing in it tells none from a few."""
    counts = [*(one.ways.get(way, 0) for way in ("free", "paid", "template", "later", "unreachable")), one.total]
    shown = [count if count >= STEP else None for count in counts]
    why = [(reason, count) for reason, count in sorted(one.reasons.items()) if count >= STEP]
    return Line(channel, shown, [(UNCONNECTED, 0)] if cut else why)


async def press(request: web.Request, seat: Seat) -> web.StreamResponse:
    """Count for another commune, or start it."""
    name, fields = name_in(request), await read_form(request, seat)
    if fields.get("act") != "start":
        return await choose(request, seat, name, fields.get("commune", "").strip())
    pilot = fields.get("pilot", "")
    once = check(ONCE, fields.get("once"))
    wish = Wish(name, pilot if unit(pilot) else "", fields.get("version", ""), once, "anyway" in fields)
    done = await request.app[PARTS].ask(lambda work: started(work, seat, wish))
    if done.startswith("CD-"):
        raise web.HTTPSeeOther(f"/o/campaigns/{done}")
    if done == CHANGED:
        return await both(request, seat, "campaigns", {CHANGED: "≠"}, {CHANGED: "="}, f"/o/campaigns/{name}")
    return await counted_page(request, seat, (name, wish.pilot), done, 409)


async def choose(request: web.Request, seat: Seat, name: str, words: str) -> web.StreamResponse:
    """The page for the commune that was named; its name stands in no address."""
    code = commune_in(words) if words else ""
    if words and not code:
        return await counted_page(request, seat, (name, ""), WHY["place"], 400, words)
    raise web.HTTPSeeOther(f"/o/campaigns/{name}/start" + (f"?pilot={code}" if code else ""))


def started(work: WebWork, seat: Seat, wish: Wish) -> str:
    """The number of the new run, of the one that this very press began before, or why there is none."""
    campaign = campaign_called(work, wish.name)
    if campaign is None or not may_write(seat.grant, campaign, "start"):
        return NOT_YOURS
    if work.seen(f"form:{wish.once}"):
        newest = work.campaigns.runs(campaign=wish.name, most=1)
        return newest[0].number if newest else WHY["state"]
    if wish.version != version_of(text_now(work, wish.name)):
        return CHANGED
    if not (wish.anyway or is_near(work, campaign)):
        return FAR
    try:
        number = start_run(work, wish.name, seat.actor, wish.pilot).number
    except (BadStep, BadCampaign) as problem:
        return WHY.get(problem.why, WHY[""])
    work.first_time(f"form:{wish.once}")  # only what was done counts
    return number


ROUTES: Sequence[Route] = (
    web.get("/o/campaigns/{name}/start", for_staff(count_page, "direct_campaigns")),
    web.post("/o/campaigns/{name}/start", for_staff(press, "direct_campaigns")),
)
