"""The directory: agencies, officers, rosters, matrix, numbers, holidays; import with a dry run, export, coverage."""

from collections.abc import Sequence

from bot.web.console.menu import Route

ROUTES: Sequence[Route] = ()
