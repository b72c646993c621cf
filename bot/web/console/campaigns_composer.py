"""The composer: a campaign as a form, seen as each channel shows it, and kept as a draft."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from aiohttp import web
from wtforms import Form

from bot.web.console.campaign_checks import Draft, Mistake, draft_of, put_beside, unfit
from bot.web.console.campaign_form import CampaignForm, offered, sent_again, values_of
from bot.web.console.campaign_words import LABELS, NOT_YOURS, TAKEN
from bot.web.console.campaigns_preview import Shown, shown
from bot.web.console.campaigns_shared import WORDS, campaign_called, found, name_in, newest, text_now, who
from bot.web.console.fields import filled, problems
from bot.web.console.menu import Route, show
from bot.web.console.stale import both, version_of
from bot.web.desk import WebWork
from bot.web.parts import PARTS
from bot.web.rendering import page, sentence
from bot.web.seat import Seat, for_staff, read_whole_form
from flows.library import flows
from handlers.campaign_calendar import next_due
from handlers.campaign_catalogue import kept_of, offers
from handlers.campaign_rights import may_write
from handlers.campaign_writing import keep
from referral.campaigns import TOPICS, Campaign
from referral.campaigns.parse import written
from referral.campaigns.placeholders import PLACEHOLDERS
from referral.campaigns.runs import Run
from referral.records import dataclass

RESERVED = "new"  # the address of the empty form
ROOM = 256 * 1024  # bytes: long texts in both languages
STALE = "stale"
LATEST_RUNS = 5
NOTHING: Mapping[str, object] = {"at": "08:30", "days": "2", "spread": "60"}


@dataclass(frozen=True, slots=True)
class Around:
    """What the composer shows of a campaign beside its form."""

    version: str = ""
    is_on: bool = False
    by: str = ""
    may_act: bool = True
    due: datetime | None = None
    runs: Sequence[Run] = ()
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with a form: which campaign, and which version it was made from; "" for a new one."""

    name: str
    version: str = ""


async def compose(request: web.Request, seat: Seat) -> web.StreamResponse:
    """A campaign as it is kept."""
    name = name_in(request)
    campaign = found(await request.app[PARTS].look(lambda work: campaign_called(work, name)))
    form = filled(CampaignForm, request, None, **values_of(campaign))
    return await sheet(request, seat, form, Draft(campaign), Sent(name))


async def begin(request: web.Request, seat: Seat) -> web.StreamResponse:
    """An empty form, or one that begins with the words of another campaign."""
    other = request.query.get("from", "")
    campaign = await request.app[PARTS].look(lambda work: campaign_called(work, other))
    values = {**values_of(campaign), "name": ""} if campaign else NOTHING
    form = filled(CampaignForm, request, None, **values)
    return await sheet(request, seat, form, Draft(campaign), Sent(""))


async def write(request: web.Request, seat: Seat) -> web.StreamResponse:
    """What was typed: shown as it will look, or kept; with a mistake the form comes back as it was typed."""
    new = "name" not in request.match_info
    fields = await read_whole_form(request, seat, ROOM)
    form, act = filled(CampaignForm, request, fields), fields.get("act")
    sent = Sent(str(form["name"].data or "").strip() if new else name_in(request), str(fields.get("version", "")))
    draft = draft_of(sent.name or "x", form) if act != "save" else draft_of(sent.name, form)
    shown_as = Sent("") if new else sent  # a name that is taken makes it no form of the campaign that has it
    if act != "save":
        return await seen(request, seat, form, (draft, shown_as, act == "part"))
    done = await request.app[PARTS].ask(lambda work: save(work, seat, draft, sent))
    if done == STALE:
        return await stale(request, seat, form, sent)
    if done:
        put_beside(form, [one for one in done if isinstance(one, Mistake)], partial(sentence, request))
        return await sheet(request, seat, form, draft, shown_as, 400)
    raise web.HTTPSeeOther(f"/o/campaigns/{sent.name}")


