"""A case to be printed: no frame around it, whose it is and who printed it when on top."""

import asyncio

from aiohttp import web

from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.reading import check
from bot.web.rendering import page
from bot.web.seat import Seat
from bot.web.spoken import NUMBER
from bot.web.words import NOT_HERE
from handlers import officer_pages
from handlers.access import access_case
from handlers.console.evidence import with_evidence
from handlers.console.printing import covered
from handlers.views import CaseView
from referral.clock import hour_and_day

HIDE = "hide"


async def print_page(request: web.Request, seat: Seat) -> web.Response:
    """The case on paper, for who may read it; not permitted looks the same as not there."""
    number = check(NUMBER, request.match_info["number"])
    view = await request.app[PARTS].ask(lambda work: printed(work, seat, number))
    if view is None:
        raise BadInput(NOT_HERE, 404)
    hidden = request.query.get("names") == HIDE
    shown = covered(view) if hidden else await asyncio.to_thread(with_evidence, view)
    at = hour_and_day(request.app[PARTS].clock())
    context = {"locale": seat.locale, "seat": seat, "view": shown, "at": at, "hidden": hidden}
    return page(request, "console/case_print.html", context)


def printed(work: WebWork, seat: Seat, number: str) -> CaseView | None:
    """The view for paper; that it was printed is written down beside that it was read."""
    person = officer_pages.sitting(work, seat.person_id, seat.grant)
    case = access_case(work, person, number, "form") if person else None
    view = officer_pages.case_view(work, seat.person_id, number, seat.grant) if case else None
    if case and view:
        work.audit(seat.actor, "print", case.id)
    return view
