"""Sending, removing and fetching on Telegram, against the fake platform."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs
from telegram import InputFile
from telegram.error import NetworkError, TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels import Channel, ChannelDown, ChannelError, PersonGone, Refused, State, Throttled, Unanswered
from bot.channels.telegram.channel import MOST_CALLS, Telegram
from bot.channels.telegram.client import Client
from bot.channels.telegram.request import AiohttpRequest, Lost, form
from handlers.events import OutgoingMessage
from tests.failure import failure
from tests.telegram_fake import FakeTelegram

LAN = "7001"
SAID = "Trẻ có đang gặp nguy hiểm không? & <b>=%"
ASKED = OutgoingMessage("k1", "p1", SAID, ("Có", "Không", "Không rõ"), question="danger_now:x1")
LONG = "Chỗ nước nguy hiểm gần nhà hoặc gần trường học"

Scene = Callable[[FakeTelegram, Telegram], Awaitable[None]]


def on_telegram(scene: Scene) -> Callable[[], None]:
    """A test with a fake platform and the channel on it."""

    def run() -> None:
        asyncio.run(play(scene))

    run.__name__ = getattr(scene, "__name__", "run")
    return run


async def play(scene: Scene) -> None:
    async with open_channel() as (fake, telegram):
        await scene(fake, telegram)


@asynccontextmanager
async def open_channel() -> AsyncIterator[tuple[FakeTelegram, Telegram]]:
    async with FakeTelegram() as fake:
        telegram = Telegram(fake.token, fake.api)
        channel: Channel = telegram
        assert (channel.name, channel.own, channel.limits.clears) == ("telegram", False, True)
        yield fake, telegram
        await telegram.close()


@on_telegram
async def test_a_message_arrives_with_its_buttons(fake: FakeTelegram, telegram: Telegram) -> None:
    assert telegram.state() == "starting"
    number = await telegram.send(LAN, ASKED)
    (sent,) = fake.sent(7001)
    assert (str(sent.message_id), sent.text, sent.buttons) == (number, SAID, list(ASKED.buttons))
    assert sent.raw_buttons()[0]["callback_data"] == "danger_now:x1\nCó"
    params = sent.call.params
    assert params["link_preview_options"] == {"is_disabled": True}
    assert "protect_content" not in params and "disable_notification" not in params
    assert telegram.state() == "up"


@on_telegram
async def test_what_is_guarded_or_not_urgent_says_so(fake: FakeTelegram, telegram: Telegram) -> None:
    await telegram.send(LAN, OutgoingMessage("k", "p", "Nhắc", lane="bulk", guarded=True))
    params = fake.sent(7001)[0].call.params
    assert (params["protect_content"], params["disable_notification"]) == (True, True)
    assert params["reply_markup"] == {"remove_keyboard": True}


@on_telegram
async def test_a_place_can_be_shared_with_one_press(fake: FakeTelegram, telegram: Telegram) -> None:
    await telegram.send(LAN, OutgoingMessage("k", "p", "Ở đâu?", ("Không rõ",), wants="place"))
    await telegram.send(LAN, OutgoingMessage("l", "p", "Số nào?", wants="phone"))
    place, phone = fake.sent(7001)
    first, second = place.raw_buttons()
    assert (first["request_location"], second) == (True, {"text": "Không rõ"})
    assert place.markup["one_time_keyboard"] is place.markup["resize_keyboard"] is True
    assert phone.raw_buttons()[0]["request_contact"] is True


@on_telegram
async def test_long_words_on_buttons_are_found_again(fake: FakeTelegram, telegram: Telegram) -> None:
    await telegram.send(LAN, OutgoingMessage("k", "p", "Chọn", (LONG, "Có"), question="topic:x1"))
    keys = fake.sent(7001)[0].raw_buttons()
    assert [key["callback_data"] for key in keys] == ["topic:x1\n#0", "topic:x1\nCó"]


@on_telegram
async def test_a_text_of_many_emoji_is_not_lost(fake: FakeTelegram, telegram: Telegram) -> None:
    await telegram.send(LAN, OutgoingMessage("k", "p", "🚨" * 4096))
    assert fake.sent(7001)[0].text == "🚨" * 2048


@on_telegram
async def test_each_failure_says_what_follows(fake: FakeTelegram, telegram: Telegram) -> None:
    failures: tuple[tuple[int, type[ChannelError], State], ...] = (
        (429, Throttled, "up"), (400, PersonGone, "up"), (403, PersonGone, "up"), (502, Unanswered, "down"),
        (500, Unanswered, "down"), (404, ChannelDown, "token_refused"), (409, ChannelDown, "conflict"),
    )  # fmt: skip
    for chat, (status, kind, state) in enumerate(failures, 1):
        fake.fail("sendMessage", status=status, retry_after=7)
        problem = await failure(telegram.send(str(chat), ASKED))
        assert type(problem) is kind, status
        assert telegram.state() == state, status
        assert fake.token not in f"{problem!r}" and SAID not in f"{problem!r}"


@on_telegram
async def test_a_text_that_telegram_never_takes_is_refused(fake: FakeTelegram, telegram: Telegram) -> None:
    assert type(await failure(telegram.send(LAN, OutgoingMessage("k", "p", " ")))) is Refused
    assert fake.sent() == []


@on_telegram
async def test_a_blocked_bot_and_a_revoked_token(fake: FakeTelegram, telegram: Telegram) -> None:
    fake.block(7001)
    assert type(await failure(telegram.send(LAN, ASKED))) is PersonGone
    fake.revoke()
    with capture_logs() as lines:
        assert type(await failure(telegram.send("7002", ASKED))) is ChannelDown
    assert [line["log_level"] for line in lines if line["event"] == "telegram_state"] == ["warning"]
    assert telegram.state() == "token_refused"
    fake.restore()
    await telegram.send("7002", ASKED)
    assert telegram.state() == "up"


@on_telegram
async def test_a_migrated_group_is_followed(fake: FakeTelegram, telegram: Telegram) -> None:
    fake.fail("sendMessage", migrate_to=-1009, chat_id=-9)
    assert await telegram.send("-9", OutgoingMessage("k", "p", "Hãy viết riêng cho tôi."))
    assert [sent.chat_id for sent in fake.sent()] == [-1009]


@on_telegram
async def test_nobody_listening_names_no_address(fake: FakeTelegram, telegram: Telegram) -> None:
    dead = Telegram("42:SECRET", "http://127.0.0.1:9")
    problem = await failure(dead.client.call("sendMessage", chat_id=1, text=SAID))
    assert isinstance(problem, NetworkError)
    assert "SECRET" not in f"{problem!r} {problem.__cause__!r}" and problem.__cause__ is None
    assert type(await failure(dead.send(LAN, ASKED))) is ChannelDown
    assert dead.state() == "down"
    await dead.close()


@on_telegram
async def test_an_answer_that_does_not_come_ends(fake: FakeTelegram, telegram: Telegram) -> None:
    fake.hang("getMe")
    request = AiohttpRequest(0.05)
    problem = await failure(request.post(f"{fake.api}/bot{fake.token}/getMe"))
    assert type(problem) is Lost
    await request.shutdown()


@on_telegram
async def test_files_go_in_parts(fake: FakeTelegram, telegram: Telegram) -> None:
    request = AiohttpRequest(5.0)
    photo = InputFile(b"\xff\xd8\xff", filename="a.jpg")
    values = {"chat_id": 7001, "caption": SAID, "photo": photo}
    data = RequestData([RequestParameter.from_input(name, value) for name, value in values.items()])
    await request.post(f"{fake.api}/bot{fake.token}/sendPhoto", data)
    (sent,) = fake.sent(7001)
    assert (sent.text, [upload.data for upload in sent.files.values()]) == (SAID, [b"\xff\xd8\xff"])
    await request.shutdown()


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"7", b'{"ok":true}', b"[" * 100_000, b"\xff"])
def test_an_answer_that_is_none_is_an_error_without_its_words(body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(TelegramError, match="no answer of the Bot API"):
        AiohttpRequest.parse_json_payload(body)
    assert caplog.records == []


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_a_form_is_read_as_it_was_written(values: dict[str, str]) -> None:
    assert dict(parse_qsl(form(values), keep_blank_values=True)) == values


@on_telegram
async def test_what_was_said_is_removed(fake: FakeTelegram, telegram: Telegram) -> None:
    traces = [await telegram.send(LAN, ASKED) for _ in range(3)]
    await telegram.clear(LAN, [*traces, "", "odd", *(str(n) for n in range(900_000, 900_150))])
    assert all(sent.deleted for sent in fake.sent(7001))
    assert len(fake.made("deleteMessages")) == 2


@on_telegram
async def test_one_message_that_is_too_old_spoils_nothing(fake: FakeTelegram, telegram: Telegram) -> None:
    traces = [await telegram.send(LAN, ASKED) for _ in range(3)]
    fake.fail("deleteMessages", status=400)
    await telegram.clear(LAN, [traces[0], "999999", *traces[1:]])
    assert all(sent.deleted for sent in fake.sent(7001))


class Picky(Client):
    """A client for whom the platform refuses every group with a message below `oldest`."""

    def __init__(self, fake: FakeTelegram, oldest: int) -> None:
        super().__init__(fake.token, fake.api)
        self.fake, self.oldest = fake, oldest
        self.asked: list[int] = []  # sizes of the groups

    async def call(self, method: str, **values: object) -> object:
        numbers = values["message_ids"]
        assert isinstance(numbers, list)
        self.asked.append(len(numbers))
        if min(numbers) < self.oldest:
            self.fake.fail(method, status=400)
        return await super().call(method, **values)


@on_telegram
async def test_a_refused_group_is_halved_until_only_the_old_ones_stay(fake: FakeTelegram, telegram: Telegram) -> None:
    traces = [await telegram.send(LAN, ASKED) for _ in range(3)]
    first = int(traces[0])
    await telegram.client.close()
    telegram.client = picky = Picky(fake, first)
    await telegram.clear(LAN, [*(str(first + n) for n in range(99)), str(first - 1)])
    assert all(sent.deleted for sent in fake.sent(7001))
    assert picky.asked[0] == 100 and picky.asked[-1] == 1 and len(picky.asked) < MOST_CALLS


@on_telegram
async def test_a_chat_that_cannot_be_cleared_is_done_after_some_calls(fake: FakeTelegram, telegram: Telegram) -> None:
    fake.fail("deleteMessages", status=400, times=1000)
    with capture_logs() as lines:
        await telegram.clear(LAN, [str(n) for n in range(1000, 1200)])
    assert len(fake.made("deleteMessages")) == MOST_CALLS and not fake.made("deleteMessage")
    found = [(line["refused"], line["left"]) for line in lines if line["event"] == "cleared_in_part"]
    assert found == [(0, 200)]


@pytest.mark.parametrize(
    ("status", "kind"), [(429, Throttled), (403, PersonGone), (502, Unanswered), (503, ChannelDown)]
)
def test_another_error_while_clearing_is_told(status: int, kind: type[ChannelError]) -> None:
    @on_telegram
    async def scene(fake: FakeTelegram, telegram: Telegram) -> None:
        fake.fail("deleteMessages", status=400)
        fake.fail("deleteMessages", status=status, retry_after=7)
        assert type(await failure(telegram.clear(LAN, ["1", "2"]))) is kind

    scene()


@on_telegram
async def test_a_photo_is_fetched(fake: FakeTelegram, telegram: Telegram) -> None:
    lan = fake.person(7001)
    lan.send_photo(b"\xff\xd8\xff photo")
    file_id = next(iter(fake.files))
    media = await telegram.fetch(f"photo:{file_id}")
    assert (media.kind, media.data, media.ref) == ("photo", b"\xff\xd8\xff photo", f"photo:{file_id}")


@on_telegram
async def test_what_cannot_be_fetched_is_refused(fake: FakeTelegram, telegram: Telegram) -> None:
    fake.person(7001).send_voice(b"0" * (20 * 2**20 + 1))
    for ref in (f"voice:{next(iter(fake.files))}", "photo:none", "tree:1", ""):
        assert type(await failure(telegram.fetch(ref))) is Refused, ref


@on_telegram
async def test_after_a_429_the_chat_is_not_asked_again(fake: FakeTelegram, telegram: Telegram) -> None:
    fake.fail("sendMessage", retry_after=7)
    first, second = await failure(telegram.send(LAN, ASKED)), await failure(telegram.send(LAN, ASKED))
    assert isinstance(first, Throttled) and first.retry_after == 7
    assert isinstance(second, Throttled) and second.retry_after <= 7
    assert len(fake.made("sendMessage")) == 1
    await telegram.send("7002", ASKED)
    assert telegram.state() == "up"


@on_telegram
async def test_the_whole_bot_pauses_when_many_are_slowed(fake: FakeTelegram, telegram: Telegram) -> None:
    fake.fail("sendMessage", retry_after=7, times=3)
    for chat in ("1", "2", "3", "4"):
        assert isinstance(await failure(telegram.send(chat, ASKED)), Throttled)
    assert len(fake.made("sendMessage")) == 3
    assert telegram.state() == "throttled"
