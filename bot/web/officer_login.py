"""Log-in by one-time link: a page with one button, so that a link preview does not use the link up."""

import re
from collections.abc import Mapping
from datetime import timedelta

import aiohttp_jinja2
from aiohttp import web

from bot.web.desk import WebWork
from bot.web.parts import PARTS, WebSettings, locale_of
from bot.web.rendering import page
from bot.web.seat import COOKIE, Seat, read_form
from handlers.events import Address
from handlers.subscribing_officers import subscribe_way

CASE = re.compile(r"LN-[2-9A-Z]{5}")


@aiohttp_jinja2.template("officer_login.html")
async def ask(request: web.Request) -> Mapping[str, object]:
    """The button "Vào trực"."""
    return {
        "locale": locale_of(request),
        "token": request.query.get("t", ""),
        "case": request.query.get("case", ""),
        "expired": False,
    }


async def log_in(request: web.Request) -> web.Response:
    """Use the link up and open a session; or say how to get a new link."""
    parts = request.app[PARTS]
    form = await request.post()
    token, case = form.get("t"), form.get("case")
    lasts = timedelta(hours=parts.settings.session_hours)
    session = await parts.ask(lambda work: open_session(work, token if isinstance(token, str) else "", lasts))
    if not session:
        return page(request, "officer_login.html", {"token": "", "expired": True}, 410)
    return seated(session, parts.settings, case if isinstance(case, str) else "")


def open_session(work: WebWork, token: str, lasts: timedelta) -> str:
    """The secret of a new session for the officer the link was made for, "" if the link is no good."""
    officer_id = work.logins.redeem(token) if token else ""
    if not officer_id:
        return ""
    person = work.people.at(Address("officer_page", officer_id))
    work.staff.link(officer_id, person.id)
    subscribe_way(work, officer_id, person)
    work.audit(officer_id, "login")
    return work.logins.open_session(officer_id, person.id, work.now + lasts)[0]


def seated(session: str, settings: WebSettings, case: str) -> web.Response:
    """To the case the link was made for, else to the list, with the session's cookie."""
    there = f"/o/case/{case}" if CASE.fullmatch(case) else "/o"
    response = web.Response(status=303, headers={"Location": there})
    response.set_cookie(
        COOKIE,
        session,
        path="/o",
        max_age=int(settings.session_hours * 3600),
        httponly=True,
        samesite="Strict",
        secure=settings.https,
    )
    return response


async def log_out(request: web.Request, seat: Seat) -> web.Response:
    """End the session here and in the database."""
    await read_form(request, seat)
    token = request.cookies[COOKIE]
    await request.app[PARTS].ask(lambda work: work.logins.end(token))
    response = page(request, "officer_login.html", {"token": "", "expired": False})
    response.del_cookie(COOKIE, path="/o")
    return response
