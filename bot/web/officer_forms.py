"""An official form of a case, filled in and downloaded; its file name tells nothing."""

import asyncio

from aiohttp import web

from bot.forms.fill import NAME, BadTemplate, filled, names
from bot.forms.report_docx import DOCX
from bot.web.parts import PARTS, BadInput
from bot.web.reading import check
from bot.web.seat import Seat
from bot.web.spoken import NUMBER
from bot.web.words import BROKEN_FORM, NOT_HERE
from handlers.forms import form_fields


async def download(request: web.Request, seat: Seat) -> web.Response:
    """The form, for who holds the case; not permitted looks the same as not there."""
    number = check(NUMBER, request.match_info["number"])
    form = check(NAME, request.match_info["form"])
    folder = request.app[PARTS].settings.forms
    fields = await request.app[PARTS].ask(lambda work: form_fields(work, seat.person_id, number, seat.grant))
    if fields is None or form not in names(folder):
        raise BadInput(NOT_HERE, 404)
    try:
        data = await asyncio.to_thread(filled, form, folder, fields)
    except BadTemplate:
        raise BadInput(BROKEN_FORM, 500) from None
    return web.Response(
        body=data, content_type=DOCX, headers={"Content-Disposition": f'attachment; filename="{form}.docx"'}
    )
