"""Log-in by one-time link: a page with one button, so that a link preview does not use the link up."""

from collections.abc import Mapping
from datetime import timedelta

from aiohttp import web

from bot.web.console.entering import arrival, seat_taken
from bot.web.desk import WebWork
from bot.web.parts import PARTS
from bot.web.rendering import page
from bot.web.seat import COOKIE, Seat, read_form
from bot.web.spoken import NUMBER
from handlers.console.handing import SHOWN
from handlers.events import Address
from handlers.keeps_accounts import Arrival
from handlers.subscribing_officers import subscribe_way


def ask(request: web.Request) -> web.Response:
    """The button "Vào trực"."""
    context = {"token": request.query.get("t", ""), "case": request.query.get("case", ""), "expired": False}
    return page(request, "officer_login.html", context)


async def log_in(request: web.Request, fields: Mapping[str, str]) -> web.Response:
    """Use the link up and open a session; or say how to get a new link."""
    parts, came = request.app[PARTS], arrival(request)
    token, case = fields.get("t", ""), fields.get("case", "")
    lasts = timedelta(hours=parts.settings.session_hours)
    session = await parts.ask(lambda work: open_session(work, token, lasts, came))
    if not session:
        return page(request, "officer_login.html", {"token": "", "expired": True}, 410)
    there = f"/o/case/{case}" if NUMBER.fullmatch(case) else "/o"
    return seat_taken(request, session, there)


def open_session(work: WebWork, token: str, lasts: timedelta, came: Arrival) -> str:
    """The secret of a new session for the officer the link was made for, "" if the link is no good."""
    officer_id = work.logins.redeem(token) if token else ""
    if not officer_id:
        return ""
    person = work.people.at(Address("officer_page", officer_id))
    work.staff.link(officer_id, person.id)
    subscribe_way(work, officer_id, person)
    seen = token.startswith(SHOWN)
    work.audit(officer_id, "login", detail="by a link that its maker saw" if seen else "")
    session = work.logins.open_session(officer_id, person.id, work.now + lasts)[0]
    work.seats.arrived(session, came)
    if seen:
        work.seats.doubt(session)
    return session


async def log_out(request: web.Request, seat: Seat) -> web.Response:
    """End the session here and in the database."""
    await read_form(request, seat)
    token = request.cookies[COOKIE]
    await request.app[PARTS].ask(lambda work: leave(work, seat, token))
    response = page(request, "officer_login.html", {"token": "", "expired": False})
    response.del_cookie(COOKIE, path="/o")
    return response


def leave(work: WebWork, seat: Seat, token: str) -> None:
    """End the session and write it down."""
    work.logins.end(token)
    work.audit(seat.actor, "logout")
