"""The audit log as auditors read it: who did what and when, never content."""

from collections.abc import Sequence

from bot.web.console.menu import Route

ROUTES: Sequence[Route] = ()
