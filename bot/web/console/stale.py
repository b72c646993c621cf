"""Two people, or two tabs, changed the same thing: nobody's words are lost, both are shown."""

from collections.abc import Mapping
from hashlib import sha256

from aiohttp import web

from bot.web.console.menu import show
from bot.web.seat import Seat
from referral.permissions import Page

CONFLICT = 409


def version_of(*values: object) -> str:
    """The version of what a form shows: it travels in the hidden field `version` and changes with the content."""
    return sha256("\x1f".join(map(str, values)).encode()).hexdigest()[:16]


async def both(
    request: web.Request, seat: Seat, part: Page, kept: Mapping[str, str], sent: Mapping[str, str], back: str
) -> web.Response:
    """What is kept now beside what was sent, by the labels of the fields; what we call a value comes translated."""
    rows = [(label, kept.get(label, ""), sent.get(label, "")) for label in {**kept, **sent}]
    return await show(request, seat, part, "console/stale.html", {"rows": rows, "back": back}, CONFLICT)
