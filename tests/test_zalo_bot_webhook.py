"""Receiving from the Zalo Bot Platform by webhook: a real server, the fake that pushes, and strangers who attack."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientSession, web
from aiohttp.test_utils import BaseTestServer, TestServer

from bot.channels.hearing import Pauses
from bot.channels.zalo_bot.client import Client
from bot.channels.zalo_bot.webhook import PATH, SECRET, Webhook
from bot.web.hooks import HOOKS, MOST_BYTES, Hook, hook_routes
from tests.desk_book import DeskBook
from tests.test_telegram_webhook import overheard
from tests.test_zalo_bot_receiving import met
from tests.zalo_bot_fake import FakeZaloBot, Json

NEVER = 10**6
MARK = "ba em lại đánh em rồi"
LAN = "5f3a90c1d2e4b6a80c17"


@dataclass(frozen=True, slots=True)
class Pushed:
    """The platform, the desk, and our server with its hook."""

    fake: FakeZaloBot
    desk: DeskBook
    bot: Client
    hook: Webhook
    server: BaseTestServer
    client: ClientSession

    @property
    def url(self) -> str:
        return str(self.server.make_url(PATH))

    async def post(self, body: bytes, secret: str | None = None) -> int:
        """Push as somebody who knows this secret; the right one if none is given."""
        headers = {SECRET: self.bot.secret if secret is None else secret}
        async with self.client.post(self.url, data=io.BytesIO(body), headers=headers) as answer:
            return answer.status


Scene = Callable[[Pushed], Awaitable[None]]


def pushed(scene: Scene) -> Callable[[], None]:
    """A test with a server that Zalo pushes to."""

    def run() -> None:
        asyncio.run(play(scene))

    return run


async def play(scene: Scene) -> None:
    async with served() as house:
        await scene(house)


@asynccontextmanager
async def served(look: float = 600.0) -> AsyncIterator[Pushed]:
    desk, hooks, app = DeskBook(), dict[str, Hook](), web.Application()
    app.add_routes(hook_routes())
    app[HOOKS] = hooks
    server = TestServer(app)
    await server.start_server(auto_decompress=False)
    async with FakeZaloBot() as fake, server, ClientSession() as client:
        bot = Client(fake.token, fake.api)
        hook = Webhook(bot, desk, str(server.make_url("/")).rstrip("/"), Pauses(0.01, 0.05, 0.05), look)
        hooks["zalo_bot"] = hook
        yield Pushed(fake, desk, bot, hook, server, client)
        await hook.stop()
        await bot.close()


def said(number: str = "m1", words: str = MARK, wrapped: bool = False) -> bytes:
    """The body of a push."""
    chat = {"id": LAN, "chat_type": "PRIVATE"}
    message = {"message_id": number, "date": 1795000000455, "chat": chat, "from": {"id": LAN}, "text": words}
    update: Json = {"event_name": "message.text.received", "message": message}
    return json.dumps({"ok": True, "result": update} if wrapped else update).encode()


@pushed
async def test_what_people_do_is_pushed_and_stored_in_both_shapes(house: Pushed) -> None:
    house.fake.fail("setWebhook", status=502)
    await house.hook.start()
    await house.fake.until(lambda: bool(house.fake.bot.updates.url))
    refused, registered = house.fake.made("setWebhook")
    assert (refused.status, registered.params["url"]) == (502, house.url)
    assert registered.params["secret_token"] == house.bot.secret and len(house.bot.secret) == 64
    lan, updates = house.fake.person(LAN), house.fake.bot.updates
    lan.say("một")
    await house.desk.until(lambda desk: desk.words == ["một"])
    updates.shape = "wrapped"
    lan.say("hai")
    await house.desk.until(lambda desk: desk.words == ["một", "hai"])
    await updates.settled()
    assert updates.statuses == [200, 200] and not house.fake.made("getUpdates")


@pushed
async def test_what_is_not_kept_is_answered_503_and_comes_again_if_zalo_will(house: Pushed) -> None:
    house.desk.failing, updates = {"một": 2}, house.fake.bot.updates
    await house.hook.start()
    await house.fake.until(lambda: bool(updates.url))
    updates.again = 2
    house.fake.person(LAN).say("một")
    await house.desk.until(lambda desk: desk.words == ["một"])
    await updates.settled()
    assert updates.statuses == [503, 503, 200]


@pushed
async def test_our_own_words_come_back_and_are_dropped(house: Pushed) -> None:
    house.fake.bot.echoes = True
    await house.hook.start()
    await house.fake.until(lambda: bool(house.fake.bot.updates.url))
    await house.bot.call("sendMessage", chat_id=LAN, text="Chào anh chị")
    await house.fake.bot.updates.settled()
    assert house.fake.bot.updates.statuses == [200] and house.desk.asked == []


@pushed
async def test_two_copies_are_the_same_event(house: Pushed) -> None:
    for body in (said("m5"), said("m5", wrapped=True), said("m4", "trễ")):
        assert await house.post(body) == 200
    assert house.desk.words == [MARK, "trễ"]


@pushed
async def test_strangers_are_not_heard(house: Pushed) -> None:
    for secret in ("", "x", house.bot.secret[:-1], house.bot.secret + "x", "é".encode().decode("latin-1"), "x" * 7000):
        assert await house.post(said(), secret) == 403
    async with house.client.post(house.url, data=said()) as answer:
        assert (answer.status, await answer.read()) == (403, b"")
    assert house.desk.asked == []


@pushed
async def test_bodies_that_are_no_updates(house: Pushed) -> None:
    for body in (b"", b"[]", b"7", b"\xff", b"[" * 100_000, b'{"a":'):
        assert await house.post(body) == 400
    assert await house.post(said("m1", "x" * MOST_BYTES)) == 413
    for body in (b"{}", b'{"event_name":"bot.verified"}', b'{"ok":true,"result":{"event_name":"x","message":7}}'):
        assert await house.post(body) == 200
    assert house.desk.asked == []


@pushed
async def test_words_are_never_in_the_log(house: Pushed) -> None:
    house.desk.failing = {MARK: NEVER}
    with overheard() as heard:
        assert await house.post(said()) == 503
        house.desk.failing = {}
        assert await house.post(said()) == 200
        assert await house.post(said()[:-9]) == 400
    log = heard.getvalue()
    assert "hook_refused" in log and MARK not in log and LAN not in log and "abc-xyz" not in log


def test_another_program_that_takes_the_webhook_is_seen_and_put_out() -> None:
    async def scene() -> None:
        async with served(look=0.02) as house:
            updates = house.fake.bot.updates
            await house.hook.start()
            await house.fake.until(lambda: len(house.fake.made("getWebhookInfo")) > 1)
            assert len(house.fake.made("setWebhook")) == 1 and house.bot.state == "up"
            updates.move("https://elsewhere.example/hook", "secret-of-theirs")
            await house.fake.until(lambda: len(house.fake.made("setWebhook")) == 2)
            assert updates.url == house.url and str(house.bot.state) == "conflict"
            looked = len(house.fake.made("getWebhookInfo"))
            await house.fake.until(lambda: len(house.fake.made("getWebhookInfo")) > looked + 1)
            assert house.bot.state == "up"
            house.fake.bot.clean_is_404 = True
            updates.move("")
            await house.fake.until(lambda: bool(updates.url))
            assert house.bot.state == "up", "nobody has taken it: it was only lost"

    asyncio.run(scene())


def test_every_push_is_counted_by_its_shape() -> None:
    @pushed
    async def scene(house: Pushed) -> None:
        await house.post(said("m1"))
        await house.post(said("m2", wrapped=True))

    before = [met("zalo_bot_shape", shape) for shape in ("bare", "wrapped")]
    scene()
    assert [met("zalo_bot_shape", shape) for shape in ("bare", "wrapped")] == [count + 1 for count in before]
