"""The figures as JSON, for who has a token: the same numbers as in the page, the same ones hidden."""

import re
from collections.abc import Sequence
from datetime import date

from aiohttp import web

from bot.web.console.api_calls import Calls
from bot.web.console.api_models import DOCUMENT, PATH, json_of, openapi
from bot.web.console.menu import Route
from bot.web.console.report_asked import Asked, counted
from bot.web.desk import Unanswered, WebWork
from bot.web.parts import PARTS
from bot.web.source import source_of
from handlers.console import reports
from handlers.keeps_console import TokenGrant, TokenLine
from referral.jurisdiction.units import units
from referral.jurisdiction.words import province_of
from referral.reports.periods import BadPeriod, between
from referral.reports.scope import Place

CALLS = web.AppKey("api_calls", Calls)
STRANGERS = web.AppKey("api_strangers", Calls)  # apart: however many there are, they push nobody with a token out
BEARER = re.compile(r"Bearer ([A-Za-z0-9_-]{20,80})", re.IGNORECASE)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
NAMES = frozenset({"from", "to", "commune", "province"})


class Refused(Exception):
    """A call that is not answered: its status, and words for whoever wrote the program that calls."""

    def __init__(self, status: int, words: str, wait: int = 0) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.wait = wait


async def figures(request: web.Request) -> web.Response:
    """The figures that a token may have."""
    try:
        found = await answered(request)
    except Refused as problem:
        return refusal(problem)
    except Unanswered:
        return refusal(Refused(503, "The database does not answer. Ask again in a minute.", 60))
    return web.Response(text=found, content_type="application/json")


async def answered(request: web.Request) -> str:
    """The report as JSON. Raises Refused."""
    token, parts = BEARER.fullmatch(request.headers.get("Authorization", "")), request.app[PARTS]
    found = await parts.look(lambda work: work.api_tokens.find(token[1])) if token else None
    slow_down(request, found)
    grant = await parts.ask(lambda work: opened(work, found)) if found else None
    if grant is None:
        raise Refused(401, "Send a token that is still good as “Authorization: Bearer …”.")
    asked = asked_by(request, grant)
    return json_of(await counted(request.app, asked, grant.maker.officer)).model_dump_json()


def slow_down(request: web.Request, found: TokenLine | None) -> None:
    """Who calls too often waits; who has no token of ours is told apart by their network. Raises Refused."""
    parts = request.app[PARTS]
    if found:
        wait = request.app[CALLS].wait(str(found.id), parts.clock())
    else:
        wait = request.app[STRANGERS].wait(source_of(request, parts.settings.behind_proxy), parts.clock())
    if wait:
        raise Refused(429, "Too many calls. Wait as long as Retry-After says.", wait)


def opened(work: WebWork, found: TokenLine) -> TokenGrant | None:
    """What the token opens, which is written down; it is over for good once its maker left or was moved."""
    grant = found.grant
    if not reports.holds(work, grant):
        work.api_tokens.revoke(found.id)
        work.audit("token", "report token revoked", detail=str(found.id))
        return None
    work.api_tokens.used(found.id)
    work.audit("token", "report", detail=grant.place.commune or grant.place.province or "all")
    return grant


def asked_by(request: web.Request, grant: TokenGrant) -> Asked:
    """What the address asks for. Raises Refused."""
    query = request.query
    if any(len(query.getall(name)) > 1 for name in query) or set(query) - NAMES:
        raise Refused(422, "Give from, to, commune and province, each once, and nothing else.")
    try:
        period = between(day(query.get("from", "")), day(query.get("to", "")))
    except BadPeriod as problem:
        raise Refused(422, str(problem)) from None
    place = place_asked(query.get("commune"), query.get("province"), grant.place)
    if not within(place, grant.place):
        raise Refused(403, "This token does not open this place.")
    return Asked(place, period)


def day(text: str) -> date:
    """A day like 2027-06-01. Raises Refused."""
    try:
        return date.fromisoformat(text if DAY.fullmatch(text) else "")
    except ValueError:
        raise Refused(422, "Write both days like 2027-06-01.") from None


def place_asked(commune: str | None, province: str | None, own: Place) -> Place:
    """The place of two codes; without them what the token opens. Raises Refused."""
    if commune is not None and not province_of(commune):
        raise Refused(422, "There is no commune with this code.")
    if province is not None and province not in units().provinces:
        raise Refused(422, "There is no province with this code.")
    if commune and province and province_of(commune) != province:
        raise Refused(422, "This commune lies in another province.")
    return Place(commune=commune) if commune else Place(province=province) if province else own


def within(place: Place, own: Place) -> bool:
    """Whether a place lies in what a token opens."""
    if own.commune:
        return place.commune == own.commune
    return own.province in ("", place.province or province_of(place.commune))


def refusal(problem: Refused) -> web.Response:
    """The answer to a call that is refused."""
    headers = {"Retry-After": str(problem.wait)} if problem.wait else {}
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return web.json_response({"error": problem.words}, status=problem.status, headers=headers)


async def document(_request: web.Request) -> web.Response:
    """What can be asked, for programs that read such documents."""
    return web.json_response(openapi())


async def not_so(_request: web.Request) -> web.Response:
    """Figures are only read."""
    return web.json_response({"error": "Only GET."}, status=405, headers={"Allow": "GET, HEAD"})


API_ROUTES: Sequence[Route] = (
    web.get(PATH, figures),
    web.get(DOCUMENT, document),
    web.route("*", PATH, not_so),
    web.route("*", DOCUMENT, not_so),
)
