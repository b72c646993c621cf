"""Pictures of campaigns: anybody may see them, and they never change, for the name of each is its hash."""

import re

from aiohttp import web

from bot.web.parts import PARTS

DIGEST = re.compile(r"[0-9a-f]{32}", re.ASCII)
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Disposition": "inline",
    "Cross-Origin-Resource-Policy": "cross-origin",  # a platform may show it in its own pages
}


def address_of(public_url: str, digest: str) -> str:
    """Where the picture can be seen."""
    return f"{public_url}/c/{digest}"


async def picture(request: web.Request) -> web.Response:
    """The picture; what is not there and what was never a name looks the same."""
    asked = request.match_info["hash"]
    digest = asked if DIGEST.fullmatch(asked) else "0" * 32
    found = await request.app[PARTS].ask(lambda work: work.campaigns.picture(digest))
    if found is None:
        return web.Response(status=404)
    return web.Response(body=found[0], content_type=found[1], headers=HEADERS)
