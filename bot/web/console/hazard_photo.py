"""The photo of a form about a dangerous place: looked at beside the event loop, within the limit of the chat."""

import asyncio

from aiohttp import web
from aiohttp.web_request import FileField

from bot import media
from bot.web.parts import PARTS
from bot.web.seat import Form, Seat
from handlers.events import Address, IncomingEvent, Media


class TooLarge(Exception):
    """The photo is larger than a chat page may send; take a smaller one."""


async def photo_in(fields: Form, most: int) -> Media | None:
    """The photo of a form, None if there is none. Raises TooLarge."""
    sent = fields.get("photo")
    if not isinstance(sent, FileField):
        return None
    with sent.file:
        data = await asyncio.to_thread(sent.file.read, most + 1)
    if len(data) > most:
        raise TooLarge
    return await asyncio.to_thread(media.inspect, data, "photo") if data else None


async def tell_photo(request: web.Request, seat: Seat, once: str, photo: Media) -> None:
    """Hand the photo to the desk as the answer to what was just asked: a photo of the place as it is now."""
    parts = request.app[PARTS]
    event = IncomingEvent(
        id=f"officer_page:{seat.officer_id}:{once}:photo",
        address=Address("officer_page", seat.officer_id),
        at=None,
        media=photo,
        account=seat.account,
    )
    await parts.desk.receive(event)
