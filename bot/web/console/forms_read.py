"""Forms of people who are not logged in: small, and from a page of ours."""

from collections.abc import Mapping

from aiohttp import web

from bot.web.console.entering import refuse_foreign
from bot.web.seat import FORM_LIMIT, posted


async def read_fields(request: web.Request) -> Mapping[str, str]:
    """The fields of a form of somebody who is not logged in."""
    refuse_foreign(request)
    return {name: value for name, value in (await posted(request, FORM_LIMIT)).items() if isinstance(value, str)}
