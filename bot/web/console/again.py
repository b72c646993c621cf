"""Proving again who sits here: before exports and sealed files, and when the network changed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from aiohttp import web

from bot.web.console.entering import address, arrival, local, seat_taken
from bot.web.console.login_words import WAIT, WRONG_CODE, WRONG_OLD
from bot.web.console.menu import Route, home
from bot.web.console.proving import MustWait, code_known, code_right, here, not_wrong, password_right, slowed, wait_of
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.rendering import page, sentence
from bot.web.seat import COOKIE, Seat, let_go, read_form, read_whole_form, sitting
from bot.web.words import PROVE_AGAIN
from referral.credentials import minutes

WRONG, WAITING = 422, 429
CARRIED = 2 * 1024 * 1024  # bytes of a form that waits: the longest of ours has room, a report with all its headings
KEPT = "kept_"  # before the name of a field that waits to be sent again
OURS = frozenset({"csrf"})  # it is put in anew
Pairs = Sequence[tuple[str, str]]


async def demand(request: web.Request, seat: Seat, scripted: bool) -> web.StreamResponse:
    """What somebody gets who must prove themselves first: the way there, with what they were about to send."""
    if scripted:
        return web.json_response({"error": sentence(request, PROVE_AGAIN)}, status=403)
    there = local(str(request.rel_url))
    if request.method in ("GET", "HEAD"):
        return web.Response(status=303, headers={"Location": address("/o/again", to=there or "/o")})
    kept = await typed(request, seat) if there else ()
    return shown(request, seat, {"to": home(seat), "then": there if kept else ""}, kept, "", 403)


async def typed(request: web.Request, seat: Seat) -> Pairs:
    """The words of a form that must wait; nothing of one that is not ours, or too large to carry along."""
    try:
        fields = await read_whole_form(request, seat, CARRIED)
    except BadInput:
        return ()
    let_go(fields)
    return [(name, value) for name, value in fields.items() if isinstance(value, str) and name not in OURS]


def shown(
    request: web.Request, seat: Seat, fields: Mapping[str, str], kept: Pairs, problem: str, status: int
) -> web.Response:
    """The form for password and code."""
    context = {
        "seat": seat, "locale": seat.locale, "to": local(fields.get("to")), "path": local(fields.get("then")),
        "kept": kept, "problem": problem, "elsewhere": seat.elsewhere,
    }  # fmt: skip
    return page(request, "console/again.html", context, status)


async def ask(request: web.Request, seat: Seat) -> web.Response:
    """The form for password and code; for who came by a link, how to get another."""
    return shown(request, seat, {"to": request.query.get("to", "")}, (), "", 200)


async def prove(request: web.Request, seat: Seat) -> web.Response:
    """Go on under a new session secret if password and code are right."""
    sent, fields = await read_whole_form(request, seat, CARRIED), await read_form(request, seat)
    kept = [(name.removeprefix(KEPT), str(value)) for name, value in sent.items() if name.startswith(KEPT)]
    try:
        session, problem = await renewed(request, seat, fields)
    except MustWait as told:
        words = sentence(request, WAIT).format(minutes=minutes(told.wait))
        return shown(request, seat, fields, kept, words, WAITING)
    if not session:
        return shown(request, seat, fields, kept, sentence(request, problem), WRONG)
    path = local(fields.get("then"))
    answer = seat_taken(request, session, local(fields.get("to")) or home(seat))
    if not path:
        return answer
    ready = page(request, "console/again_send.html", {"seat": seat, "locale": seat.locale, "path": path, "kept": kept})
    ready.cookies.update(answer.cookies)
    return ready


async def renewed(request: web.Request, seat: Seat, fields: Mapping[str, str]) -> tuple[str, str]:
    """The new secret of the session, or what is wrong. Raises MustWait."""
    if not await password_right(request, seat.account, fields.get("password", "")):
        return "", WRONG_OLD
    counted, token = await slowed(request, seat.account), request.cookies[COOKIE]
    found = await request.app[PARTS].ask(lambda work: proved(work, request, seat, fields, token))
    if found:  # right, or not looked at
        not_wrong(request, counted)
    if isinstance(found, timedelta):
        raise MustWait(found)
    if found:
        code_known(request, seat.account)
    return found, WRONG_CODE


def proved(work: WebWork, request: web.Request, seat: Seat, fields: Mapping[str, str], token: str) -> str | timedelta:
    """The new secret of the session if the code is right, "" if not; how long to wait if it is not looked at."""
    credential = work.credentials.of(seat.account, lock=True)
    if credential is None or work.logins.session(token) is None:
        return ""
    code = fields.get("code", "")[:100]
    mark = work.credentials.mark("proof form", f"{seat.account}:{fields.get('once', '')}:{code}")
    if not work.seats.opened_by(seat.account, mark):
        if wait := wait_of(work, credential, here(request)):
            return wait
        if not code_right(work, credential, code):
            return ""
        work.audit(seat.actor, "proved_again")
    return work.seats.renew(token, arrival(request, mark))


ROUTES: tuple[Route, ...] = (
    web.get("/o/again", sitting(ask)),
    web.post("/o/again", sitting(prove)),
)
