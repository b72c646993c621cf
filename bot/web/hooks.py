"""Where platforms push what happened: who knows the secret is heard, and is answered only after it is stored."""

import asyncio
import hmac
from collections.abc import Awaitable, Mapping
from typing import Protocol

from aiohttp import ClientError, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.log import log_of
from bot.metrics import EVENTS
from bot.web.desk import NotKept

Headers = Mapping[str, str]  # the names in any case

MOST_BYTES = 1024 * 1024
READ_SECONDS = 10.0

log = log_of("hooks")


class Unreadable(Exception):
    """The body is not what this platform sends."""


class BodyTooLong(Exception):
    """The body is longer than 1 MB."""


class Forged(Exception):
    """The body is not signed by this platform."""


class Hook(Protocol):
    """One platform that pushes to us."""

    def admits(self, headers: Headers) -> bool:
        """Whether the body is worth reading: what can be said of its sender by the headers alone."""
        ...

    async def take(self, body: bytes, headers: Headers) -> None:
        """Store what happened; raises NotKept if it must be sent again, Unreadable if it is no update, Forged."""
        ...


HOOKS: web.AppKey[Mapping[str, Hook]] = web.AppKey("hooks")


def hook_routes() -> tuple[web.RouteDef, ...]:
    """The routes of all hooks; the application's HOOKS names them."""
    return (web.post("/hook/{name}", take),)


async def take(request: web.Request) -> web.Response:
    """One push of a platform: 200 only after it is stored, or where there is nothing to store."""
    name = request.match_info["name"]
    hook = request.app[HOOKS].get(name)
    if hook is None:
        return web.Response(status=404)
    status = await taken(request, hook) if hook.admits(request.headers) else 403
    if status != 200:
        EVENTS.labels(name, "not_kept" if status == 503 else "refused").inc()
        log.info("hook_refused", hook=name, status=status)
    return web.Response(status=status)


def knows_secret(shown: str, secret: str) -> bool:
    """Whether the secret is right, in a time that does not tell how nearly."""
    return bool(secret) and hmac.compare_digest(shown.encode("utf-8", "backslashreplace"), secret.encode())


async def taken(request: web.Request, hook: Hook) -> int:
    """The status that tells the platform what became of it."""
    try:
        body = await body_of(request)
    except BodyTooLong:
        return 413
    except TimeoutError:
        return 408
    except (ClientError, HttpProcessingError, web.RequestPayloadError, OSError):
        return 400
    return await stored(hook.take(body, request.headers))


async def stored(taking: Awaitable[None]) -> int:
    """The status after the platform's words were read."""
    try:
        await taking
    except NotKept:
        return 503
    except Unreadable:
        return 400
    except Forged:
        return 403
    return 200


async def body_of(request: web.Request) -> bytes:
    """The body, as far as it is allowed to go; who sends it too slowly is not waited for."""
    body = bytearray()
    async with asyncio.timeout(READ_SECONDS):
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > MOST_BYTES:
                raise BodyTooLong
    return bytes(body)
