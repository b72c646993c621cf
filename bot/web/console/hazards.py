"""Dangerous places on pages: the list with its filters, one place with photos and history, what is done about it."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from aiohttp import web

from bot.web.console import geo
from bot.web.console.hazard_photo import TooLarge, photo_in, tell_photo
from bot.web.console.hazard_words import EVENTS, FILTERS, KINDS, NOT_A_PLACE, PHOTO_TOO_LARGE, STATES
from bot.web.console.menu import Route, show
from bot.web.console.stale import both, version_of
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.policy import with_tiles
from bot.web.reading import check
from bot.web.rendering import sentence
from bot.web.seat import FORM_LIMIT, Seat, for_staff, read_whole_form
from bot.web.spoken import Spoken, tell
from handlers.console.hazards import SHOWN, HazardView, Spot, hazard_view, spots
from handlers.keeps_board import Wanted
from referral.board import communes_in
from referral.clock import hour_and_day, local
from referral.hazards import Hazard
from referral.jurisdiction.words import spoken

NUMBER = re.compile(r"(HZ|LN)-[0-9A-Z]{4,8}")
CODE = re.compile(r"\d{5}")
MOST_CHOICES = 300  # communes in a filter
ACTS: Mapping[str, str] = {  # what a form does -> the words that an officer would type
    "fixed": "đã rào {number}",
    "safe": "kiểm tra {number}: Đã an toàn",
    "danger": "kiểm tra {number}: Vẫn nguy hiểm",
    "gone": "kiểm tra {number}: Không còn chỗ này",
}


async def list_page(request: web.Request, seat: Seat) -> web.Response:
    """The dangerous places of the area, the first due first."""
    wanted, number = wanted_in(request), geo.page_number(request)
    found, communes = await request.app[PARTS].ask(lambda work: listed(work, seat, wanted, (number - 1) * SHOWN))
    settings = request.app[PARTS].settings
    context = {
        "rows": [line(spot) for spot in found[:SHOWN]],
        "more": len(found) > SHOWN,
        "page": number,
        "wanted": wanted,
        "query": query(wanted),
        "communes": communes,
        "kinds": KINDS,
        "filters": FILTERS,
        "tiles": settings.tiles,
        "credit": settings.tiles_credit,
    }
    answer = await show(request, seat, "board", "console/hazards.html", context)
    answer.headers["Content-Security-Policy"] = with_tiles(settings.tiles)
    return answer


def wanted_in(request: web.Request) -> Wanted:
    """The filters of the address; what is none of ours is left out."""
    asked = request.query
    kind, state, commune = asked.get("kind", ""), asked.get("state", "waiting"), asked.get("commune", "")
    return Wanted(
        kind if kind in KINDS else "",
        state if state in FILTERS else "waiting",
        commune if CODE.fullmatch(commune) else "",
        asked.get("overdue") == "yes",
    )


def query(wanted: Wanted) -> str:
    """The filters as the beginning of an address."""
    kept = {"kind": wanted.kind, "state": wanted.state, "commune": wanted.commune}
    overdue = {"overdue": "yes"} if wanted.overdue else {}
    return f"/o/hazards?{urlencode({**kept, **overdue})}&"


def listed(work: WebWork, seat: Seat, wanted: Wanted, after: int) -> tuple[Sequence[Spot], Sequence[tuple[str, str]]]:
    """The places, and the communes to choose from; of a whole country none."""
    seen = geo.view_of(work, seat)
    codes = communes_in(seen.field)
    found = spots(work, seen, wanted, after)
    work.audit(seat.actor, "read hazards")
    return found, [(code, spoken(code)) for code in codes] if len(codes) <= MOST_CHOICES else []


def line(spot: Spot) -> Mapping[str, object]:
    """A place as a row."""
    hazard = spot.hazard
    return {
        "spot": spot,
        "kind": KINDS.get(hazard.kind, hazard.kind),
        "commune": spoken(hazard.commune),
        "state": STATES[hazard.status],
        "due": day(hazard),
        "point": "{:.5f}, {:.5f}".format(*hazard.point) if hazard.point else "",
    }


def day(hazard: Hazard) -> str:
    """Until when it must be fixed."""
    return f"{local(hazard.due_at):%d/%m/%Y}"


async def place_page(request: web.Request, seat: Seat, problem: str = "", status: int = 200) -> web.Response:
    """One dangerous place; not permitted looks the same as not there."""
    view = await seen(request, seat)
    history = [(hour_and_day(event.at), EVENTS[event.what], event.who) for event in view.history]
    told = [(hour_and_day(one.at), one) for one in view.told]
    context = {"seen": view, "history": history, "told": told, "version": version(view), "problem": problem}
    return await show(request, seat, "board", "console/hazard.html", {**context, **line(view.spot)}, status)


async def seen(request: web.Request, seat: Seat) -> HazardView:
    """The place of the address as this seat may read it. Raises BadInput."""
    number = check(NUMBER, request.match_info["number"])
    view = await request.app[PARTS].ask(lambda work: hazard_view(work, seat.person_id, number, seat.grant))
    if view is None:
        raise BadInput(NOT_A_PLACE, 404)
    return view


def version(view: HazardView) -> str:
    """Of what a form about a place speaks."""
    hazard = view.spot.hazard
    return version_of(hazard.status, hazard.due_at, hazard.fixed_at, hazard.confirmed_at, hazard.asked_at)


async def act(request: web.Request, seat: Seat) -> web.Response:
    """Fixed, still dangerous, safe, gone: said in the words of the chat, with the photo after them."""
    settings = request.app[PARTS].settings
    fields = await read_whole_form(request, seat, 2 * settings.max_upload + FORM_LIMIT)
    try:
        photo = await photo_in(fields, settings.max_upload)
    except TooLarge:
        return await place_page(request, seat, PHOTO_TOO_LARGE, 413)
    view, chosen = await seen(request, seat), str(fields.get("act", ""))
    if chosen not in ACTS:
        raise BadInput(NOT_A_PLACE, 404)
    if str(fields.get("version", "")) != version(view) and not done(view, chosen):
        return await told_apart(request, seat, view, chosen)
    once, number = str(fields.get("once", "")), view.spot.hazard.number
    await tell(request, seat, Spoken(once, ACTS[chosen].format(number=number)))
    if photo and chosen == "fixed":
        await tell_photo(request, seat, once, photo)
    raise web.HTTPSeeOther(f"/o/hazard/{number}")


def done(view: HazardView, chosen: str) -> bool:
    """Whether what a form asks for has come true already by the same hands: the second click of two."""
    hazard = view.spot.hazard
    true = {
        "fixed": hazard.status == "fixed" and view.mine,
        "safe": hazard.status == "confirmed" and view.confirmed_by_me,
        "danger": hazard.status == "open" and hazard.asked_at is None,
        "gone": hazard.status == "gone" and view.mine,
    }
    return true[chosen]


async def told_apart(request: web.Request, seat: Seat, view: HazardView, chosen: str) -> web.Response:
    """How the place stands now, beside what was sent."""
    names = {"fixed": "fixed", "safe": "confirmed", "danger": "open", "gone": "gone"}
    label = view.spot.hazard.number
    now, wish = (sentence(request, STATES[state]) for state in (view.spot.hazard.status, names[chosen]))
    back = f"/o/hazard/{view.spot.hazard.number}"
    return await both(request, seat, "board", {label: now}, {label: wish}, back)


ROUTES: Sequence[Route] = (
    web.get("/o/hazards", for_staff(list_page, "board")),
    web.get("/o/hazard/{number}", for_staff(place_page, "board")),
    web.post("/o/hazard/{number}", for_staff(act, "board")),
)
