"""Pages travel compressed; the secret in their forms looks different on each, so that its size gives nothing away."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

COMPRESSED = ("text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml")
LEAST = 600  # bytes below which it is not worth it
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def compress(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Compress what people read and what their browser needs for it."""
    response = await handler(request)
    if not response.prepared and hdrs.RANGE not in request.headers and worth_it(response):
        response.enable_compression()
        response.headers.add(hdrs.VARY, hdrs.ACCEPT_ENCODING)
    return response


def worth_it(response: web.StreamResponse) -> bool:
    """Whether it is text of ours, and long enough."""
    if isinstance(response, web.FileResponse):
        return response._path.suffix in (".css", ".js", ".svg")
    long = isinstance(response, web.Response) and isinstance(response.body, bytes) and len(response.body) > LEAST
    return long and response.content_type in COMPRESSED


def masked(secret: str) -> str:
    """A secret as a form carries it: never twice the same, so that nothing is learned from how well a page compresses.

    (BREACH: whoever can make a browser ask for a page again and again, and see how long the answer is.)
    """
    plain = secret.encode()
    pad = secrets.token_bytes(len(plain))
    return urlsafe_b64encode(pad + crossed(plain, pad)).decode()


def unmasked(field: str) -> bytes:
    """The secret of a form; b"" if it is none of ours."""
    try:
        whole = urlsafe_b64decode(field.encode())
    except ValueError:
        return b""
    half = len(whole) // 2
    return crossed(whole[half:], whole[:half]) if len(whole) == 2 * half else b""


def crossed(one: bytes, other: bytes) -> bytes:
    """Each byte of one with that of the other."""
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
