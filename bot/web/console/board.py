"""The map and the board: communes with open cases, dangerous places, empty duty posts."""

from collections.abc import Sequence

from bot.web.console.menu import Route

ROUTES: Sequence[Route] = ()
