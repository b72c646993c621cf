"""The fake itself: three hosts of Zalo in one server, that takes calls, answers them or fails, and writes them down."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.zalo_fake.accounts import Accounts, Quotas, User, digits
from tests.zalo_fake.answers import ApiError, GatewayError, LoginError, good, page, refused, written
from tests.zalo_fake.calls import Call, Json, Sent
from tests.zalo_fake.events import Scene
from tests.zalo_fake.faults import Fault, Faults
from tests.zalo_fake.hours import Hours
from tests.zalo_fake.login import Login
from tests.zalo_fake.methods import BY_PHONE, METHODS, Platform
from tests.zalo_fake.page import Page
from tests.zalo_fake.person import Admin, Person
from tests.zalo_fake.rate import Rate
from tests.zalo_fake.reading import read_call
from tests.zalo_fake.tokens import Tokens
from tests.zalo_fake.uploads import Uploads
from tests.zalo_fake.webhook import Webhook

MOST_BODY = 60 * 2**20
PATIENCE = 20.0  # seconds a test waits for what must come
OA = digits("the account")
APP = "3141592653589793238"
ZNS_HEADER = {"X-ZEvent-Server": "ZNS"}


class FakeZalo:
    """Use it with `async with`. `api` is the address of all three hosts; set `hook_url` to be told of events."""

    def __init__(
        self, app_id: str = APP, app_secret: str = "app-secret", oa_secret: str = "oa-secret",
        oas: tuple[str, ...] = (OA,), port: int = 0, host: str = "127.0.0.1",
    ) -> None:  # fmt: skip
        self.app_id: str = app_id
        self.app_secret: str = app_secret
        self.oa_secret: str = oa_secret
        self.oas: tuple[str, ...] = oas
        self.api = ""
        self.calls: list[Call] = []
        self.hours = Hours()
        self.accounts = Accounts(self.hours, {oa_id: Quotas() for oa_id in oas})
        self.tokens: Tokens = Tokens(self.hours)
        self.faults = Faults()
        self.rate = Rate(self.hours)
        self.webhook: Webhook = Webhook(self.hours, app_id, oa_secret, changed=self.change)
        self.platform = Platform(self.accounts, Uploads(self.hours), self._happened)
        self.login = Login(self.tokens, app_id, app_secret, oas[0])
        self.receipts = True  # whether each message is told of as received, as soon as it is there
        self.seen_by_user = False  # who is the sender of user_seen_message; sources differ
        self.seen_array = True
        self.beside: list[Callable[[web.Application], None]] = []  # what adds more routes before it starts
        self._port = port
        self._host = host
        self._released = asyncio.Event()
        self._changed = asyncio.Event()
        self._runner: web.AppRunner | None = None
        for oa_id in oas:
            self.tokens.give(oa_id)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=MOST_BODY)
        self.add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        host, port = self._runner.addresses[0][:2]
        self.api = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
        await self.webhook.close()
        assert self._runner
        await self._runner.cleanup()

    def add_routes(self, app: web.Application) -> None:
        """What it serves."""
        app.router.add_get("/v4/oa/permission", self.login.permission)
        app.router.add_post("/v4/oa/access_token", self._handle)
        for method, path in METHODS:
            app.router.add_route(method, path, self._handle)
        app.router.add_get("/media/{path:.+}", self._download)
        app.router.add_get("/asset/{id}", self._show_asset)
        for add in (Page(self).add_routes, *self.beside):
            add(app)

    # Who is there

    @property
    def hook_url(self) -> str:
        """Where events are pushed; "" for nowhere."""
        return self.webhook.url

    @hook_url.setter
    def hook_url(self, url: str) -> None:
        self.webhook.url = url

    def person(self, name: str, oa_id: str = "") -> Person:
        """Somebody with an account, by name or by id: the same name is the same person."""
        oa, user_id = oa_id or self.oas[0], name if name.isdigit() else digits(f"{oa_id}{name}")
        return Person(self, self.accounts.meet(oa, user_id, name))

    def admin(self, oa_id: str = "") -> Admin:
        """A human of the account."""
        return Admin(self, oa_id or self.oas[0])

    def quotas(self, oa_id: str = "") -> Quotas:
        """What an account may still send; change it as you like."""
        return self.accounts.quotas[oa_id or self.oas[0]]

    def push(self, event: Json) -> Json:
        """Tell the program of an event as it is."""
        sent = self.webhook.push(event)
        self.change()
        return sent

    def forward(self, by: timedelta) -> None:
        """Time passes at the platform; repetitions that fall due are sent."""
        self.hours.forward(by)
        self.webhook.flush()

    # What goes wrong

    def fail(
        self, code: int = 0, *, status: int = 200, method: str = "", user_id: str = "", words: str = "", times: int = 1
    ) -> None:
        """The next `times` calls whose path has `method` in it are refused: a code, an HTTP status, or both."""
        self.faults.waiting.append(Fault("refuse", code, status, method, user_id, words, times))

    def hang(self, method: str = "", *, times: int = 1) -> None:
        """The next calls do nothing and get no answer until `release`, or until the client goes away."""
        self._released.clear()
        self.faults.waiting.append(Fault("hang", method=method, times=times))

    def lose(self, method: str = "", *, times: int = 1) -> None:
        """The next calls are done, but the connection breaks before the answer."""
        self.faults.waiting.append(Fault("lose", method=method, times=times))

    def release(self) -> None:
        """Let go on what hangs."""
        self._released.set()

    def heal(self) -> None:
        """No call goes wrong any more, and no event; what only waited for a later one goes out."""
        self.faults.waiting.clear()
        self.webhook.twists.left.clear()
        self.webhook.let_go()
        self.release()

    # What came of it

    def sent(self, user_id: str = "") -> list[Sent]:
        """The messages that reached this person ("": any), in order; those of humans of the account are among them."""
        return [sent for sent in self.accounts.sent if user_id in {"", sent.user_id}]

    def made(self, method: str) -> list[Call]:
        """All calls whose path has this in it."""
        return [call for call in self.calls if method in call.path]

    async def until(self, happened: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Wait until this is so; it is looked at after every call. Raises TimeoutError."""
        async with asyncio.timeout(patience):
            while not happened():
                self._changed.clear()
                await self._changed.wait()

    def change(self) -> None:
        """Something happened: look again, whoever waits."""
        self._changed.set()

    def media_address(self, path: str) -> str:
        """Where a file of a person is fetched."""
        return f"{self.api}/media/{path}"

    # How it answers

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        call = Call(request.path, {}, {})
        self.calls.append(call)
        try:
            return await self._answer(request, call)
        except ApiError as problem:
            call.status, call.error = problem.status, problem.code
            return written(refused(problem), self.rate.headers(), problem.status)
        except GatewayError as problem:
            call.status = problem.status
            return page(problem.status)
        finally:
            self.change()

    async def _answer(self, request: web.Request, call: Call) -> web.StreamResponse:
        read = await read_call(request)
        call.params, call.headers, call.files = read.params, read.headers, read.files
        self.change()
        fault = await self._meet(call)
        if call.path.endswith("/access_token"):
            body: object = self.login.tokens_for(call)
        else:
            call.result = self._do(request.method, call)
            body = good(call.result)
        call.status, call.error, call.answered_at = 200, 0, time.monotonic()
        if fault and fault.kind == "lose" and request.transport:
            call.lost = True
            request.transport.close()
        return written(body, self.rate.headers())

    async def _meet(self, call: Call) -> Fault | None:
        """The fault that meets the call, if it does not raise at once."""
        fault = self.faults.take(call)
        if fault and fault.kind == "hang":
            await self._released.wait()
        if fault and fault.kind == "refuse":
            if fault.status != 200 and not (fault.code or fault.words):
                raise GatewayError(fault.status)
            kind = LoginError if call.path.endswith("/access_token") else ApiError
            raise kind(fault.code, fault.words, fault.status)
        return fault

    def _do(self, method: str, call: Call) -> object:
        self.rate.take()
        try:
            call.oa_id = self.tokens.account(call.headers.get("access_token", ""))
        except ApiError:
            if call.path in BY_PHONE:
                raise ApiError(-124) from None
            raise
        return METHODS[method, call.path](self.platform, call)

    def _happened(self, name: str, sent: Sent) -> None:
        """The account did something: the program is told, as of everything."""
        user = self.accounts.users.get((sent.oa_id, sent.user_id)) or User(sent.oa_id, sent.user_id, "")
        scene = Scene(self.app_id, user, self.hours.ms())
        self.webhook.push(scene.echo(name, sent))
        if self.receipts and name != "oa_reacted_message":
            sent.received = True
            self.webhook.push(scene.received(sent), ZNS_HEADER if sent.way == "zns" else None)

    async def _download(self, request: web.Request) -> web.Response:
        """A file of a person; Zalo shows it as octets, and to no page of another house."""
        upload = self.accounts.files.get(request.match_info["path"])
        if upload is None:
            return page(404)
        if request.headers.get("Referer", "").split("/")[2:3] not in ([], [request.host]):
            return page(403)
        return web.Response(body=upload.data, content_type="application/octet-stream")

    async def _show_asset(self, request: web.Request) -> web.Response:
        """What the program uploaded, for the page."""
        asset = self.platform.uploads.assets.get(request.match_info["id"])
        return web.Response(body=asset.upload.data) if asset else page(404)
