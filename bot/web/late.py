"""The console as an application within ours, read when it is first asked for: a hundred modules no report waits for."""

import asyncio
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from aiohttp import web
from yarl import URL

from bot.web.console.door import DOOR, Door
from bot.web.parts import PARTS, WebParts

if TYPE_CHECKING:
    from aiohttp.web_urldispatcher import _InfoDict

PREFIXES = ("/o", "/api")
ROUTES = "bot.web.console.routes"


class Inside:
    """The console's own application, made at the first request; what its pages remember is in there."""

    def __init__(self, parts: WebParts, door: Door) -> None:
        self._app: web.Application | None = None
        self._parts = parts
        self._door = door

    async def app(self) -> web.Application:
        """The application, ready to be asked."""
        if self._app is None:
            await asyncio.to_thread(import_module, ROUTES)  # not in the loop: reports go on beside it
        return self._app or self._made()

    def _made(self) -> web.Application:
        from bot.web.console.routes import fill

        app = self._app = web.Application()
        app[PARTS], app[DOOR] = self._parts, self._door
        fill(app)
        app.pre_freeze()
        app.freeze()
        return app


class Console(web.AbstractResource):
    """Everything below a prefix that the routes of the console know."""

    def __init__(self, prefix: str, inside: Inside) -> None:
        super().__init__()
        self._prefix = prefix
        self._inside = inside

    @property
    def canonical(self) -> str:
        return self._prefix

    async def resolve(self, request: web.Request) -> tuple[web.UrlMappingMatchInfo | None, set[str]]:
        """The page, or by which methods there would be one."""
        app = await self._inside.app()
        found = await app.router.resolve(request)
        if found.http_exception is None:
            found.add_app(app)
            return found, set()
        return None, set(getattr(found.http_exception, "allowed_methods", ()))

    def raw_match(self, path: str) -> bool:
        return f"{path}/".startswith(f"{self._prefix}/")

    def url_for(self, **_: str) -> URL:
        return URL(self._prefix)

    def add_prefix(self, prefix: str) -> None:
        self._prefix = prefix + self._prefix

    def get_info(self) -> "_InfoDict":
        return {"prefix": self._prefix}

    def __iter__(self) -> Iterator[web.AbstractRoute]:
        return iter(())

    def __len__(self) -> int:
        return 0


def consoles(parts: WebParts, door: Door) -> Sequence[Console]:
    """The one console, at all its prefixes."""
    inside = Inside(parts, door)
    return [Console(prefix, inside) for prefix in PREFIXES]
