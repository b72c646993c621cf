"""Templates: Vietnamese text in the page, translated to the language of the page."""

import re
import secrets
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web
from jinja2.runtime import Context
from xstatic.pkg import leaflet

from bot.web.compressing import masked
from bot.web.parts import PARTS, Texts, locale_of
from referral.clock import hour, hour_and_day

HERE = Path(__file__).parent
FOLDERS: Mapping[str, Path | str] = {
    "static": HERE / "static",
    "leaflet": leaflet.BASE_DIR,
}  # the map's from its package
PHONE = re.compile(r"\+?\d[\d .-]{6,14}\d")
POINT = re.compile(r"(-?\d{1,2}(?:\.\d+)?), ?(-?\d{1,3}(?:\.\d+)?)")


def set_up(app: web.Application, texts: Texts) -> None:
    """Give the application its templates; every text in them is `{{ _("…") }}`."""
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        extensions=["jinja2.ext.i18n"],
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    @jinja2.pass_context
    def gettext(context: Context, text: str) -> str:
        return texts(context["locale"], text)

    environment.globals["gettext"] = gettext
    environment.globals["once"] = once
    environment.globals["asset"] = asset
    environment.globals["masked"] = masked
    environment.filters["hour"] = hour
    environment.filters["hour_and_day"] = hour_and_day
    environment.filters["link"] = link


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
    filled = {"locale": locale_of(request), **context}
    return aiohttp_jinja2.render_template(template, request, filled, status=status)


def sentence(request: web.Request, words: str) -> str:
    """One sentence in the language of the page."""
    return request.app[PARTS].texts(locale_of(request), words)
