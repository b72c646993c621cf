"""The web application: its routes and headers, and how errors are answered."""

import re
from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

from bot.web import chat, hosted, officer, plain, public
from bot.web.compressing import compress
from bot.web.console import again
from bot.web.console.door import DOOR, Door
from bot.web.console.entering import local
from bot.web.desk import NotKept, Unanswered, Unsure
from bot.web.health import HEALTH_ROUTES
from bot.web.hooks import hook_routes
from bot.web.late import consoles
from bot.web.parts import PARTS, BadInput, LoggedOut, WebParts
from bot.web.policy import POLICY
from bot.web.rendering import FOLDERS, page, sentence
from bot.web.seat import FORM_LIMIT, ProofNeeded, for_staff, posted
from bot.web.subscribe import SUBSCRIBE_ROUTES
from bot.web.words import LOGGED_OUT, NOT_FOUND, NOT_KEPT, UNANSWERED, UNSURE
from bot.web.zalo_proof import PROOF_ROUTES

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), microphone=(self), camera=(), payment=(), usb=(), "
    "display-capture=(), accelerometer=(), gyroscope=(), magnetometer=(), midi=()",
}
KEPT = "private, max-age=31536000, immutable"  # the console's files, by their hash; a reporter's page keeps nothing
HTTPS_ONLY = "max-age=31536000"


def make_app(parts: WebParts) -> web.Application:
    """The whole web side, ready to be served."""
    app = web.Application(middlewares=[compress, answer_errors])
    app[PARTS] = parts
    app[DOOR] = Door()
    app.add_routes(ROUTES)
    for console in consoles(parts, app[DOOR]):
        app.router.register_resource(console)
    app.on_response_prepare.append(put_headers)
    app.on_shutdown.append(let_go)
    return app


async def put_headers(request: web.Request, response: web.StreamResponse) -> None:
    """What every answer carries."""
    if "v" in request.query and request.path.startswith(tuple(f"/{folder}/" for folder in FOLDERS)):
        response.headers["Cache-Control"] = KEPT
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
        return told(request, LOGGED_OUT, 401, await unsent(request))
    except ProofNeeded as needed:
        return await again.demand(request, needed.seat, request.path in SCRIPTED)
    except NotKept:
        return told(request, NOT_KEPT, 503)
    except Unsure:
        return told(request, UNSURE, 503)
    except Unanswered:
        return told(request, UNANSWERED, 503)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
        return told(request, NOT_FOUND, 404)


def told(request: web.Request, words: str, status: int, unsent: Sequence[str] = ()) -> web.Response:
    """An error as the caller can read it: scripts get JSON, people a page."""
    if request.path in SCRIPTED:
        return web.json_response({"error": sentence(request, words)}, status=status)
    back = "/o" if request.path.startswith("/o") else "/"
    context = {
        "words": sentence(request, words),
        "status": status,
        "back": back,
        "to": way_back(request),
        "unsent": unsent,
    }
    return page(request, "told.html", context, status)


async def unsent(request: web.Request) -> Sequence[str]:
    """The sentences of a form that came after the session was over, so that they can be copied; never a password."""
    if request.method != "POST" or request.path in SCRIPTED or not request.content_length:
        return ()
    try:
        fields = await posted(request, FORM_LIMIT)
    except BadInput:
        return ()
    typed = (value.strip() for name, value in fields.items() if isinstance(value, str) and not SECRET.search(name))
    return [words for words in typed if len(words.split()) > 1]


def way_back(request: web.Request) -> str:
    """Where to go on once logged in: the page that was asked for."""
    return local(str(request.rel_url)) if request.method == "GET" else ""


SECRET = re.compile("password|code|secret|csrf")
SCRIPTED = frozenset(
    ("/chat/start", "/chat/send", "/chat/poll", "/chat/clear", "/o/poll", "/o/list", "/healthz", "/readyz", "/metrics")
)
ROUTES = (
    web.get("/", chat.chat_page),
    web.get(chat.HARMLESS, chat.times_table),
    web.post("/chat/start", chat.start),
    web.post("/chat/send", chat.send),
    web.post("/chat/plain", plain.answer),
    web.get("/chat/poll", chat.poll),
    web.get("/chat/file/{id}", chat.file),
    web.post("/chat/clear", chat.clear),
    web.get("/f/{token}", hosted.picture),
    web.get("/c/{hash}", public.picture),
    web.get("/o/poll", for_staff(officer.poll, None, quiet=True)),
    web.post("/o/say", for_staff(officer.say)),
    *SUBSCRIBE_ROUTES,
    *HEALTH_ROUTES,
    *hook_routes(),
    *PROOF_ROUTES,
    *(web.static(f"/{folder}", path) for folder, path in FOLDERS.items()),
)
