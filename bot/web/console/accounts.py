"""Accounts: who may log in, in which role; invitations, sessions."""

from collections.abc import Sequence

from bot.web.console.menu import Route

ROUTES: Sequence[Route] = ()
