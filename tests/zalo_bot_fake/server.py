"""The fake itself: takes calls over HTTP, lets the methods or a fault answer them, and writes everything down."""

import asyncio
import json
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.zalo_bot_fake.answers import ApiError, good, refused
from tests.zalo_bot_fake.calls import Call, Json, Sent
from tests.zalo_bot_fake.faults import Fault, Faults
from tests.zalo_bot_fake.methods import METHODS, Bot
from tests.zalo_bot_fake.person import ZaloPerson

TOKEN = "123456789:abc-xyz"
PATIENCE = 20.0


class FakeZaloBot:
    """One bot of the platform on a port of its own; what it keeps outlives a restart of the program."""

    def __init__(self, token: str = TOKEN, port: int = 0) -> None:
        self.token = token
        self.bot = Bot()
        self.calls: list[Call] = []
        self.faults = Faults()
        self.errors_as_200 = False
        self.other_name = False  # whether a picture is named as the documents do, not as it was captured elsewhere
        self.api = ""
        self.revoked = False
        self._port = port
        self._files: dict[str, bytes] = {}
        self._changed = asyncio.Event()
        self._released = asyncio.Event()

    async def __aenter__(self) -> Self:
        app = web.Application()
        calls = web.route("*", "/bot{token}/{method}", self._handle)
        app.add_routes([calls, web.get("/files/{name}", self._download)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.api = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._released.set()
        await self.bot.updates.close()
        await self._runner.cleanup()

    # What people do

    def person(self, chat_id: str) -> ZaloPerson:
        """Somebody with a private chat."""
        return ZaloPerson(self, chat_id)

    def keep_file(self, data: bytes) -> str:
        """Where this file can be fetched."""
        name = f"{len(self._files)}.bin"
        self._files[name] = data
        return f"{self.api}/files/{name}"

    # What goes wrong

    def fail(
        self, method: str = "", *, status: int = 500, words: str = "", page: bool = False, retry_after: int = 0,
        times: int = 1, chat_id: str = "",
    ) -> None:  # fmt: skip
        """The next `times` calls of this method ("" for every one), about this chat ("" for any), are refused."""
        problem = ApiError(status, words, page, retry_after)
        self.faults.waiting.append(Fault("error", method, chat_id, times, problem))

    def hang(self, method: str = "", *, times: int = 1, after: int = 0) -> None:
        """The next calls, or those after some more, get no answer until `release`, or until the client goes away."""
        self._released.clear()
        self.faults.waiting.append(Fault("hang", method, times=times, after=after))

    def lose(self, method: str = "", *, times: int = 1) -> None:
        """The next calls are done, but the connection breaks before the answer."""
        self.faults.waiting.append(Fault("lose", method, times=times))

    def release(self) -> None:
        """Let go on what hangs."""
        self._released.set()

    def revoke(self, revoked: bool = True) -> None:
        """The token is taken back: 401 from now on; or given again."""
        self.revoked = revoked

    def heal(self, but: Callable[[Fault], bool] = lambda fault: False) -> None:
        """No call goes wrong any more but by those faults; what hangs is let go, and hangs anew only with those."""
        self.faults.waiting = [fault for fault in self.faults.waiting if but(fault)]
        self._released.set()
        if any(fault.kind == "hang" for fault in self.faults.waiting):
            self._released.clear()

    # What came of it

    def sent(self, chat_id: str = "") -> list[Sent]:
        """The messages that reached this chat ("": any), in order."""
        return [message for message in self.bot.sent if chat_id in {"", message.chat_id}]

    def made(self, method: str) -> list[Call]:
        """All calls of this method."""
        return [call for call in self.calls if call.method == method]

    async def until(self, happened: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Wait until this is so; it is looked at after every call. Raises TimeoutError."""
        async with asyncio.timeout(patience):
            while not happened():
                self._changed.clear()
                await self._changed.wait()

    # How it answers

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        call = Call(request.match_info["method"], await read(request))
        self.calls.append(call)
        self._changed.set()
        try:
            return await self._answer(request, call)
        except ApiError as problem:
            call.code = problem.code
            return self._done(call, refused(problem, self.errors_as_200))

    async def _answer(self, request: web.Request, call: Call) -> web.StreamResponse:
        fault = self._check(request, call)
        if fault and fault.kind == "hang":
            await self._released.wait()
        result = await METHODS[call.method](self.bot, call)
        if fault and fault.kind == "lose" and request.transport:
            request.transport.close()
        return self._done(call, good(result))

    def _done(self, call: Call, answer: web.Response) -> web.Response:
        call.status = answer.status
        self._changed.set()
        return answer

    def _check(self, request: web.Request, call: Call) -> Fault | None:
        """The fault that meets the call, if it does not raise at once."""
        if request.match_info["token"] != self.token or self.revoked:
            raise ApiError(401)
        if call.method not in METHODS:
            raise ApiError(404)
        fault = self.faults.take(call)
        if fault and fault.problem:
            raise fault.problem
        return fault

    async def _download(self, request: web.Request) -> web.Response:
        """A file, as Zalo gives it: without saying what it is."""
        data = self._files.get(request.match_info["name"])
        if data is None:
            return web.Response(status=404)
        return web.Response(body=data, content_type="application/octet-stream")


async def read(request: web.Request) -> Json:
    """The parameters: from the address, a form or JSON."""
    found: Json = dict(request.query)
    if request.content_type == "application/json":
        body = json.loads(await request.text() or "{}")
        return found | (body if isinstance(body, dict) else {})
    return found | {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
