"""Texts that a human signs off: first aid, guidance, hotline numbers."""

from collections.abc import Sequence

from bot.web.console.menu import Route

ROUTES: Sequence[Route] = ()
