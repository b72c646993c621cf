"""Campaigns: calendar, composer with preview, audience, pilot, approval, progress, results."""

from collections.abc import Sequence

from bot.web.console.menu import Route

ROUTES: Sequence[Route] = ()
