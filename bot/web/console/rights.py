"""Personal data: requests with their clocks, what is kept for how long, what was erased."""

from collections.abc import Sequence

from bot.web.console.menu import Route

ROUTES: Sequence[Route] = ()
