"""Forms of people who are not logged in: small, and from a page of ours."""

from collections.abc import Mapping

from aiohttp import web

from bot.web.console.entering import refuse_foreign
from bot.web.parts import BadInput
from bot.web.seat import FORM_LIMIT
from bot.web.words import STALE_FORM


async def read_fields(request: web.Request) -> Mapping[str, str]:
    """The fields of a form of somebody who is not logged in."""
    refuse_foreign(request)
    if (request.content_length or 0) > FORM_LIMIT:
        raise BadInput(STALE_FORM, 413)
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
