"""Log-in by name and password, then by code; a one-time link still opens a session as before."""

from collections.abc import Mapping
from datetime import timedelta

from aiohttp import web

from bot.web.console import again, invite, link_login, me
from bot.web.console.entering import DOOR_COOKIE as DOOR_SECRET
from bot.web.console.entering import (
    STEP_COOKIE,
    address,
    arrival,
    local,
    new_door,
    of_step,
    open_seat,
    put,
    same_door,
    seat_taken,
    step_secret,
)  # fmt: skip
from bot.web.console.forms_read import read_fields
from bot.web.console.login_words import OTHER_PAGE, TOO_SLOW, WAIT, WRONG_CODE, WRONG_PASSWORD
from bot.web.console.menu import Route
from bot.web.console.proving import (
    MustWait,
    account_by_password,
    code_known,
    code_right,
    here,
    not_wrong,
    slowed,
    usable,
    wait_of,
)  # fmt: skip
from bot.web.desk import WebWork
from bot.web.parts import PARTS, locale_of
from bot.web.rendering import page, sentence
from bot.web.seat import sitting
from referral.credentials import minutes
from referral.records import dataclass

WRONG, WAITING = 422, 429
NO_WAIT = timedelta()


@dataclass(frozen=True, slots=True)
class Entry:
    """What came of a code: a session, or why not."""

    session: str = ""
    over: bool = False  # the password was typed too long ago
    wait: timedelta = NO_WAIT


async def ask(request: web.Request) -> web.Response:
    """The page of a one-time link, else the form for name and password."""
    if request.query.get("t") or request.query.get("case"):
        return link_login.ask(request)
    return form(request, {"to": request.query.get("to", "")})


def form(request: web.Request, fields: Mapping[str, str], problem: str = "", status: int = 200) -> web.Response:
    """The form for name and password, with what was typed before, but never the password."""
    door = new_door(request)
    context = {
        "door": door, "to": local(fields.get("to")), "name": fields.get("name", "")[:200], "problem": problem,
        "locale": locale_of(request),
    }  # fmt: skip
    response = page(request, "console/login.html", context, status)
    put(request, response, DOOR_SECRET, door)
    return response


async def log_in(request: web.Request) -> web.Response:
    """Use a link up, or look at name and password."""
    fields = await read_fields(request)
    if "t" in fields:
        return await link_login.log_in(request, fields)
    if not same_door(request, fields):
        return form(request, fields, sentence(request, OTHER_PAGE), 403)
    try:
        account_id = await account_by_password(request, fields.get("name", "")[:200], fields.get("password", ""))
    except MustWait as told:
        return form(request, fields, waiting(request, told.wait), WAITING)
    if not account_id:
        return form(request, fields, sentence(request, WRONG_PASSWORD), WRONG)
    return await half_way(request, account_id, local(fields.get("to")))


def waiting(request: web.Request, wait: timedelta) -> str:
    """How long to wait, in words."""
    return sentence(request, WAIT).format(minutes=minutes(wait))


async def half_way(request: web.Request, account_id: str, there: str) -> web.Response:
    """The password was right: on to the code, with a secret that stands for it."""
    secret = await request.app[PARTS].ask(lambda work: secret_of(work, account_id))
    query = {"lang": locale_of(request), **({"to": there} if there else {})}
    response = web.Response(status=303, headers={"Location": address("/o/login/code", **query)})
    put(request, response, STEP_COOKIE, secret)
    return response


def secret_of(work: WebWork, account_id: str) -> str:
    """The half-way secret of an account; "" if it is gone meanwhile."""
    credential = work.credentials.of(account_id)
    return step_secret(work, credential) if credential else ""


async def ask_code(request: web.Request) -> web.Response:
    """The form for the code; without a right password before, back to that."""
    if not request.cookies.get(STEP_COOKIE):
        raise web.HTTPSeeOther("/o/login")
    return code_form(request, {"to": request.query.get("to", "")})


def code_form(request: web.Request, fields: Mapping[str, str], problem: str = "", status: int = 200) -> web.Response:
    """The form for the code, with where to go afterwards."""
    context = {
        "door": new_door(request),
        "to": local(fields.get("to")),
        "problem": problem,
        "locale": locale_of(request),
    }
    response = page(request, "console/login_code.html", context, status)
    put(request, response, DOOR_SECRET, context["door"] or "")
    return response


async def take_code(request: web.Request) -> web.Response:
    """Open the session if the code is right."""
    fields = await read_fields(request)
    if not same_door(request, fields):
        return code_form(request, fields, sentence(request, OTHER_PAGE), 403)
    try:
        entry = await enter(request, fields)
    except MustWait as told:
        return code_form(request, fields, waiting(request, told.wait), WAITING)
    if entry.over:
        return form(request, fields, sentence(request, TOO_SLOW), WRONG)
    if not entry.session:
        return code_form(request, fields, sentence(request, WRONG_CODE), WRONG)
    return seat_taken(request, entry.session, local(fields.get("to")) or "/o/me")


async def enter(request: web.Request, fields: Mapping[str, str]) -> Entry:
    """What comes of the code in a form. Raises MustWait."""
    secret = request.cookies.get(STEP_COOKIE, "")
    account_id = await request.app[PARTS].ask(lambda work: whose(work, secret))
    counted = await slowed(request, account_id)
    entry = await request.app[PARTS].ask(lambda work: entered(work, request, secret, fields))
    if entry.session or entry.wait:  # right, or not looked at
        not_wrong(request, counted)
    if entry.wait:
        raise MustWait(entry.wait)
    if entry.session:
        code_known(request, account_id)
    return entry


def whose(work: WebWork, secret: str) -> str:
    """The account that a half-way secret stands for, "" if for none."""
    credential = of_step(work, secret)
    return credential.account if credential else ""


def entered(work: WebWork, request: web.Request, secret: str, fields: Mapping[str, str]) -> Entry:
    """A new session for a right code; a second click with the same form gets one too, though codes count once."""
    credential = of_step(work, secret)
    if credential is None or not usable(work, credential):
        return Entry(over=True)
    code = fields.get("code", "")[:100]
    mark = work.credentials.mark("log-in form", f"{secret}:{fields.get('once', '')}:{code}")
    if not work.seats.opened_by(credential.account, mark):
        if wait := wait_of(work, credential, here(request)):
            return Entry(wait=wait)
        if not code_right(work, credential, code):
            return Entry()
    account = work.accounts.get(credential.account)
    until = work.now + timedelta(hours=request.app[PARTS].settings.session_hours)
    return Entry(open_seat(work, account, until, arrival(request, mark))) if account else Entry(over=True)


ROUTES: tuple[Route, ...] = (
    web.get("/o/login", ask),
    web.post("/o/login", log_in),
    web.get("/o/login/code", ask_code),
    web.post("/o/login/code", take_code),
    web.post("/o/logout", sitting(link_login.log_out)),
    *invite.ROUTES,
    *again.ROUTES,
    *me.ROUTES,
)