def save(work: WebWork, seat: Seat, draft: Draft, sent: Sent) -> Sequence[Mistake] | str:
    """Keep it, unless it has a mistake or somebody changed it meanwhile; what is kept already stays as it is."""
    known = campaign_called(work, sent.name)
    if draft.campaign and known and written(draft.campaign) == text_now(work, sent.name):
        return ()
    if sent.name == RESERVED or (known and not sent.version):
        return [Mistake("name", TAKEN)]
    if known and sent.version != version_of(text_now(work, sent.name)):
        return STALE
    if known and not may_write(seat.grant, known):
        return [Mistake("provinces", NOT_YOURS)]
    mistakes = [*draft.mistakes, *(unfit(work, seat.grant, draft.campaign) if draft.campaign else ())]
    if not mistakes and draft.campaign:
        keep(work, draft.campaign, seat.actor)
    return mistakes


async def seen(request: web.Request, seat: Seat, form: Form, asked: tuple[Draft, Sent, bool]) -> web.StreamResponse:
    """What was typed as each channel shows it: the whole page, or for a script only that part."""
    draft, sent, part = asked
    campaign, around = draft.campaign, Around()
    mistakes = list(draft.mistakes)
    if campaign:
        mistakes += await request.app[PARTS].look(lambda work: list(unfit(work, seat.grant, campaign)))
    put_beside(form, mistakes, partial(sentence, request))
    if not part:
        return await sheet(request, seat, form, draft, sent)
    if campaign:
        around = Around(shown=await request.app[PARTS].look(lambda work: shown(work, campaign)))
    context = {**WORDS, "locale": seat.locale, "around": around, "problems": problems(form)}
    return page(request, "console/campaign_shown.html", context)


async def sheet(
    request: web.Request, seat: Seat, form: Form, draft: Draft, sent: Sent, status: int = 200
) -> web.StreamResponse:
    """The composer's page."""
    around = await request.app[PARTS].look(lambda work: around_of(work, seat, draft, sent))
    context = {
        **WORDS,
        "form": form,
        "offered": offered(titles(draft.campaign)),
        "name": sent.name if around.version else "",
        "around": around,
        "problems": problems(form),
        "placeholders": PLACEHOLDERS,
    }
    return await show(request, seat, "campaigns", "console/campaign.html", context, status)


def around_of(work: WebWork, seat: Seat, draft: Draft, sent: Sent) -> Around:
    """What is known of the campaign, and how what was typed looks."""
    known, campaign = campaign_called(work, sent.name), draft.campaign
    picture = shown(work, campaign) if campaign else None
    if known is None:
        return Around(shown=picture)
    version = sent.version or version_of(text_now(work, sent.name))
    return Around(
        version=version,
        is_on=known.on,
        by=who(work, kept_of(work, sent.name).changed_by),
        may_act="direct_campaigns" in seat.pages and may_write(seat.grant, known),
        due=next_due(work, known, work.now) if known.on else None,
        runs=newest(work, seat, LATEST_RUNS, sent.name),
        shown=picture,
    )


def titles(campaign: Campaign | None) -> Sequence[tuple[str, str]]:
    """The conversations that its button may begin, by their titles."""
    names = offers(campaign) if campaign else offers(Campaign("x", "", TOPICS[0], "", {}))
    return [(name, flows()[name].title) for name in names]


async def stale(request: web.Request, seat: Seat, form: Form, sent: Sent) -> web.StreamResponse:
    """Somebody changed it meanwhile: both are shown."""
    kept = found(await request.app[PARTS].look(lambda work: campaign_called(work, sent.name)))
    sides = (filled(CampaignForm, request, None, **values_of(kept)), form)
    ours, theirs = ({label: words for label, words in sent_again(side) if label in named()} for side in sides)
    return await both(request, seat, "campaigns", ours, theirs, f"/o/campaigns/{sent.name}")


def named() -> frozenset[str]:
    """The labels of the fields that a person fills in."""
    return frozenset(LABELS.values())


ROUTES: Sequence[Route] = (
    web.get("/o/campaigns/new", for_staff(begin, "direct_campaigns")),
    web.post("/o/campaigns/new", for_staff(write, "direct_campaigns")),
    web.get("/o/campaigns/{name}", for_staff(compose, "campaigns")),
    web.post("/o/campaigns/{name}", for_staff(write, "direct_campaigns")),
)
