"""Campaigns: calendar, composer with preview, audience, pilot, approval, progress, results."""

from collections.abc import Sequence

from bot.web.console import campaigns_acts, campaigns_calendar, campaigns_composer
from bot.web.console.menu import Route

ROUTES: Sequence[Route] = (
    *campaigns_calendar.ROUTES,
    *campaigns_composer.ROUTES,
    *campaigns_acts.ROUTES,
)
