"""Saved views of the queue: kept, renamed and dropped by whoever saved them."""

from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from bot.web.console.queue_filter import FIELDS
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.seat import Seat, read_form
from bot.web.words import N_, NO_WORDS, NOT_HERE
from handlers.console import queue_views

TAKEN = N_("Đã có bộ lọc mang tên này. Hãy chọn tên khác.")
TOO_MANY = N_("Đã có 20 bộ lọc. Hãy xóa bớt rồi lưu lại.")


def owner_of(seat: Seat) -> str:
    """Whose views these are: the account's, else the way's of an officer who came by a link."""
    return f"account:{seat.account}" if seat.account else f"person:{seat.person_id}"


async def save_view(request: web.Request, seat: Seat) -> web.Response:
    """Keep the filter of the page under a name."""
    fields = await read_form(request, seat)
    name, query = fields.get("name", "").strip(), known(fields.get("query", ""))
    if not name or not query:
        raise BadInput(NO_WORDS)
    kept = await request.app[PARTS].ask(lambda work: saved(work, seat, name, query))
    if not kept:
        raise BadInput(TOO_MANY, 409)
    raise web.HTTPSeeOther(f"/o?{query}")


def saved(work: WebWork, seat: Seat, name: str, query: str) -> bool:
    """Whether it is kept now."""
    work.audit(seat.actor, "save_view")
    return queue_views.save_view(work, owner_of(seat), name, query)


async def change_view(request: web.Request, seat: Seat) -> web.Response:
    """Give it another name, or drop it; twice is once."""
    fields = await read_form(request, seat)
    wanted = request.match_info["id"][:80]
    name = fields.get("name", "").strip()
    if fields.get("act") != "drop" and not name:
        raise BadInput(NO_WORDS)

    def change(work: WebWork) -> queue_views.Renamed:
        work.audit(seat.actor, "change_view")
        if fields.get("act") != "drop":
            return queue_views.rename_view(work, owner_of(seat), wanted, name)
        work.views.drop(owner_of(seat), wanted)
        return "done"

    done = await request.app[PARTS].ask(change)
    if done != "done":
        raise BadInput(TAKEN, 409) if done == "taken" else BadInput(NOT_HERE, 404)
    raise web.HTTPSeeOther("/o")


def known(query: str) -> str:
    """The part of an address that is a filter."""
    return urlencode([(name, value) for name, value in parse_qsl(query) if name in FIELDS])[: queue_views.FILTER_LIMIT]
