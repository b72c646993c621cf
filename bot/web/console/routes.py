"""The console: each part of it is a file with its routes; whoever may open a part finds it in the menu."""

from collections.abc import Sequence

from aiohttp import web

from bot.web.console import (
    accounts,
    audit,
    board,
    campaigns,
    case,
    directory,
    guidance,
    login,
    queue,
    reports,
    rights,
)
from bot.web.console.api import API_ROUTES, CALLS, STRANGERS
from bot.web.console.api_calls import Calls
from bot.web.console.live import STREAMS, Streams
from bot.web.console.menu import Route
from bot.web.console.report_asked import SHELF, Shelf

CONSOLE_ROUTES: Sequence[Route] = (
    *login.ROUTES,
    *queue.ROUTES,
    *case.ROUTES,
    *board.ROUTES,
    *directory.ROUTES,
    *guidance.ROUTES,
    *campaigns.ROUTES,
    *reports.ROUTES,
    *rights.ROUTES,
    *audit.ROUTES,
    *accounts.ROUTES,
    *API_ROUTES,
)


def fill(app: web.Application) -> None:
    """Put the console into an application of its own, with what only its pages remember."""
    app[SHELF] = Shelf()
    app[CALLS] = Calls()
    app[STRANGERS] = Calls()
    app[STREAMS] = Streams()
    app.add_routes(CONSOLE_ROUTES)
