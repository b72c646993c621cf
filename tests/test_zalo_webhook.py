"""Receiving from Zalo by webhook: a real server, pushes signed as Zalo signs them, probes, and strangers who attack."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from aiohttp import ClientSession, web
from aiohttp.test_utils import BaseTestServer, TestServer
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.zalo_oa.signature import HEADER, Keys, MacId, Signed, mac
from bot.channels.zalo_oa.webhook import PATH, RETRY, Around, Webhook
from bot.web.hooks import HOOKS, MOST_BYTES, hook_routes
from handlers.events import IncomingEvent, Presence, Receipt, TakeOver, Withdrawal
from tests.desk_book import DeskBook
from tests.fakes import FakeClock
from tests.office import counted
from tests.test_telegram_reading import load
from tests.test_telegram_webhook import overheard
from tests.test_zalo_bot_receiving import met
from tests.test_zalo_reading import PAYLOADS, events

KEYS = Keys("3518947261530948176", "khoa-thu")
OA, USER = "2847561930475610283", "7361940285716394028"
MARK = "ba em lại đánh em rồi"
NEVER = 10**6
Json = dict[str, object]


@dataclass
class Pushed:
    """The desk, our server with its hook, and whoever pushes."""

    desk: DeskBook
    hook: Webhook
    server: BaseTestServer
    client: ClientSession
    clock: FakeClock
    heard: list[None] = field(default_factory=list)

    async def push(self, event: Json, keys: Keys = KEYS, retry: str = "") -> int:
        """Push as somebody who has these keys; `retry` is which repeat it is."""
        body = json.dumps(event, ensure_ascii=False).encode("utf-8", "surrogatepass")
        shown = signature(body, str(event.get("timestamp", "")), keys)
        return await self.post(body, {HEADER: f"mac={shown}"} | ({RETRY: retry} if retry else {}))

    async def post(self, body: bytes, headers: dict[str, str] | None = None, path: str = PATH) -> int:
        """Post just this."""
        url, data = self.server.make_url(path), io.BytesIO(body)
        async with self.client.post(url, data=data, headers=headers or {}) as answer:
            return answer.status

    def said(self, words: str = MARK, message: str = "m1", ago: timedelta = timedelta()) -> Json:
        """Somebody wrote so long ago."""
        return said(words, message, milliseconds(self.clock, -ago))


def signature(body: bytes, timestamp: str, keys: Keys) -> str:
    """The right one for these keys."""
    return mac({"app_id": keys.app_id, "oa_id": OA}[keys.mac_id], Signed(body, timestamp), keys.oa_secret)


def milliseconds(clock: FakeClock, later: timedelta = timedelta()) -> str:
    return str(int((clock.now + later).timestamp() * 1000))


def said(words: str, message: str, timestamp: str) -> Json:
    ends: Json = {"sender": {"id": USER}, "recipient": {"id": OA}}
    content = {"msg_id": message, "text": words}
    return {"app_id": KEYS.app_id, "event_name": "user_send_text", "timestamp": timestamp, **ends, "message": content}


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
async def served(patience: float = 20.0, keys: Keys = KEYS) -> AsyncIterator[Pushed]:
    desk, clock, heard, app = DeskBook(), FakeClock(), list[None](), web.Application()
    hook = Webhook(desk, keys, lambda: heard.append(None), Around(clock, patience))
    app.add_routes(hook_routes())
    app[HOOKS] = {"zalo_oa": hook}
    server = TestServer(app)
    await server.start_server(auto_decompress=False)
    async with server, ClientSession() as client:
        await hook.start()
        yield Pushed(desk, hook, server, client, clock, heard)
        await hook.stop()


@pushed
async def test_what_people_do_is_pushed_and_stored(house: Pushed) -> None:
    assert await house.push(house.said()) == 200
    (event,) = house.desk.stored
    assert isinstance(event, IncomingEvent)
    assert (event.text, event.address.id, event.at) == (MARK, f"{OA}:{USER}", house.clock.now)
    assert house.heard == [None]


@pushed
async def test_every_payload_is_answered_and_reaches_the_desk(house: Pushed) -> None:
    for path in PAYLOADS:
        event = load(path)["event"]
        assert isinstance(event, dict)
        of_its_own = {"message": {**event["message"], "msg_id": path.stem}} if event.get("message") else {}
        assert await house.push(event | of_its_own) == 200, path.stem
    kinds = {type(one) for one in house.desk.stored}
    assert kinds == {IncomingEvent, Presence, Receipt, TakeOver, Withdrawal}


@pushed
async def test_the_probes_of_the_console_are_answered_and_not_processed(house: Pushed) -> None:
    before = became("ignored")
    signed = {HEADER: f"mac={'0' * 64}"}
    for headers in ({}, signed):
        for body in (b"", b"{}", b"[]", b"null", b"probe", b"\xff", b'{"event":"x"}', b"[" * 100_000):
            assert await house.post(body, headers) == 200, body[:20]
    assert await house.post(json.dumps(house.said()).encode()) == 200  # an event that nobody signed
    assert house.desk.asked == [] and house.heard == []
    assert became("ignored") == before + 17


@pushed
async def test_strangers_are_not_heard(house: Pushed) -> None:
    before, body = became("refused"), json.dumps(house.said()).encode()
    right = signature(body, milliseconds(house.clock), KEYS)
    forged = ("0" * 64, right[:-1], f"{right}0", f"sha256={right}", "é".encode().decode("latin-1"), "x" * 7000)
    for shown in forged:
        assert await house.post(body, {HEADER: f"mac={shown}"}) == 403, shown
    assert await house.post(body.replace(b"m1", b"m2"), {HEADER: f"mac={right}"}) == 403
    assert await house.push(house.said(), replace(KEYS, oa_secret="khoa-khac")) == 403
    assert await house.push(house.said(), replace(KEYS, app_id="1")) == 403
    assert await house.post(body, {"X-Zalo-Signature": right}) == 200  # not signed at all: a probe
    assert house.desk.asked == [] and house.heard == []
    assert became("refused") == before + len(forged) + 3


def test_without_a_secret_everybody_is_a_stranger() -> None:
    async def scene() -> None:
        async with served(keys=replace(KEYS, oa_secret="")) as house:
            assert await house.push(house.said(), replace(KEYS, oa_secret="")) == 403
            assert house.desk.asked == []

    asyncio.run(scene())


@pushed
async def test_both_ids_of_the_signature_are_taken_and_counted(house: Pushed) -> None:
    names: tuple[MacId, ...] = ("app_id", "oa_id")
    before = {name: met("mac", name) for name in names}
    for number, name in enumerate(names):
        assert await house.push(house.said(message=f"m{number}"), replace(KEYS, mac_id=name)) == 200
    assert {name: met("mac", name) - before[name] for name in names} == {"app_id": 1, "oa_id": 1}
    assert len(house.desk.stored) == 2


@pushed
async def test_what_the_documents_disagree_about_is_counted(house: Pushed) -> None:
    shapes = (("id", "number"), ("seen_sender", "user"), ("msg_ids", "list"), ("info", "new"), ("gif", "file"))
    before = [met(*one) for one in shapes]
    for name in ("text_ids_as_numbers", "seen_from_user", "info_new", "gif_as_file"):
        (path,) = (path for path in PAYLOADS if path.stem == name)
        event = load(path)["event"]
        assert isinstance(event, dict) and await house.push(event) == 200
    assert [met(*one) for one in shapes] == [count + 1 for count in before]


@pushed
async def test_an_account_that_was_met_tells_who_sends_a_receipt(house: Pushed) -> None:
    seen = {**house.said(), "event_name": "user_seen_message", "message": {"msg_ids": ["ours"]}}
    assert await house.push({**seen, "timestamp": "1763805600001"}) == 200
    assert await house.push(house.said()) == 200
    assert await house.push({**seen, "timestamp": "1763805600002"}) == 200
    first, _, second = house.desk.stored
    assert [first.address.id, second.address.id] == [f"{USER}:{OA}", f"{OA}:{USER}"]


@pushed
async def test_a_replayed_body_is_one_event(house: Pushed) -> None:
    for retry in ("", "1", "5"):
        assert await house.push(house.said(), retry=retry) == 200
    follow: Json = {
        "event_name": "follow",
        "oa_id": OA,
        "follower": {"id": USER},
        "timestamp": milliseconds(house.clock),
    }
    assert [await house.push(follow) for _ in range(2)] == [200, 200]
    assert house.desk.words == [MARK] and len(house.desk.stored) == 2


@pushed
async def test_repeats_and_clocks_that_are_off_are_stored_and_counted(house: Pushed) -> None:
    shapes = (("retry", "3"), ("retry", "other"), ("age", "old"), ("age", "ahead"), ("age", "absurd"))
    before = [met(*one) for one in shapes]
    hour, words = timedelta(hours=1), ("đúng giờ", "cũ", "cũ quá", "sớm", "lạ")
    pushes = (
        await house.push(house.said(words[0], "a"), retry="3"),
        await house.push(house.said(words[1], "b", ago=hour), retry=f"3; {MARK}".encode().decode("latin-1")),
        await house.push(house.said(words[2], "c", ago=3 * hour)),
        await house.push(house.said(words[3], "d", ago=-hour)),
        await house.push({**house.said(words[4], "e"), "timestamp": "9" * 15}),
    )
    assert pushes == (200,) * 5 and house.desk.words == list(words)
    assert [met(*one) for one in shapes] == [count + 1 for count in before]


@pushed
async def test_what_is_not_kept_is_sent_again(house: Pushed) -> None:
    house.desk.failing = {MARK: 2}
    assert [await house.push(house.said()) for _ in range(3)] == [503, 503, 200]
    assert house.desk.words == [MARK]


def test_a_slow_commit_is_answered_in_time_and_goes_on() -> None:
    async def scene() -> None:
        async with served(patience=0.01) as house:
            house.desk.gated = MARK
            assert await house.push(house.said()) == 503
            assert house.desk.stored == []
            house.desk.gate.set()
            await house.desk.until(lambda desk: desk.words == [MARK])
            assert await house.push(house.said(), retry="1") in (200, 503)
            assert house.desk.words == [MARK]

    asyncio.run(scene())


def test_a_slow_commit_that_fails_is_no_lost_fault() -> None:
    async def scene() -> None:
        with overheard() as heard:
            async with served(patience=0.01) as house:
                house.desk.gated, house.desk.failing = MARK, {MARK: 1}
                assert await house.push(house.said()) == 503
                house.desk.gate.set()
        assert house.desk.stored == [] and house.desk.failing == {MARK: 0}
        assert "Traceback" not in heard.getvalue() and "library" not in heard.getvalue()

    asyncio.run(scene())


@pushed
async def test_too_long_and_elsewhere(house: Pushed) -> None:
    assert await house.push(house.said("x" * MOST_BYTES)) == 413
    assert await house.post(b"{}", path="/hook/zalo") == 404
    for method in ("GET", "PUT", "DELETE"):
        async with house.client.request(method, house.server.make_url(PATH)) as answer:
            assert answer.status == 405
    assert house.desk.asked == []


def became(outcome: str) -> float:
    """How many events of Zalo had this outcome so far."""
    return counted("events", channel="zalo_oa", outcome=outcome)


header_values = st.text(st.characters(min_codepoint=33, max_codepoint=255, exclude_characters="\x7f"), max_size=40)
marked = events.map(lambda event: event | {"note": MARK})
bodies = st.binary(max_size=400) | marked.map(
    lambda event: json.dumps(event, ensure_ascii=False).encode("utf-8", "replace")
)


def test_whatever_is_pushed_it_is_answered_and_not_quoted() -> None:
    with asyncio.Runner() as runner:
        context = served()
        house = runner.run(context.__aenter__())

        @given(bodies, header_values)
        def attack(body: bytes, shown: str) -> None:
            with overheard() as heard:
                status = runner.run(house.post(body, {HEADER: shown, RETRY: shown}))
            assert status in {200, 403} and house.desk.asked == []
            assert "Traceback" not in heard.getvalue() and MARK not in heard.getvalue()

        @given(marked)
        def signed(event: Json) -> None:
            with overheard() as heard:
                status = runner.run(house.push(event | {"timestamp": "1763805600123"}))
            assert status == 200
            assert "Traceback" not in heard.getvalue() and MARK not in heard.getvalue()

        attack()
        signed()
        runner.run(context.__aexit__(None, None, None))


@pushed
async def test_words_ids_and_numbers_are_never_in_the_log(house: Pushed) -> None:
    house.desk.failing = {MARK: NEVER}
    with overheard() as heard:
        assert await house.push(house.said()) == 503
        house.desk.failing = {}
        assert await house.push(house.said()) == 200
        assert await house.push(house.said(), replace(KEYS, oa_secret="khoa-khac")) == 403
        assert await house.push({**house.said(), "event_name": "user_send_group_text"}) == 200
        assert await house.push({**house.said(), "event_name": MARK}) == 200
        info = {"phone": "0900000123", "name": MARK}
        assert await house.push({**house.said(), "event_name": "user_submit_info", "message": {}, "info": info}) == 200
    log = heard.getvalue()
    assert "ignored" in log and "hook_refused" in log
    assert all(secret not in log for secret in (MARK, USER, "0900000123", "khoa-thu"))
