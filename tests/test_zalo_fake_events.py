"""What the Zalo of our own pushes: signed over the bytes, repeated on the ladder, bent by each twist."""

import asyncio
import hashlib
import json
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from aiohttp import ClientSession, web

from tests.zalo_fake import FakeZalo, Json, Sent
from tests.zalo_fake.twists import TWISTS

VECTOR = "2f1ef5aabe67e8396a459ca89562e108ad541f82ba5022c85f645bd6b7220cb9"  # vector 1 of the protocol page


@dataclass(slots=True)
class Hook:
    """Takes what is pushed, and answers with the next of `answers`, then with 200."""

    answers: list[int] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.read())
        self.headers.append(dict(request.headers))
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    def events(self) -> list[Json]:
        return [json.loads(body) for body in self.bodies]

    def names(self) -> list[object]:
        return [event["event_name"] for event in self.events()]


Play = Callable[[FakeZalo, Hook], Awaitable[None]]


def perform(play: Play) -> None:
    """A fake that pushes to a hook on loopback."""

    async def performed() -> None:
        hook = Hook()
        app = web.Application(client_max_size=5 * 2**20)
        app.router.add_post("/hook", hook.take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            async with FakeZalo() as fake:
                fake.hook_url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
                await play(fake, hook)
        finally:
            await runner.cleanup()

    asyncio.run(performed())


def signature(first: str, body: bytes, stamp: str, secret: str) -> str:
    """By the page's formula."""
    return f"mac={hashlib.sha256(first.encode() + body + stamp.encode() + secret.encode()).hexdigest()}"


def mac(fake: FakeZalo, body: bytes, first: str = "") -> str:
    """What the header must say of this body."""
    return signature(first or fake.app_id, body, str(json.loads(body)["timestamp"]), fake.oa_secret)


def test_the_formula_gives_the_vector_of_the_page() -> None:
    assert signature("X", b"BODY", "1234567890", "Y") == f"mac={VECTOR}"


def test_what_a_person_writes_is_pushed_and_signed() -> None:
    async def play(fake: FakeZalo, hook: Hook) -> None:
        lan = fake.person("Lan")
        lan.say("Xin chào")
        await fake.webhook.quiet()
        (event,) = hook.events()
        assert event["sender"] == {"id": lan.id} and event["recipient"] == {"id": fake.oas[0]}
        assert isinstance(event["timestamp"], str) and len(lan.id) == 19
        assert hook.headers[0]["X-ZEvent-Signature"] == mac(fake, hook.bodies[0])
        assert "Xin chào".encode() in hook.bodies[0]
        assert "num_retry" not in hook.headers[0]

    perform(play)


ACTS: dict[str, Callable[[FakeZalo], Json]] = {
    "user_send_image": lambda fake: fake.person("Lan").photo(b"jpeg", "ở bờ ao"),
    "user_send_gif": lambda fake: fake.person("Lan").gif(b"gif"),
    "user_send_audio": lambda fake: fake.person("Lan").voice(b"aac"),
    "user_send_video": lambda fake: fake.person("Lan").video(b"mp4"),
    "user_send_file": lambda fake: fake.person("Lan").file(b"%PDF"),
    "user_send_sticker": lambda fake: fake.person("Lan").sticker(),
    "user_send_location": lambda fake: fake.person("Lan").location(15.1, 108.2, "Ao"),
    "user_send_link": lambda fake: fake.person("Lan").link("https://a.vn"),
    "user_send_business_card": lambda fake: fake.person("Lan").card("84900000000"),
    "follow": lambda fake: fake.person("Lan").follow(),
    "unfollow": lambda fake: fake.person("Lan").unfollow(),
    "user_click_chatnow": lambda fake: fake.person("Lan").chat_now(),
    "user_withdraw": lambda fake: fake.person("Lan").withdraw(),
    "user_submit_info": lambda fake: fake.person("Lan").submit(),
    "oa_send_text": lambda fake: fake.admin().say(fake.person("Lan"), "Tôi là người trực đây"),
}


@pytest.mark.parametrize("name", ACTS)
def test_each_act_becomes_its_event(name: str) -> None:
    async def play(fake: FakeZalo, hook: Hook) -> None:
        said = ACTS[name](fake)
        await fake.webhook.quiet()
        assert hook.events() == [said]
        assert said["event_name"] == name
        flat = {"follow", "unfollow", "user_click_chatnow", "user_withdraw"}
        assert ("oa_id" in said, "sender" in said) == (name in flat, name not in flat)

    perform(play)


def test_a_human_of_the_account_is_named_in_the_echo() -> None:
    async def play(fake: FakeZalo, hook: Hook) -> None:
        fake.admin().hand_back(fake.person("Lan"))
        await fake.webhook.quiet()
        (event,) = hook.events()
        assert event["sender"] == {"id": fake.oas[0], "admin_id": fake.admin().id}
        assert event["recipient"] == {"id": fake.person("Lan").id}

    perform(play)


async def post(fake: FakeZalo, body: Json, path: str = "/v3.0/oa/message/cs") -> Json:
    headers = {"access_token": fake.tokens[fake.oas[0]].access}
    async with (
        ClientSession() as client,
        client.post(fake.api + path, json=body, headers=headers) as answer,
    ):
        found: Json = await answer.json()
        assert found["error"] == 0, found
        return found


def with_button(user_id: str, kind: str = "oa.query.hide") -> Json:
    button = {"title": "Có", "type": kind, "payload": "#q1 Có"}
    payload = {"template_type": "button", "buttons": [button]}
    message = {"text": "Trẻ có bị thương không?", "attachment": {"type": "template", "payload": payload}}
    return {"recipient": {"user_id": user_id}, "message": message}


def test_our_message_is_echoed_received_and_its_button_speaks() -> None:
    async def play(fake: FakeZalo, hook: Hook) -> None:
        lan = fake.person("Lan")
        lan.say("a")
        await post(fake, with_button(lan.id))
        message = await lan.hears("bị thương")
        lan.press(message, "Có")
        lan.sees()
        assert lan.sees() == {}
        fake.seen_by_user, fake.seen_array = True, False
        await post(fake, with_button(lan.id))
        lan.sees()
        await fake.webhook.quiet()
        names = ["user_send_text", "oa_send_template", "user_received_message", "user_send_text", "user_seen_message"]
        events = hook.events()
        assert [event["event_name"] for event in events[:5]] == names
        assert events[1]["sender"] == {"id": fake.oas[0]}
        assert said(events[3])["text"] == "#q1 Có"
        assert said(events[4])["msg_ids"] == [message.message_id] and events[4]["sender"] == {"id": fake.oas[0]}
        assert "msg_id" in said(events[-1]) and events[-1]["sender"] == {"id": lan.id}

    perform(play)


def said(event: Json) -> Json:
    found = event["message"]
    assert isinstance(found, dict)
    return found


def test_a_template_by_phone_is_received_in_its_own_shape() -> None:
    async def play(fake: FakeZalo, hook: Hook) -> None:
        fake.platform.templates["T1"] = {"code": 30}
        about = {"phone": "84900000000", "template_id": "T1", "tracking_id": "t1"}
        body: Json = {**about, "template_data": {"code": "LN-1"}}
        answer = await post(fake, body, "/message/template")
        await fake.webhook.quiet()
        event = hook.events()[-1]
        data = answer["data"]
        assert isinstance(data, dict)
        assert event["event_name"] == "user_received_message" and event["recipient"] == {"id": "84900000000"}
        assert said(event)["tracking_id"] == "t1" and said(event)["msg_id"] == data["msg_id"]
        assert hook.headers[-1]["X-ZEvent-Server"] == "ZNS"

    perform(play)


def test_the_ladder_is_climbed_in_the_fakes_own_time() -> None:
    async def play(fake: FakeZalo, hook: Hook) -> None:
        hook.answers = [500] * 5
        began = fake.hours.now()
        fake.person("Lan").say("a")
        await fake.webhook.quiet()
        while await fake.webhook.step():
            pass
        assert [headers.get("num_retry") for headers in hook.headers] == [None, "1", "2", "3", "4", "5"]
        assert len(set(hook.bodies)) == 1
        passed = fake.hours.now() - began
        assert timedelta(minutes=110, seconds=29) < passed < timedelta(minutes=111)

    perform(play)


def test_after_the_ladder_it_is_given_up_and_a_cut_line_is_a_failure_too() -> None:
    async def play(fake: FakeZalo, hook: Hook) -> None:
        hook.answers = [503] * 9
        fake.person("Lan").say("a")
        await fake.webhook.quiet()
        while await fake.webhook.step():
            pass
        assert len(hook.bodies) == 6
        fake.webhook.only_connection = True
        fake.person("Lan").say("b")
        await fake.webhook.quiet()
        assert not await fake.webhook.step()
        fake.hook_url = "http://127.0.0.1:9/"
        fake.person("Lan").say("c")
        await fake.webhook.quiet()
        assert fake.webhook.posts[-1].status == 0 and len(fake.webhook.waiting) == 1

    perform(play)


def text_of(hook: Hook) -> str:
    return str(said(hook.events()[-1])["text"])


CHECKS: dict[str, Callable[[FakeZalo, Hook], bool]] = {
    "forged_mac": lambda fake, hook: hook.headers[0]["X-ZEvent-Signature"] != mac(fake, hook.bodies[0]),
    "oa_mac": lambda fake, hook: hook.headers[0]["X-ZEvent-Signature"] == mac(fake, hook.bodies[0], fake.oas[0]),
    "unsigned": lambda fake, hook: "X-ZEvent-Signature" not in hook.headers[0],
    "duplicate": lambda fake, hook: len(hook.bodies) == 2 and len(set(hook.bodies)) == 1,
    "huge": lambda fake, hook: len(hook.bodies[0]) > 2**20,
    "int_ids": lambda fake, hook: hook.events()[0]["sender"] == {"id": int(fake.person("Lan").id)},
    "nfd": lambda fake, hook: text_of(hook) == unicodedata.normalize("NFD", "ổ bờ ao") != "ổ bờ ao",
    "mixed": lambda fake, hook: hook.events()[0]["oa_id"] == fake.oas[0],
    "skew": lambda fake, hook: stamp(hook) < fake.hours.ms() - 25 * 3_600_000,
    "ahead": lambda fake, hook: stamp(hook) > fake.hours.ms() + 25 * 3_600_000,
    "elsewhere": lambda fake, hook: b"https://photos.example/photo.jpg" in hook.bodies[0],
    "expired": lambda fake, hook: b"/media/expired/" in hook.bodies[0],
}


def stamp(hook: Hook) -> int:
    return int(str(hook.events()[0]["timestamp"]))


def test_every_twist_is_looked_at() -> None:
    assert set(CHECKS) | {"late", "reorder", "admin_echo"} == set(TWISTS)


@pytest.mark.parametrize("name", CHECKS)
def test_a_twist_bends_one_event(name: str) -> None:
    async def play(fake: FakeZalo, hook: Hook) -> None:
        fake.webhook.twists.add(name)
        fake.person("Lan").photo(b"jpeg", "ổ bờ ao")
        await fake.webhook.quiet()
        assert CHECKS[name](fake, hook)
        fake.person("Lan").photo(b"jpeg", "ổ bờ ao")
        await fake.webhook.quiet()
        assert hook.headers[-1]["X-ZEvent-Signature"] == mac(fake, hook.bodies[-1])

    perform(play)


def test_an_echo_of_the_program_may_name_a_human() -> None:
    async def play(fake: FakeZalo, hook: Hook) -> None:
        lan, human = fake.person("Lan"), fake.admin()
        fake.webhook.twists.add("admin_echo")
        lan.say("chào")  # is not bent, and nor is what a human wrote
        human.say(lan, "em ơi")
        for words in ("một", "hai"):
            await post(fake, {"recipient": {"user_id": lan.id}, "message": {"text": words}})
        await fake.webhook.quiet()
        echoes = [event for event in hook.events() if event["event_name"] == "oa_send_text"]
        named = {str(said(event)["text"]): sender_of(event).get("admin_id") for event in echoes}
        assert named == {"em ơi": human.id, "một": human.id, "hai": None}

    perform(play)


def sender_of(event: Json) -> Json:
    sender = event["sender"]
    assert isinstance(sender, dict)
    return sender


def test_late_and_out_of_order() -> None:
    async def play(fake: FakeZalo, hook: Hook) -> None:
        lan = fake.person("Lan")
        fake.webhook.twists.add("reorder")
        lan.say("1")
        lan.say("2")
        await fake.webhook.quiet()
        fake.webhook.twists.add("late")
        lan.say("3")
        lan.say("4")
        await fake.webhook.quiet()
        fake.webhook.deliver_held()
        await fake.webhook.quiet()
        assert [said(event)["text"] for event in hook.events()] == ["2", "1", "4", "3"]
        assert hook.headers[-1]["num_retry"] == "5"

    perform(play)


def test_probes_of_the_console() -> None:
    async def play(fake: FakeZalo, hook: Hook) -> None:
        hook.answers = [500]
        fake.webhook.probe()
        fake.webhook.probe(body=b'{"event_name":"test"}')
        await fake.webhook.quiet()
        assert sorted(hook.bodies) == [b"", b'{"event_name":"test"}'] and not fake.webhook.waiting
        assert not any("X-ZEvent-Signature" in headers for headers in hook.headers)

    perform(play)


def test_a_photo_is_octets_and_for_no_foreign_page() -> None:
    async def play(fake: FakeZalo, hook: Hook) -> None:
        fake.person("Lan").photo(b"jpeg")
        await fake.webhook.quiet()
        attachments = said(hook.events()[0])["attachments"]
        assert isinstance(attachments, list)
        url = attachments[0]["payload"]["url"]
        async with ClientSession() as client:
            async with client.get(url) as answer:
                assert (await answer.read(), answer.content_type) == (b"jpeg", "application/octet-stream")
            async with client.get(url, headers={"Referer": "https://elsewhere.example/"}) as answer:
                assert answer.status == 403
            async with client.get(url.replace("/media/", "/media/expired/")) as answer:
                assert answer.status == 404

    perform(play)


def test_what_was_sent_is_kept_with_its_quota() -> None:
    async def play(fake: FakeZalo, hook: Hook) -> None:
        lan = fake.person("Lan")
        lan.follow()
        await post(fake, {"recipient": {"user_id": lan.id}, "message": {"text": "Chào bạn"}})
        assert [(sent.text, sent.kind, sent.received) for sent in fake.sent(lan.id)] == [("Chào bạn", "text", True)]
        assert isinstance(fake.sent()[0], Sent)
        assert hook.names()[:1] == ["follow"]

    perform(play)
