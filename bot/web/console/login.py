"""Log-in by password and code, recovery, invitations, and proving again who sits here."""

from collections.abc import Sequence

from bot.web.console.menu import Route

ROUTES: Sequence[Route] = ()
