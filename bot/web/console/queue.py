"""The queue: what needs me now, by urgency and clock; filters, a number to go to, words to look for."""

import re
from collections.abc import Mapping, Sequence

from aiohttp import web

from bot.web.console.fields import filled, problems
from bot.web.console.live import live
from bot.web.console.menu import Route, frame, home, show
from bot.web.console.queue_filter import FIELDS, FilterForm, choices_of, filter_of, offer, query_of
from bot.web.console.views import change_view, owner_of, save_view
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.rendering import page
from bot.web.seat import Seat, for_staff, read_form
from bot.web.words import N_, NOT_HERE
from handlers import alarms, channel_health
from handlers.console import queue
from referral.permissions import may_open
from referral.queue import mark_of

NUMBER = re.compile(r"(?:LN)?-?([0-9A-Z]{4,8})")
NUMBER_UNCLEAR = N_("Số việc gồm LN- và năm chữ hoặc số, như 7K3FQ.")
FEW_LETTERS = N_("Hãy gõ ít nhất hai chữ cái để tìm.")
WORDS_LIMIT = 200
Context = Mapping[str, object]


async def first(request: web.Request, seat: Seat) -> web.Response:
    """The list; who has none begins elsewhere."""
    if not may_open(seat.grant.role, "queue"):
        raise web.HTTPSeeOther(home(seat))
    if request.query.get("number", "").strip():
        return await jump(request, seat)
    return page(request, "console/queue.html", await asked(request, seat))


async def rows(request: web.Request, seat: Seat) -> web.Response:
    """Only the rows, for the page to renew itself."""
    return page(request, "console/queue_rows.html", await asked(request, seat))


async def asked(request: web.Request, seat: Seat, wrong: Sequence[tuple[str, str]] = ()) -> Context:
    """What the list shows for this address."""
    return await request.app[PARTS].look(lambda work: listed(work, request, seat, wrong))


def ill(work: WebWork, seat: Seat) -> Sequence[str]:
    """What is wrong with channels and with the program itself, in a line each."""
    banner = channel_health.banner(work, seat.officer_id, seat.locale)
    return [*banner, *alarms.lines(work, seat.officer_id, seat.locale)]


def listed(work: WebWork, request: web.Request, seat: Seat, wrong: Sequence[tuple[str, str]]) -> Context:
    """The first page, or what a filter finds."""
    who = queue.looker(work, seat.person_id, seat.grant)
    if who is None:
        raise BadInput(NOT_HERE, 404)
    form = filled(FilterForm, request, request.query if any(request.query.get(name) for name in FIELDS) else None)
    offer(form, choices_of(request, who, work.directory), request)
    form.validate()
    told, query, after = work.told_in(seat.locale), query_of(form), mark_of(request.query.get("after", ""))
    around = {
        **frame(work, seat, "queue"), "form": form, "query": query, "views": work.views.of(owner_of(seat)),
        "number": request.query.get("number", "")[:12], "wrong": [*wrong, *problems(form)],
        "ill": ill(work, seat), "deeper": after is not None,
        "first": None, "found": None,
    }  # fmt: skip
    if not query and after is None:
        return {**around, "first": queue.first_page(told, who)}
    return {**around, "found": queue.part_of(told, who, filter_of(form), after)}


async def jump(request: web.Request, seat: Seat) -> web.Response:
    """To the case with the number that was typed; not permitted looks the same as not there."""
    typed = NUMBER.fullmatch(request.query["number"].strip().upper())
    number = f"LN-{typed[1]}" if typed else ""
    known = await request.app[PARTS].look(lambda work: there(work, seat, number)) if number else False
    if known:
        raise web.HTTPSeeOther(f"/o/case/{number}")
    wrong = [("number", NOT_HERE if number else NUMBER_UNCLEAR)]
    return page(request, "console/queue.html", await asked(request, seat, wrong), 404 if number else 400)


def there(work: WebWork, seat: Seat, number: str) -> bool:
    """Whether this seat may see the case."""
    who = queue.looker(work, seat.person_id, seat.grant)
    return who is not None and work.queue.find(who.reach(), number)


async def search(request: web.Request, seat: Seat) -> web.Response:
    """Open cases that speak of some words. They come by POST: an address is kept in histories and logs."""
    words = (await read_form(request, seat)).get("words", "").strip()[:WORDS_LIMIT]
    parts = request.app[PARTS]
    wrong = sum(map(str.isalnum, words)) < 2
    if not wrong:
        await parts.ask(lambda work: work.audit(seat.actor, "search"))
    found = queue.Found() if wrong else await parts.look(lambda work: searched(work, seat, words))
    context = {"found": found, "words": words, "wrong": FEW_LETTERS if wrong else ""}
    return await show(request, seat, "queue", "console/queue_search.html", context, 400 if wrong else 200)


def searched(work: WebWork, seat: Seat, words: str) -> queue.Found:
    """What this seat may read of it."""
    who = queue.looker(work, seat.person_id, seat.grant)
    return queue.search(work.told_in(seat.locale), who, words) if who else queue.Found()


ROUTES: Sequence[Route] = (
    web.get("/o", for_staff(first, None)),
    web.get("/o/list", for_staff(rows, quiet=True)),
    web.get("/o/live", for_staff(live, quiet=True)),
    web.post("/o/search", for_staff(search)),
    web.post("/o/views", for_staff(save_view)),
    web.post("/o/views/{id}", for_staff(change_view)),
)
