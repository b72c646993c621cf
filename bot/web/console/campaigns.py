"""Campaigns: calendar, composer with preview, audience, pilot, approval, progress, results."""

from collections.abc import Sequence

from bot.web.console import (
    campaigns_acts,
    campaigns_calendar,
    campaigns_composer,
    campaigns_people,
    campaigns_progress,
    campaigns_runs,
    campaigns_start,
    campaigns_years,
)
from bot.web.console.menu import Route

ROUTES: Sequence[Route] = (  # a run's number (CD-…) is asked for before a campaign's name
    *campaigns_calendar.ROUTES,
    *campaigns_progress.ROUTES,
    *campaigns_runs.ROUTES,
    *campaigns_composer.ROUTES,
    *campaigns_acts.ROUTES,
    *campaigns_start.ROUTES,
    *campaigns_years.ROUTES,
    *campaigns_people.ROUTES,
)
