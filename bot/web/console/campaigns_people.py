"""Posters to be downloaded, and how many subscribed through what; nobody is named, small numbers stay hidden."""

import asyncio
from collections.abc import Mapping, Sequence

from aiohttp import web

from bot.poster_words import BadSchool, Doors, Poster, Voice, place_name, poster, school_name
from bot.subscribe_links import Origin, first_account, slug_of
from bot.web.console.campaign_form import commune_in
from bot.web.console.campaign_words import WHY
from bot.web.console.campaigns_shared import WORDS
from bot.web.console.menu import Route, show
from bot.web.desk import WebWork
from bot.web.parts import PARTS
from bot.web.seat import Seat, for_staff, read_form
from bot.web.words import N_
from handlers.campaign_rights import province_of
from referral.campaigns.telling import STEP
from referral.records import dataclass

KINDS: Mapping[str, str] = {"pdf": "application/pdf", "png": "image/png"}
BAD_SCHOOL = N_("Tên trường này không in được. Hãy viết bằng chữ và số, nhiều nhất 120 ký tự.")
MOST_SHOWN = 500
NOTHING_WRONG: Mapping[str, str] = {"commune": "", "school": ""}


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be printed."""

    commune: str
    school: str
    kind: str
    lang: str


async def posters_page(request: web.Request, seat: Seat) -> web.StreamResponse:
    """The form of a poster."""
    return await ask(request, seat, {})


async def ask(request: web.Request, seat: Seat, more: Mapping[str, object], status: int = 200) -> web.StreamResponse:
    """The form, with what was typed and what is wrong with it."""
    blank = {"commune": "", "school": "", "wrong": NOTHING_WRONG}
    whole = {**WORDS, **blank, **more}
    return await show(request, seat, "campaigns", "console/campaign_posters.html", whole, status)


async def print_poster(request: web.Request, seat: Seat) -> web.StreamResponse:
    """One poster as a file."""
    fields = await read_form(request, seat)
    order, wrong = order_of(fields)
    if any(wrong.values()):
        typed = {"commune": fields.get("commune", ""), "school": fields.get("school", "")}
        return await ask(request, seat, {**typed, "wrong": wrong}, 400)
    origin = Origin(order.commune, slug_of(order.school) if order.school else "")
    doors = await request.app[PARTS].ask(lambda work: doors_of(work, request))
    await request.app[PARTS].ask(lambda work: work.audit(seat.actor, "campaign poster"))
    parts = request.app[PARTS]
    voice = Voice(parts.texts, order.lang, parts.settings.campaigns, parts.live())
    words = poster(origin, order.school, doors, voice)
    data = await asyncio.to_thread(printed, words, order.kind)
    headers = {"Content-Disposition": f'attachment; filename="poster-{order.commune}.{order.kind}"'}
    return web.Response(body=data, content_type=KINDS[order.kind], headers=headers)


def printed(words: Poster, kind: str) -> bytes:
    """The poster as a file. Letters and pictures are loaded for the first one."""
    from bot.posters import as_pdf, as_png, drawn

    return as_png(drawn(words)) if kind == "png" else as_pdf(drawn(words), ", ".join(words.names))


def order_of(fields: Mapping[str, str]) -> tuple[Order, Mapping[str, str]]:
    """What is asked for, and what is wrong with it by field."""
    commune, wrong = commune_in(fields.get("commune", "").strip()), dict(NOTHING_WRONG)
    if not commune:
        wrong["commune"] = WHY["place"]
    school = ""
    try:
        school = school_name(fields.get("school", "").strip())
    except BadSchool:
        wrong["school"] = BAD_SCHOOL
    kind = "png" if fields.get("kind") == "png" else "pdf"
    return Order(commune, school, kind, "en" if fields.get("lang") == "en" else "vi"), wrong


def doors_of(work: WebWork, request: web.Request) -> Doors:
    """The ways in that this deployment has."""
    settings = request.app[PARTS].settings
    account = first_account(work.tokens.names()) if settings.zalo else ""
    return Doors(work.house.public_url, settings.telegram_name, account)


async def people_page(request: web.Request, seat: Seat) -> web.StreamResponse:
    """How many subscribed, by channel and by poster or list."""
    context = await request.app[PARTS].look(lambda work: people_of(work, seat))
    return await show(request, seat, "campaigns", "console/campaign_people.html", {**WORDS, **context})


def people_of(work: WebWork, seat: Seat) -> Mapping[str, object]:
    """The counts, those of places only where this seat works."""
    covered = seat.grant.area
    sources = [
        (place_name(code) if code else "", source, count)
        for code, source, count in work.subscriptions.sources()
        if covered.everywhere or (code and covered.covers(code, province_of(code)))
    ]
    counts = [(channel, source, count) for (channel, source), count in work.subscriptions.counts().items()]
    return {"sources": sources[:MOST_SHOWN], "counts": counts, "few": STEP}


ROUTES: Sequence[Route] = (
    web.get("/o/campaign-posters", for_staff(posters_page, "campaigns")),
    web.post("/o/campaign-posters", for_staff(print_poster, "campaigns")),
    web.get("/o/campaign-people", for_staff(people_page, "campaigns")),
)
