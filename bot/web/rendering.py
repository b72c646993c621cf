"""Pages from templates, and the small things that templates ask for."""

import re
import secrets
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from aiohttp import web
from xstatic.pkg import leaflet

from bot.web.parts import PARTS, locale_of

HERE = Path(__file__).parent
FOLDERS: Mapping[str, Path | str] = {
    "static": HERE / "static",
    "leaflet": leaflet.BASE_DIR,
}  # the map's from its package
PHONE = re.compile(r"\+?\d[\d .-]{6,14}\d")
POINT = re.compile(r"(-?\d{1,2}(?:\.\d+)?), ?(-?\d{1,3}(?:\.\d+)?)")


@cache
def asset(path: str) -> str:
    """A file of ours under /static or /leaflet with its content's hash: such an address may be kept for a year."""
    folder, name = path.removeprefix("/").split("/", 1)
    content = Path(FOLDERS[folder], name).read_bytes()
    return f"{path}?v={sha256(content).hexdigest()[:12]}"


def once() -> str:
    """The hidden field that makes two clicks one happening."""
    return secrets.token_urlsafe(12)


def link(words: str) -> str:
    """Where a fact leads when it is pressed: a number is called, a point opens the machine's map; "" if nowhere."""
    if PHONE.fullmatch(words.strip()):
        return "tel:" + re.sub(r"[ .-]", "", words)
    point = POINT.fullmatch(words.strip())
    return f"geo:{point[1]},{point[2]}" if point else ""


def page(request: web.Request, template: str, context: Mapping[str, object], status: int = 200) -> web.Response:
    """A rendered page."""
    from bot.web.templating import environment  # read at the first page: no report waits for it

    made = environment(request.app[PARTS].texts).get_template(template)
    text = made.render({"locale": locale_of(request), **context})
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def sentence(request: web.Request, words: str) -> str:
    """One sentence in the language of the page."""
    return request.app[PARTS].texts(locale_of(request), words)
