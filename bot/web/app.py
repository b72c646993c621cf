"""The web application: its routes and headers, and how errors are answered."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from xstatic.pkg import leaflet

from bot.web import chat, hosted, officer, officer_forms, officer_login, public
from bot.web.compressing import compress
from bot.web.console import CONSOLE_ROUTES
from bot.web.console.live import STREAMS, Streams
from bot.web.desk import NotKept, Unanswered
from bot.web.health import HEALTH_ROUTES
from bot.web.hooks import hook_routes
from bot.web.parts import PARTS, BadInput, LoggedOut, WebParts
from bot.web.rendering import HERE, page, sentence, set_up
from bot.web.seat import ProofNeeded, for_staff
from bot.web.subscribe import SUBSCRIBE_ROUTES
from bot.web.words import LOGGED_OUT, NOT_FOUND, NOT_KEPT, PROVE_AGAIN, UNANSWERED
from bot.web.zalo_proof import PROOF_ROUTES

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), microphone=(self), camera=(), payment=(), usb=(), "
    "display-capture=(), accelerometer=(), gyroscope=(), magnetometer=(), midi=()",
}
LEAFLET = leaflet.BASE_DIR  # the map's script and style, from its package
HTTPS_ONLY = "max-age=31536000"


def make_app(parts: WebParts) -> web.Application:
    """The whole web side, ready to be served."""
    app = web.Application(middlewares=[compress, answer_errors])
    app[PARTS] = parts
    app[STREAMS] = Streams()
    set_up(app, parts.texts)
    app.add_routes(ROUTES)
    app.on_response_prepare.append(put_headers)
    app.on_shutdown.append(let_go)
    return app


async def put_headers(request: web.Request, response: web.StreamResponse) -> None:
    """What every answer carries."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.app[PARTS].settings.https:
        response.headers["Strict-Transport-Security"] = HTTPS_ONLY


async def let_go(app: web.Application) -> None:
    """Answer the waiting pages before the server stops."""
    app[PARTS].hub.close()


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Each error in words, as JSON or as a page, whatever the caller reads."""
    try:
        return await handler(request)
    except BadInput as problem:
        return told(request, problem.words, problem.status)
    except LoggedOut:
        return told(request, LOGGED_OUT, 401)
    except ProofNeeded:
        return told(request, PROVE_AGAIN, 403)
    except NotKept:
        return told(request, NOT_KEPT, 503)
    except Unanswered:
        return told(request, UNANSWERED, 503)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
        return told(request, NOT_FOUND, 404)


def told(request: web.Request, words: str, status: int) -> web.Response:
    """An error as the caller can read it: scripts get JSON, people a page."""
    if request.path in SCRIPTED:
        return web.json_response({"error": sentence(request, words)}, status=status)
    back = "/o" if request.path.startswith("/o") else "/"
    return page(request, "told.html", {"words": sentence(request, words), "status": status, "back": back}, status)


SCRIPTED = frozenset(
    ("/chat/start", "/chat/send", "/chat/poll", "/chat/clear", "/o/poll", "/o/list", "/healthz", "/readyz", "/metrics")
)
ROUTES = (
    web.get("/", chat.chat_page),
    web.get("/bang-cuu-chuong", chat.times_table),
    web.post("/chat/start", chat.start),
    web.post("/chat/send", chat.send),
    web.get("/chat/poll", chat.poll),
    web.get("/chat/file/{id}", chat.file),
    web.post("/chat/clear", chat.clear),
    web.get("/f/{token}", hosted.picture),
    web.get("/c/{hash}", public.picture),
    web.get("/o/login", officer_login.ask),
    web.post("/o/login", officer_login.log_in),
    web.post("/o/logout", for_staff(officer_login.log_out)),
    web.get("/o/poll", for_staff(officer.poll, quiet=True)),
    web.post("/o/say", for_staff(officer.say)),
    web.get("/o/case/{number}", for_staff(officer.case_page)),
    web.post("/o/case/{number}", for_staff(officer.act)),
    web.get("/o/case/{number}/form/{form}", for_staff(officer_forms.download)),
    web.get("/o/attachment/{id}", for_staff(officer.show_attachment)),
    web.post("/o/attachment/{id}", for_staff(officer.unseal_attachment)),
    *CONSOLE_ROUTES,
    *SUBSCRIBE_ROUTES,
    *HEALTH_ROUTES,
    *hook_routes(),
    *PROOF_ROUTES,
    web.static("/static", HERE / "static"),
    web.static("/leaflet", LEAFLET),
)
