"""The fake itself: takes calls over HTTP, lets the methods or a fault answer them, and writes everything down."""

import asyncio
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.telegram_fake.answers import ApiError, good, refused
from tests.telegram_fake.calls import Call, Json, Sent, Upload
from tests.telegram_fake.chats import Chats
from tests.telegram_fake.faults import Fault, Faults, problem_of
from tests.telegram_fake.methods import METHODS, Bot
from tests.telegram_fake.person import TelegramPerson
from tests.telegram_fake.reading import read_call
from tests.telegram_fake.updates import Updates

MOST_BODY = 60 * 2**20
PATIENCE = 20.0  # seconds a test waits for what must come


class FakeTelegram:
    """Use it with `async with`. `api` is its address for `telegram_api`; `latency` the seconds of each answer."""

    def __init__(self, token: str = "42:TEST", latency: float = 0.0, host: str = "127.0.0.1") -> None:
        self.token = token
        self.latency = latency
        self._host = host
        self.api = ""
        self.calls: list[Call] = []
        self.faults = Faults()
        self.chats = Chats()
        self.updates = Updates()
        self._bot = Bot(self.chats, self.updates)
        self._revoked = False
        self._released = asyncio.Event()
        self._changed = asyncio.Event()
        self._on_line: dict[object, Call] = {}  # the last call of each connection
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=MOST_BODY)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.api = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
        await self.updates.hook.close()
        assert self._runner
        await self._runner.cleanup()

    # What people do

    def put(self, happened: Json) -> Json:
        """Deliver an update as it is; without an `update_id` it gets the next. Returns it."""
        update = self.updates.numbered(happened)
        self.updates.put(update)
        return update

    def put_late(self, happened: Json) -> Json:
        """Number an update now, deliver it only with `deliver_late` (to a webhook: a poll confirms what it skipped)."""
        update = self.updates.numbered(happened)
        self.updates.late.append(update)
        return update

    def deliver_late(self) -> None:
        """Deliver what was kept back, the newest first."""
        while self.updates.late:
            self.updates.put(self.updates.late.pop())

    def person(self, number: int, locale: str = "vi") -> TelegramPerson:
        """Somebody with a private chat."""
        return TelegramPerson(self, number, locale)

    # What goes wrong

    def fail(
        self, method: str = "", *, status: int = 429, retry_after: int = 1, times: int = 1, chat_id: int = 0,
        migrate_to: int = 0, words: str = "",
    ) -> None:  # fmt: skip
        """The next `times` calls of this method ("" for every one), about this chat (0 for any), are refused."""
        problem = ApiError(status, words) if words else problem_of(status, retry_after, migrate_to)
        self.faults.add(Fault("error", method, chat_id, times, problem))

    def hang(self, method: str = "", *, times: int = 1, chat_id: int = 0) -> None:
        """The next calls do nothing and get no answer until `release`, or until the client goes away."""
        self._released.clear()
        self.faults.add(Fault("hang", method, chat_id, times))

    def lose(self, method: str = "", *, times: int = 1, chat_id: int = 0) -> None:
        """The next calls are done, but the connection breaks before the answer."""
        self.faults.add(Fault("lose", method, chat_id, times))

    def release(self) -> None:
        """Let go on what hangs."""
        self._released.set()

    async def shut(self) -> None:
        """Nobody listens any more, and every line is broken off, until `reopen`."""
        assert self._runner and self._runner.server
        for site in tuple(self._runner.sites):
            await site.stop()
        for line in self._runner.server.connections:
            line.force_close()

    async def reopen(self) -> None:
        assert self._runner
        await web.TCPSite(self._runner, self._host, int(self.api.rsplit(":", 1)[1]), reuse_address=True).start()

    def block(self, chat_id: int) -> None:
        """This person blocks the bot: 403 from now on. (`person(…).block()` also tells the bot.)"""
        self.chats.blocked.add(chat_id)

    def unblock(self, chat_id: int) -> None:
        self.chats.blocked.discard(chat_id)

    def revoke(self) -> None:
        """The token is taken back: 401 from now on."""
        self._revoked = True

    def restore(self) -> None:
        """The token is good again."""
        self._revoked = False

    def duplicate(self, n: int = 1) -> None:
        """The next n updates are delivered twice."""
        self.updates.doubled += n

    # What came of it

    @property
    def files(self) -> dict[str, Upload]:
        """All files by Telegram's id."""
        return self.chats.files

    def sent(self, chat_id: int = 0) -> list[Sent]:
        """The messages that reached this chat (0: any), in order; removed ones are among them."""
        return [message for message in self.chats.sent if chat_id in {0, message.chat_id}]

    def made(self, method: str) -> list[Call]:
        """All calls of this method."""
        return [call for call in self.calls if call.method.lower() == method.lower()]

    async def until(self, happened: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Wait until this is so; it is looked at after every call. Raises TimeoutError."""
        async with asyncio.timeout(patience):
            while not happened():
                self._changed.clear()
                await self._changed.wait()

    # How it answers

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        call = Call(request.match_info["method"], {}, {}, time.monotonic())
        self._take(request, call)
        try:
            call.params, call.files = await read_call(request)
            self._changed.set()
            return await self._answer(request, call)
        except ApiError as problem:
            return await self._write(request, call, refused(problem))
        finally:
            call.outcome = "gone" if call.outcome == "waiting" else call.outcome
            self._changed.set()

    def _take(self, request: web.Request, call: Call) -> None:
        """Write the call down; a second one on a connection proves that the answer to the first arrived."""
        before = self._on_line.get(request.protocol)
        if before is not None:
            before.taken = before.outcome == "answered"
        self._on_line[request.protocol] = call
        self.calls.append(call)

    async def _answer(self, request: web.Request, call: Call) -> web.StreamResponse:
        fault = self._check(request, call)
        if fault and fault.kind == "hang":
            await self._released.wait()
        call.result = await METHODS[call.method.lower()](self._bot, call)
        self._changed.set()
        if self.latency and call.method.lower() != "getupdates":
            await asyncio.sleep(self.latency)  # it is done already, as on the real one
        if fault and fault.kind == "lose":
            return self._break_off(request, call)
        return await self._write(request, call, good(call.result))

    def _check(self, request: web.Request, call: Call) -> Fault | None:
        """The fault that meets the call, if it does not raise at once."""
        if request.match_info["token"] != self.token or self._revoked:
            raise ApiError(401, "Unauthorized")
        if call.method.lower() not in METHODS:
            raise ApiError(404, "Not Found: method not found")
        fault = self.faults.take(call)
        if fault and fault.problem:
            raise fault.problem
        return fault

    async def _write(self, request: web.Request, call: Call, response: web.Response) -> web.StreamResponse:
        """Answer; afterwards it is known whether the client was still there."""
        try:
            await response.prepare(request)
            await response.write_eof()
        except ConnectionResetError:
            return response  # the client left meanwhile: "gone"
        there = request.transport is not None and not request.transport.is_closing()
        call.outcome, call.status, call.answered_at = "answered" if there else "gone", response.status, time.monotonic()
        return response

    def _break_off(self, request: web.Request, call: Call) -> web.StreamResponse:
        call.outcome = "lost"
        if request.transport:
            request.transport.close()
        return web.Response()

    async def _download(self, request: web.Request) -> web.Response:
        upload = self.files.get(request.match_info["path"].removeprefix("files/"))
        if request.match_info["token"] != self.token or self._revoked or upload is None:
            return refused(ApiError(404, "Not Found"))
        return web.Response(body=upload.data, content_type="application/octet-stream")
