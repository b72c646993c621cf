"""Sending and fetching on the Zalo Bot Platform, against the fake one."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.channels import Channel, ChannelDown, ChannelError, NotNow, PersonGone, Refused, State, Throttled, Unanswered
from bot.channels.zalo_bot.channel import MOST_TEXT, Begun, ZaloBot, parts_of
from bot.channels.zalo_bot.client import Client
from bot.channels.zalo_bot.errors import LONGEST_PAUSE, QUOTA_SECONDS, SLOW_SECONDS, channel_error, read_answer
from handlers.events import OutgoingMessage
from tests.failure import failure
from tests.zalo_bot_fake import FakeZaloBot

LAN, MAI = "5f3a90c1d2e4b6a80c17", "6a3a90c1d2e4b6a80c18"
SAID = "Trẻ có đang gặp nguy hiểm không?\n1. Có\n2. Không & <b>=%"
ASKED = OutgoingMessage("k1", "p1", SAID)
PICTURE = OutgoingMessage("k2", "p1", "Người phụ trách gửi một ảnh.", attachment_id="a1")

Scene = Callable[[FakeZaloBot, ZaloBot], Awaitable[None]]


def on_zalo(scene: Scene) -> Callable[[], None]:
    """A test with a fake platform and the channel on it."""

    def run() -> None:
        asyncio.run(play(scene))

    return run


async def play(scene: Scene) -> None:
    async with open_channel() as (fake, bot):
        await scene(fake, bot)


@asynccontextmanager
async def open_channel() -> AsyncIterator[tuple[FakeZaloBot, ZaloBot]]:
    async with FakeZaloBot() as fake:
        bot = ZaloBot(Client(fake.token, fake.api), hosts=("127.0.0.1",))
        channel: Channel = bot
        assert (channel.name, channel.own, channel.limits.clears, channel.limits.buttons) == (
            "zalo_bot",
            False,
            False,
            0,
        )
        yield fake, bot
        await bot.close()


@on_zalo
async def test_a_message_arrives_as_it_is(fake: FakeZaloBot, bot: ZaloBot) -> None:
    assert bot.state() == "starting"
    number = await bot.send(LAN, ASKED)
    (sent,) = fake.sent(LAN)
    assert (sent.message_id, sent.text) == (number, SAID)
    assert set(sent.call.params) == {"chat_id", "text"}
    assert bot.state() == "up"


FAILURES: tuple[tuple[dict[str, object], type[ChannelError], State], ...] = (
    ({"status": 429}, NotNow, "quota_gone"),
    ({"status": 429, "words": "Too Many Requests: slow down"}, Throttled, "up"),
    ({"status": 429, "retry_after": 7}, Throttled, "up"),
    ({"status": 400}, Refused, "up"),
    ({"status": 400, "words": "Bad Request: chat not found"}, PersonGone, "up"),
    ({"status": 400, "words": "Internal error, try again"}, ChannelDown, "down"),
    ({"status": 403}, PersonGone, "up"),
    ({"status": 403, "words": "Forbidden"}, Refused, "up"),
    ({"status": 403, "page": True}, ChannelDown, "down"),
    ({"status": 404}, Refused, "up"),
    ({"status": 404, "page": True}, ChannelDown, "down"),
    ({"status": 408}, ChannelDown, "up"),
    ({"status": 500}, Unanswered, "down"),
    ({"status": 502}, Unanswered, "down"),
    ({"status": 401}, ChannelDown, "token_refused"),
    ({"status": 418, "words": "teapot"}, ChannelDown, "down"),
)


@pytest.mark.parametrize("as_200", [False, True])
@pytest.mark.parametrize(("fault", "kind", "state"), FAILURES)
def test_each_failure_says_what_follows(
    fault: dict[str, object], kind: type[ChannelError], state: State, as_200: bool
) -> None:
    @on_zalo
    async def scene(fake: FakeZaloBot, bot: ZaloBot) -> None:
        fake.errors_as_200 = as_200
        fake.fail("sendMessage", **fault)  # type: ignore[arg-type]
        problem = await failure(bot.send(LAN, ASKED))
        assert type(problem) is kind
        assert bot.client.state == state
        assert fake.token not in f"{problem!r}" and SAID not in f"{problem!r}" and fake.sent() == []

    scene()


@on_zalo
async def test_a_person_who_left_and_a_revoked_token(fake: FakeZaloBot, bot: ZaloBot) -> None:
    fake.person(LAN).block()
    assert type(await failure(bot.send(LAN, ASKED))) is PersonGone
    fake.revoke()
    assert type(await failure(bot.send(MAI, ASKED))) is ChannelDown
    assert bot.state() == "token_refused"
    fake.revoke(False)
    await bot.send(MAI, ASKED)
    assert bot.state() == "up"


@on_zalo
async def test_a_quota_that_is_gone_is_seen_until_a_message_passes(fake: FakeZaloBot, bot: ZaloBot) -> None:
    fake.bot.quota = 1
    await bot.send(LAN, ASKED)
    problem = await failure(bot.send(LAN, ASKED))
    assert isinstance(problem, NotNow) and problem.seconds == QUOTA_SECONDS
    await bot.client.call("getMe")
    assert bot.state() == "quota_gone"
    fake.bot.quota = None
    await bot.send(LAN, ASKED)
    assert bot.state() == "up"


@on_zalo
async def test_after_a_429_the_chat_is_not_asked_again(fake: FakeZaloBot, bot: ZaloBot) -> None:
    fake.fail("sendMessage", status=429, retry_after=7)
    first, second = await failure(bot.send(LAN, ASKED)), await failure(bot.send(LAN, ASKED))
    assert isinstance(first, Throttled) and first.retry_after == 7
    assert isinstance(second, Throttled) and second.retry_after <= 7
    assert len(fake.made("sendMessage")) == 1
    await bot.send(MAI, ASKED)
    fake.fail("sendMessage", status=429, retry_after=7, times=3)
    for chat in ("1", "2", "3", "4"):
        assert isinstance(await failure(bot.send(chat, ASKED)), Throttled)
    assert bot.state() == "throttled"


@on_zalo
async def test_nobody_listening_names_no_address(_fake: FakeZaloBot, _bot: ZaloBot) -> None:
    dead = ZaloBot(Client("42:SECRET", "http://127.0.0.1:9"))
    problem = await failure(dead.send(LAN, ASKED))
    assert type(problem) is ChannelDown and dead.state() == "down"
    assert "SECRET" not in f"{problem!r}" and problem.__cause__ is None
    await dead.close()


@on_zalo
async def test_an_answer_that_does_not_come_ends(fake: FakeZaloBot, bot: ZaloBot) -> None:
    fake.hang("getMe")
    assert type(await failure(bot.client.ask("getMe", 0.05))) is Unanswered
    fake.release()
    fake.lose("sendMessage")
    assert type(await failure(bot.send(LAN, ASKED))) is Unanswered and bot.state() == "down"
    assert len(fake.sent(LAN)) == 1, "it had arrived; once more is what a person can bear"


@on_zalo
async def test_a_text_of_many_emoji_is_not_lost(fake: FakeZaloBot, bot: ZaloBot) -> None:
    first = await bot.send(LAN, OutgoingMessage("k", "p", "🚨" * 1500))
    assert [len(sent.text) for sent in fake.sent(LAN)] == [1000, 500] and fake.sent(LAN)[0].message_id == first


@pytest.mark.parametrize("text", ["", "a", "ố" * MOST_TEXT, "🚨" * 3000, ("Một câu. 🚨 " * 400).strip()])
def test_each_part_is_short_enough_and_nothing_is_lost(text: str) -> None:
    parts = parts_of(text)
    assert all(len(part.encode("utf-16-le")) // 2 <= MOST_TEXT for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert len(text) > 100 or parts == [text]


@on_zalo
async def test_nothing_can_be_removed(fake: FakeZaloBot, bot: ZaloBot) -> None:
    trace = await bot.send(LAN, ASKED)
    with capture_logs() as lines:
        await bot.clear(LAN, [trace])
        await bot.retract(LAN, OutgoingMessage("r", "p", act="retract", case_id="c"), [trace])
    assert [line["kept"] for line in lines if line["event"] == "nothing_removed"] == [1, 1]
    assert len(fake.calls) == 1 and LAN not in str(lines)


@on_zalo
async def test_what_people_sent_is_fetched(fake: FakeZaloBot, bot: ZaloBot) -> None:
    for kind in ("photo", "voice"):
        media = await bot.fetch(f"{kind}:{fake.keep_file(b'bytes of it')}")
        assert (media.kind, media.data) == (kind, b"bytes of it")
    for ref in (
        f"photo:{fake.api}/files/none",
        "photo:https://evil.example/a",
        "tree:1",
        "",
        f"{fake.api}/files/0.bin",
    ):
        assert type(await failure(bot.fetch(ref))) is Refused, ref
    closed = ZaloBot(Client(fake.token, fake.api))
    assert type(await failure(closed.fetch(f"photo:{fake.api}/files/0.bin"))) is Refused
    await closed.close()


@asynccontextmanager
async def lending(fake: FakeZaloBot) -> AsyncIterator[ZaloBot]:
    """A channel that can lend pictures, but not the one that is not theirs."""

    async def lend(message: OutgoingMessage) -> str:
        name = message.attachment_id
        return f"{fake.api}/files/{name}.bin" if name != "theirs" else ""

    bot = ZaloBot(Client(fake.token, fake.api), lend)
    yield bot
    await bot.close()


@on_zalo
async def test_a_picture_is_shown_with_its_words(fake: FakeZaloBot, _bot: ZaloBot) -> None:
    async with lending(fake) as bot:
        number = await bot.send(LAN, PICTURE)
        (sent,) = fake.sent(LAN)
        assert (sent.message_id, sent.text, sent.call.method) == (number, PICTURE.text, "sendPhoto")
        assert sent.photo.endswith("/a1.bin")
        await bot.send(LAN, OutgoingMessage("k", "p", attachment_id="a2"))
        assert "caption" not in fake.sent(LAN)[1].call.params
        await bot.send(LAN, OutgoingMessage("k", "p", "🚨" * 1500, attachment_id="a3"))
        assert [sent.call.method for sent in fake.sent(LAN)[2:]] == ["sendPhoto", "sendMessage"]
        await fake.bot.fetched()


@on_zalo
async def test_words_go_alone_where_the_picture_cannot(fake: FakeZaloBot, silent: ZaloBot) -> None:
    await silent.send(LAN, PICTURE)
    async with lending(fake) as bot:
        fake.fail("sendPhoto", status=400, words="photo is invalid")
        await bot.send(LAN, PICTURE)
        assert [(sent.text, sent.photo) for sent in fake.sent(LAN)] == [(PICTURE.text, "")] * 2
        await bot.send(LAN, replace(PICTURE, attachment_id="theirs"))
        assert [(sent.text, sent.photo) for sent in fake.sent(LAN)[2:]] == [(PICTURE.text, "")]
        fake.fail("sendPhoto", status=502)
        assert type(await failure(bot.send(LAN, PICTURE))) is Unanswered


LONG = OutgoingMessage("long", "p1", "\n".join(f"{part} " + "a" * 1900 for part in range(3)))


async def heard_after(fake: FakeZaloBot, bot: ZaloBot, message: OutgoingMessage, quota: int) -> list[str]:
    """How each message that reached Lan begins, after one try during which no more than `quota` can be sent at all."""
    fake.bot.quota = quota
    await failure(bot.send(LAN, message))
    return [sent.text[:1] for sent in fake.sent(LAN)]


@on_zalo
async def test_a_text_that_was_broken_off_goes_on_with_its_next_part(fake: FakeZaloBot, silent: ZaloBot) -> None:
    assert [await heard_after(fake, silent, LONG, quota) for quota in (1, 2)] == [["0"], ["0", "1"]]
    await failure(silent.send(MAI, LONG))
    fake.bot.quota = None
    assert await silent.send(LAN, LONG) == fake.sent(LAN)[0].message_id
    assert [sent.text[:1] for sent in fake.sent(LAN)] == ["0", "1", "2"]
    await silent.send(MAI, LONG)
    assert [sent.text[:1] for sent in fake.sent(MAI)] == ["0", "1", "2"], "of another chat nothing had gone"
    await silent.send(LAN, LONG)
    assert len(fake.sent(LAN)) == 6, "what was said to its end is remembered no more"


@on_zalo
async def test_a_picture_that_went_is_not_shown_twice(fake: FakeZaloBot, _bot: ZaloBot) -> None:
    async with lending(fake) as bot:
        message = replace(LONG, attachment_id="a1")
        heard = [await heard_after(fake, bot, message, quota) for quota in (1, 2, 3)]
        assert heard == [["0"], ["0", "1"], ["0", "1", "2"]]
        assert [sent.call.method for sent in fake.sent(LAN)] == ["sendPhoto", "sendMessage", "sendMessage"]
        await fake.bot.fetched()


@on_zalo
async def test_time_that_runs_out_between_two_parts(fake: FakeZaloBot, bot: ZaloBot) -> None:
    hanging = asyncio.create_task(bot.send(LAN, LONG))
    fake.hang("sendMessage", after=1)
    await fake.until(lambda: len(fake.made("sendMessage")) == 2)
    hanging.cancel()  # as the desk does with what takes too long
    assert isinstance(await failure(hanging), asyncio.CancelledError)
    await bot.send(LAN, LONG)
    assert [sent.text[:1] for sent in fake.sent(LAN)] == ["0", "1", "2"]


def test_only_so_many_broken_off_texts_are_remembered() -> None:
    begun = Begun(most=2)
    begun.parts("c", "k1").append("id")
    begun.parts("c", "k2").append("id")
    assert begun.parts("c", "k1") == ["id"]
    begun.parts("c", "k3")
    assert [begun.parts("c", key) for key in ("k1", "k2")] == [["id"], []], "the one that was asked for last stays"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"7", b'{"ok":1}', b"[" * 100_000, b"\xff", b'{"error":0}'])
def test_an_answer_that_is_none_is_as_good_as_silence(body: bytes) -> None:
    answer = read_answer(200, body)
    assert not answer.ok and type(channel_error(answer)) is Unanswered
    assert type(channel_error(read_answer(502, body))) is Unanswered
    assert type(channel_error(read_answer(503, body))) is ChannelDown
    assert type(channel_error(read_answer(200, b'{"ok":false}'))) is ChannelDown, "it says itself that it was not done"


def test_the_token_is_refused_also_without_words() -> None:
    assert read_answer(401, b"<html>").code == 401 and read_answer(403, b"<html>").code == 0


@pytest.mark.parametrize(
    ("header", "more", "seconds"),
    [
        ("7", {}, 7.0), ("", {"parameters": {"retry_after": 9}}, 9.0), ("99999", {}, LONGEST_PAUSE),
        ("soon", {"description": "rate limit"}, SLOW_SECONDS), ("-1", {"description": "slow down"}, SLOW_SECONDS),
    ],
)  # fmt: skip
def test_how_long_it_asks_us_to_wait(header: str, more: dict[str, object], seconds: float) -> None:
    error = channel_error(read_answer(429, json.dumps({"ok": False, **more}).encode(), header))
    assert isinstance(error, Throttled) and error.retry_after == seconds
