"""The console: each part of it is a file with its routes; whoever may open a part finds it in the menu."""

from collections.abc import Sequence

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
from bot.web.console.menu import Route

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
)
