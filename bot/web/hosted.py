"""A picture for a platform that fetches what we send: its copy, for a day, as often as it is asked for."""

import re

from aiohttp import web

from bot.web.desk import WebDesk
from bot.web.parts import PARTS

TOKEN = re.compile(r"[0-9a-f]{48}", re.ASCII)
HEADERS = {"Cache-Control": "private", "Content-Disposition": "inline"}


def link_to(public_url: str, token: str) -> str:
    """The address of a picture that was lent."""
    return f"{public_url}/f/{token}"


async def lend(desk: WebDesk, attachment_id: str) -> str:
    """The secret under which this picture can be fetched for a day."""
    return await desk.do(lambda work: work.hosted.lend(attachment_id), first=True)


async def picture(request: web.Request) -> web.Response:
    """The copy; what is not there, is over or was never anything looks the same and takes the same time."""
    asked = request.match_info["token"]
    token = asked if TOKEN.fullmatch(asked) else "0" * 48
    found = await request.app[PARTS].ask(lambda work: work.hosted.copy(token))
    if found is None:
        return web.Response(status=404)
    return web.Response(body=found, content_type="image/jpeg", headers=HEADERS)
