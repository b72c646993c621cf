"""Receiving from Telegram by webhook: a real server, the fake platform that pushes, and strangers who attack."""

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass

from aiohttp import ClientSession, web
from aiohttp.test_utils import BaseTestServer, TestServer
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.hearing import Pauses
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.webhook import SECRET, Webhook
from bot.log import LIBRARIES
from bot.web.hooks import HOOKS, MOST_BYTES, Hook, hook_routes
from handlers.events import IncomingEvent, OutgoingMessage
from tests.desk_book import DeskBook
from tests.office import counted
from tests.telegram_fake import FakeTelegram
from tests.test_telegram_reading import updates

NEVER = 10**6
MARK = "ba em lại đánh em rồi"


@dataclass(frozen=True, slots=True)
class Pushed:
    """The platform, the desk, and our server with its hook."""

    fake: FakeTelegram
    desk: DeskBook
    telegram: Telegram
    hook: Webhook
    server: BaseTestServer
    client: ClientSession

    async def post(self, body: bytes, secret: str | None = None, path: str = "/hook/telegram") -> int:
        """Push as somebody who knows this secret; the right one if none is given."""
        shown = self.telegram.client.secret if secret is None else secret
        url, data = self.server.make_url(path), io.BytesIO(body)
        async with self.client.post(url, data=data, headers={SECRET: shown}) as answer:
            return answer.status


Scene = Callable[[Pushed], Awaitable[None]]


def pushed(scene: Scene) -> Callable[[], None]:
    """A test with a server that Telegram pushes to."""

    def run() -> None:
        asyncio.run(play(scene))

    return run


async def play(scene: Scene) -> None:
    async with served() as house:
        await scene(house)


@asynccontextmanager
async def served() -> AsyncIterator[Pushed]:
    desk, hooks, app = DeskBook(), dict[str, Hook](), web.Application()
    app.add_routes(hook_routes())
    app[HOOKS] = hooks
    server = TestServer(app)
    await server.start_server(auto_decompress=False)
    async with FakeTelegram() as fake, server, ClientSession() as client:
        telegram = Telegram(fake.token, fake.api)
        hook = Webhook(telegram, desk, str(server.make_url("/")).rstrip("/"), Pauses(0.01, 0.05, 0.05))
        hooks["telegram"] = hook
        yield Pushed(fake, desk, telegram, hook, server, client)
        await hook.stop()
        await telegram.close()


def said(number: int = 1, words: str = MARK) -> bytes:
    """The body of a push."""
    chat = {"id": 7001, "type": "private"}
    return json.dumps({"update_id": number, "message": {"from": {"id": 7001}, "chat": chat, "text": words}}).encode()


@pushed
async def test_what_people_do_is_pushed_and_stored(house: Pushed) -> None:
    house.fake.fail("setWebhook", status=502)
    await house.hook.start()
    lan = house.fake.person(7001)
    lan.say("một")
    await house.desk.until(lambda desk: desk.words == ["một"])
    refused, registered = house.fake.made("setWebhook")
    assert (refused.status, registered.status) == (502, 200)
    assert "drop_pending_updates" not in registered.params or not registered.params["drop_pending_updates"]
    assert registered.params["secret_token"] == house.telegram.client.secret and len(house.telegram.client.secret) == 64
    await house.telegram.send("7001", OutgoingMessage("k", "p", "Nguy hiểm?", ("Có",), question="danger_now:x"))
    lan.press(house.fake.sent(7001)[0], "Có")
    await house.fake.until(lambda: bool(house.fake.made("answerCallbackQuery")))
    assert house.desk.words == ["một", "Có"]
    await house.fake.until(lambda: len(house.fake.made("setMyCommands")) == 2)


@pushed
async def test_what_is_not_kept_comes_again(house: Pushed) -> None:
    await house.hook.start()
    house.desk.failing = {"một": 2}
    house.fake.person(7001).say("một")
    house.fake.person(7001).say("hai")
    await house.desk.until(lambda desk: desk.words == ["một", "hai"])
    assert [post.status for post in house.fake.updates.hook.posts][:3] == [503, 503, 200]


@pushed
async def test_two_copies_are_the_same_event(house: Pushed) -> None:
    assert [await house.post(said(5)), await house.post(said(5)), await house.post(said(4, "trễ"))] == [200] * 3
    assert house.desk.words == [MARK, "trễ"]


@pushed
async def test_strangers_are_not_heard(house: Pushed) -> None:
    before = counted("events", channel="telegram", outcome="refused")
    for secret in (
        "",
        "x",
        house.telegram.client.secret[:-1],
        house.telegram.client.secret + "x",
        "é".encode().decode("latin-1"),
    ):
        assert await house.post(said(), secret) == 403
    assert await house.post(said(), "x" * 7000) == 403
    async with house.client.post(house.server.make_url("/hook/telegram"), data=said()) as answer:
        assert (answer.status, await answer.read()) == (403, b"")
    assert house.desk.asked == []
    assert counted("events", channel="telegram", outcome="refused") == before + 7


