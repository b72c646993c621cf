"""The file by which Zalo sees that this domain is ours; nothing of it stands on any page that people see."""

import re

from aiohttp import web

from bot.web.parts import PARTS

NAME = "zalo_verifier"
CODE = re.compile(r"[A-Za-z0-9_-]{1,200}")
PAGE = (
    '<!DOCTYPE html><html><head><meta name="zalo-platform-site-verification" content="{code}" /></head>'
    "<body></body></html>"
)


def code_in(setting: str) -> str:
    """The code in the name of the file, with or without its beginning and end; "" if there is none."""
    code = setting.strip().removesuffix(".html").removeprefix(NAME)
    return code if CODE.fullmatch(code) else ""


async def show(request: web.Request) -> web.Response:
    """The proof, under the very name that Zalo gave it."""
    code = code_in(request.app[PARTS].settings.zalo_verifier)
    if not code or request.match_info["code"] != code:
        raise web.HTTPNotFound
    return web.Response(text=PAGE.format(code=code), content_type="text/html", charset="utf-8")


PROOF_ROUTES = (web.get(f"/{NAME}{{code}}.html", show),)
