"""Photos and recordings of a case: shown where that is permitted, opened with a reason where they are sealed."""

from aiohttp import web

from bot.web.parts import PARTS, BadInput
from bot.web.reading import ID, check
from bot.web.seat import Seat, read_form
from bot.web.words import NO_WORDS, NOT_HERE
from handlers import officer_pages

SHOWN_INLINE = ("image/jpeg", "image/png", "image/webp", "image/gif", "audio/", "video/")
REASON_LIMIT = 500


async def show(request: web.Request, seat: Seat) -> web.Response:
    """A photo that is shown to whoever has the case."""
    return await attachment(request, seat, "")


async def unseal(request: web.Request, seat: Seat) -> web.Response:
    """A sealed photo or recording, opened with a reason that is logged."""
    reason = (await read_form(request, seat)).get("reason", "").strip()[:REASON_LIMIT]
    if not reason:
        raise BadInput(NO_WORDS)
    return await attachment(request, seat, reason)


async def attachment(request: web.Request, seat: Seat, reason: str) -> web.Response:
    """The bytes, if this officer may have them; what a browser might run is only downloaded."""
    wanted = check(ID, request.match_info["id"])
    found = await request.app[PARTS].ask(
        lambda work: officer_pages.open_attachment(work, seat.person_id, wanted, reason, seat.grant)
    )
    if found is None:
        raise BadInput(NOT_HERE, 404)
    data, mime = found
    if mime.startswith(SHOWN_INLINE):
        return web.Response(body=data, content_type=mime, headers={"Content-Disposition": "inline"})
    return web.Response(
        body=data,
        content_type="application/octet-stream",
        headers={"Content-Disposition": 'attachment; filename="tep-dinh-kem"'},
    )