@pushed
async def test_other_paths_and_methods_are_not_there(house: Pushed) -> None:
    for path in ("/hook/zalo", "/hook/", "/hook", "/hook/telegram/x", "/hook/%00"):
        assert await house.post(said(), path=path) == 404, path
    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS"):
        async with house.client.request(method, house.server.make_url("/hook/telegram")) as answer:
            assert answer.status == 405
    assert house.desk.asked == []


@pushed
async def test_bodies_that_are_no_updates_are_refused(house: Pushed) -> None:
    for body in (b"", b"[]", b"7", b"\xff", b"[" * 100_000, b'{"a":'):
        assert await house.post(body) == 400
    assert await house.post(said(1, "x" * MOST_BYTES)) == 413
    assert await house.post(b"{}") == 200
    assert await house.post(json.dumps({"update_id": 3, "hologram": {"text": MARK}}).encode()) == 200
    assert house.desk.asked == []


@pushed
async def test_a_body_that_is_not_what_its_headers_say(house: Pushed) -> None:
    for encoding in ("gzip", "deflate", "br"):
        headers = {SECRET: house.telegram.client.secret, "Content-Encoding": encoding}
        url = house.server.make_url("/hook/telegram")
        async with house.client.post(url, data=b"no such thing", headers=headers) as answer:
            assert answer.status == 400, encoding
    assert await house.post(said()) == 200


@contextmanager
def overheard() -> Iterator[io.StringIO]:
    """All that the program and its libraries write into the log."""
    heard = io.StringIO()
    logging.getLogger().addHandler(LIBRARIES)
    try:
        with redirect_stdout(heard), redirect_stderr(heard):
            yield heard
    finally:
        logging.getLogger().removeHandler(LIBRARIES)


header_values = st.text(st.characters(min_codepoint=33, max_codepoint=255, exclude_characters="\x7f"), max_size=40)
marked = updates.map(lambda update: json.dumps(update | {"note": MARK}, ensure_ascii=False).encode("utf-8", "replace"))
bodies = st.binary(max_size=400) | marked | marked.map(lambda body: body[:-3])
types = st.sampled_from(["application/json", "multipart/form-data; boundary=x", "text/plain", "x/\xe9"]) | header_values


def test_whatever_is_pushed_it_is_answered_and_not_quoted() -> None:
    async def push(house: Pushed, body: bytes, shown: str, kind: str) -> int:
        headers = {SECRET: shown or house.telegram.client.secret, "Content-Type": kind}
        async with house.client.post(house.server.make_url("/hook/telegram"), data=body, headers=headers) as answer:
            return answer.status

    @given(bodies, st.just("") | header_values, types)
    def attack(body: bytes, shown: str, kind: str) -> None:
        house.desk.failing = {}
        with overheard() as heard:
            status = runner.run(push(house, body, shown, kind))
        assert status in {200, 400, 403, 413}
        assert "Traceback" not in heard.getvalue() and MARK not in heard.getvalue()

    with asyncio.Runner() as runner:
        context = served()
        house = runner.run(context.__aenter__())
        attack()
        runner.run(context.__aexit__(None, None, None))


@pushed
async def test_words_are_never_in_the_log(house: Pushed) -> None:
    house.desk.failing = {MARK: NEVER}
    with overheard() as heard:
        assert await house.post(said()) == 503
        house.desk.failing = {}
        assert await house.post(said()) == 200
        assert await house.post(said()[:-9]) == 400
        group = {"id": -5, "type": "group", "title": MARK}
        body = {"update_id": 9, "message": {"from": {"id": 7001}, "chat": group, "text": MARK}}
        assert await house.post(json.dumps(body).encode()) == 200
    (event,) = house.desk.stored
    assert isinstance(event, IncomingEvent) and event.text == MARK
    log = heard.getvalue()
    assert "ignored" in log and MARK not in log and "7001" not in log and "TEST" not in log


@pushed
async def test_a_body_in_broken_pieces_is_a_quiet_line(house: Pushed) -> None:
    head = f"POST /hook/telegram HTTP/1.1\r\nHost: x\r\n{SECRET}: {house.telegram.client.secret}\r\n"
    pieces = f"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz {MARK}"
    with overheard() as heard:
        reader, writer = await asyncio.open_connection("127.0.0.1", house.server.port)
        writer.write((head + pieces).encode())
        answer = await reader.readline()
        writer.close()
    assert b" 400 " in answer
    assert "Traceback" not in heard.getvalue() and MARK not in heard.getvalue()
    assert await house.post(said()) == 200
