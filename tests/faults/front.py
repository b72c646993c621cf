"""The web server in front: one address, behind it whichever process answers, as a deployer's own would do it."""

from collections.abc import Callable, Sequence
from itertools import count
from types import TracebackType
from typing import Self

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, TCPConnector, web

PATIENCE = ClientTimeout(total=40, connect=1.0)
DROPPED = frozenset({"Host", "Content-Length", "Transfer-Encoding"})


class Front:
    """Use it with `async with`; `behind` names the processes' addresses of this moment."""

    def __init__(self, behind: Callable[[], Sequence[str]]) -> None:
        self.url = ""
        self._behind = behind
        self._turn = count()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._pass)
        self._client = ClientSession(timeout=PATIENCE, connector=TCPConnector(limit=0))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = "http://{}:{}".format(*self._runner.addresses[0][:2])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.close()
        await self._runner.cleanup()

    async def _pass(self, request: web.Request) -> web.Response:
        """Ask them one after another until one has taken it; what was taken is not handed to a second."""
        body, there = await request.read(), self._behind()
        first = next(self._turn)
        for n in range(len(there)):
            try:
                return await self._ask(request, there[(first + n) % len(there)], body)
            except ClientConnectorError:
                continue
            except (ClientError, TimeoutError):
                break
        return web.Response(status=503)

    async def _ask(self, request: web.Request, where: str, body: bytes) -> web.Response:
        headers = {name: value for name, value in request.headers.items() if name not in DROPPED}
        headers.setdefault("X-Forwarded-For", request.remote or "")
        async with self._client.request(
            request.method, where + request.path_qs, data=body, headers=headers, allow_redirects=False
        ) as answer:
            return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)
