"""Periodic reports: figures, charts with their tables, files, and the same as JSON."""

from collections.abc import Sequence

from bot.web.console.menu import Route

ROUTES: Sequence[Route] = ()
