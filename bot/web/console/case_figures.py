"""The form of a case page for what the reports count and nobody is asked in a chat, over HTTP."""

from collections.abc import Mapping

from aiohttp import web

from bot.web.console.case_stale import too_old
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.reading import check
from bot.web.seat import Seat, read_form
from bot.web.spoken import NUMBER, ONCE
from bot.web.words import NOT_HERE
from handlers.console.figures import record
from handlers.console.versions import FIGURES, fact_words
from handlers.officer_pages import sitting


async def write(request: web.Request, seat: Seat) -> web.Response:
    """Keep what was chosen; filled in on what is no more true, both are shown and nothing is done."""
    number = check(NUMBER, request.match_info["number"])
    fields = await read_form(request, seat)
    once = check(ONCE, fields.get("once", ""))
    chosen = "; ".join(fact_words(name, fields.get(name, "")) or "–" for name in FIGURES)
    stale = await too_old(request, seat, number, {**fields, "act": "figures", "choice": chosen})
    if stale is not None:
        return stale
    if await request.app[PARTS].ask(lambda work: once_written(work, seat, once, (number, fields))) != "done":
        raise BadInput(NOT_HERE, 404)
    raise web.HTTPSeeOther(f"/o/case/{number}")


def once_written(work: WebWork, seat: Seat, once: str, said: tuple[str, Mapping[str, str]]) -> str:
    """Write it, the first time that this form is sent."""
    person = sitting(work, seat.person_id, seat.grant)
    if person is None:
        return "not_found"
    if work.seen(f"form:{once}"):
        return "done"
    done = record(work, person, *said)
    if done == "done":
        work.first_time(f"form:{once}")
    return done
