"""The Telegram of our own speaks as the real one: held against python-telegram-bot, which we did not write."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import ClientSession, FormData
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)  # fmt: skip
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)  # fmt: skip
from telegram.request import HTTPXRequest

from tests.telegram_fake import FakeTelegram, Json

LAN, NA = 7001, 7002
YES_NO = InlineKeyboardMarkup.from_row(
    [InlineKeyboardButton("Có", callback_data="1"), InlineKeyboardButton("Xem", url="https://a.vn")]
)
WHERE = ReplyKeyboardMarkup([[KeyboardButton("Gửi vị trí", request_location=True), "Thôi"]])
SECONDS = 20

Play = Callable[[FakeTelegram, Bot], Awaitable[None]]


def perform(play: Play) -> None:
    """A bot of python-telegram-bot talks to the fake."""

    async def performed() -> None:
        async with FakeTelegram() as fake:
            calls, polls = (HTTPXRequest(connection_pool_size=2, read_timeout=SECONDS) for _ in range(2))
            places = (f"{fake.api}/bot", f"{fake.api}/file/bot")
            async with Bot(fake.token, *places, request=calls, get_updates_request=polls) as bot:
                await play(fake, bot)

    asyncio.run(performed())


def test_a_bot_we_did_not_write_gets_on_with_it() -> None:
    async def play(fake: FakeTelegram, bot: Bot) -> None:
        hello = await bot.send_message(LAN, "Chào bạn", reply_markup=YES_NO, protect_content=True)
        assert hello.reply_markup == YES_NO
        await bot.edit_message_reply_markup(LAN, hello.message_id)
        await bot.send_message(LAN, "Ở đâu?", reply_markup=WHERE)
        assert await bot.delete_message(LAN, hello.message_id)
        assert await bot.set_my_commands([BotCommand("stop", "Dừng")])
        assert (await bot.get_my_commands())[0].command == "stop"
        first, second = fake.sent(LAN)
        assert (first.text, first.markup, first.deleted) == ("Chào bạn", {}, True)
        assert first.call.params["protect_content"] is True
        assert (second.buttons, second.inline) == (["Gửi vị trí", "Thôi"], False)

    perform(play)


def test_files_go_up_and_come_down() -> None:
    async def play(fake: FakeTelegram, bot: Bot) -> None:
        photo = await bot.send_photo(LAN, b"jpeg", caption="ảnh")
        again = await bot.send_photo(LAN, photo.photo[-1].file_id)
        document = await bot.send_document(LAN, b"%PDF", filename="so.pdf")
        assert document.document
        assert bytes(await (await document.document.get_file()).download_as_bytearray()) == b"%PDF"
        assert await bot.delete_messages(LAN, [again.message_id, 999_999])
        first, second, third = fake.sent(LAN)
        assert first.files["photo"].data == second.files["photo"].data == b"jpeg"
        assert (first.text, second.deleted, third.files["document"].name) == ("ảnh", True, "so.pdf")

    perform(play)


def pressed(data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.from_button(InlineKeyboardButton("Có", callback_data=data))


REFUSED: dict[str, tuple[Callable[[Bot], Awaitable[object]], str]] = {
    "too long": (lambda bot: bot.send_message(LAN, "a" * 4097), "Message is too long"),
    "too long in pairs": (lambda bot: bot.send_message(LAN, "😀" * 2049), "Message is too long"),
    "empty": (lambda bot: bot.send_message(LAN, "  "), "Message text is empty"),
    "nobody": (lambda bot: bot.send_message("", "a"), "Chat_id is empty"),
    "no such chat": (lambda bot: bot.send_message("@ai", "a"), "Chat not found"),
    "data too long": (lambda bot: bot.send_message(LAN, "a", reply_markup=pressed("ố" * 22)), "Button_data_invalid"),
    "no data": (lambda bot: bot.send_message(LAN, "a", reply_markup=pressed("")), "Button_data_invalid"),
    "caption": (lambda bot: bot.send_photo(LAN, b"jpeg", caption="a" * 1025), "Message caption is too long"),
    "group": (lambda bot: bot.send_message(-5, "a", reply_markup=WHERE), "Phone number and location can be"),
    "edit": (lambda bot: bot.edit_message_reply_markup(LAN, 5), "Message to edit not found"),
    "removal": (lambda bot: bot.delete_message(LAN, 5), "Message to delete not found"),
    "query": (lambda bot: bot.answer_callback_query("5"), "Query is too old"),
    "file": (lambda bot: bot.get_file("5"), "Invalid file_id"),
    "command": (lambda bot: bot.set_my_commands([("Dừng", "x")]), "Bot_command_invalid"),
    "webhook": (lambda bot: bot.set_webhook("http://example.org/"), "Bad webhook"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_real_one_refuses_is_refused_in_its_words(name: str) -> None:
    act, words = REFUSED[name]

    async def play(_fake: FakeTelegram, bot: Bot) -> None:
        with pytest.raises(BadRequest, match=f"(?i)^{words}"):
            await act(bot)

    perform(play)


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("{", "can't parse reply_markup JSON object"),
        ('{"inline_keyboard": [{}]}', "must be an Array of Arrays"),
        ('{"inline_keyboard": [[{"text": "a"}]]}', "Text buttons are unallowed"),
        ('{"inline_keyboard": [[{"text": " ", "callback_data": "a"}]]}', "unallowed to be empty"),
        ('{"keyboard": []}', "must be non-empty"),
        ('{"keyboard": [[{"text": 5}]]}', "must be of type String"),
        (json.dumps({"keyboard": [["a"] * 9]}), "too many buttons in a row"),
        (json.dumps({"inline_keyboard": [[{"text": "a", "callback_data": "a"}]] * 101}), "too long"),
        ("{}", ""),
        ('{"odd": 1}', "can't parse reply keyboard markup"),
    ],
)
def test_keyboards_are_looked_at(markup: str, words: str) -> None:
    async def play(fake: FakeTelegram, _bot: Bot) -> None:
        answer = await post(fake, "sendMessage", {"chat_id": str(LAN), "text": "a", "reply_markup": markup})
        assert words in str(answer.get("description", ""))
        assert answer["ok"] is not bool(words)

    perform(play)


async def post(fake: FakeTelegram, method: str, fields: dict[str, str], token: str = "") -> Json:
    """A call with a plain form, as any client might make it."""
    url = f"{fake.api}/bot{token or fake.token}/{method}"
    async with ClientSession() as client, client.post(url, data=fields) as answer:
        found: Json = await answer.json()
        assert found["ok"] is True or answer.status == found["error_code"]
        return found


def test_every_encoding_is_read() -> None:
    async def play(fake: FakeTelegram, _bot: Bot) -> None:
        url, said = f"{fake.api}/bot{fake.token}/sendmessage", {"chat_id": str(LAN), "text": "{1}"}
        form = FormData(said)
        form.add_field("spare", b"x", filename="x.bin")
        async with ClientSession() as client:
            for more in ({"params": said}, {"data": said}, {"data": form}, {"json": {"chat_id": LAN, "text": "{1}"}}):
                async with client.post(url, **more) as answer:
                    assert answer.status == 200
            async with client.post(url, data=b"[", headers={"Content-Type": "application/json"}) as answer:
                assert answer.status == 400
        assert [message.text for message in fake.sent(LAN)] == ["{1}"] * 4

    perform(play)


def test_wrong_token_and_unknown_method() -> None:
    async def play(fake: FakeTelegram, _bot: Bot) -> None:
        assert await post(fake, "getMe", {}, "42:ELSE") == {
            "ok": False, "error_code": 401, "description": "Unauthorized",
        }  # fmt: skip
        assert (await post(fake, "sendGift", {}))["error_code"] == 404

    perform(play)


def test_each_fault_comes_as_the_error_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # else it warns about what it will do one day
    faults: dict[type[TelegramError], Callable[[FakeTelegram], None]] = {
        RetryAfter: lambda fake: fake.fail("sendMessage", status=429, retry_after=3, chat_id=LAN),
        NetworkError: lambda fake: fake.fail(status=502),
        ChatMigrated: lambda fake: fake.fail("sendMessage", migrate_to=-1005),
        Forbidden: lambda fake: fake.block(LAN),
        InvalidToken: lambda fake: fake.revoke(),
    }

    async def play(fake: FakeTelegram, bot: Bot) -> None:
        for error, begin in faults.items():
            begin(fake)
            await bot.send_message(NA, "đi lạc") if error in {RetryAfter, Forbidden} else None
            with pytest.raises(error):
                await bot.send_message(LAN, "a")
        fake.restore()
        fake.unblock(LAN)
        await bot.send_message(LAN, "cuối")
        assert [message.text for message in fake.sent(LAN)] == ["cuối"]

    perform(play)


def test_an_answer_that_hangs_or_gets_lost() -> None:
    async def play(fake: FakeTelegram, bot: Bot) -> None:
        fake.hang("sendMessage")
        with pytest.raises(TimedOut):
            await bot.send_message(LAN, "không đến", read_timeout=0.1)
        fake.lose("sendMessage")
        with pytest.raises(NetworkError):
            await bot.send_message(LAN, "đến")
        fake.hang("sendMessage", chat_id=NA)
        waiting = asyncio.create_task(bot.send_message(NA, "sau"))
        await fake.until(lambda: len(fake.made("sendMessage")) == 3)
        await bot.send_message(LAN, "nữa")
        fake.release()
        await waiting
        await fake.until(lambda: all(call.outcome != "waiting" for call in fake.calls))
        assert [call.outcome for call in fake.made("sendMessage")] == ["gone", "lost", "answered", "answered"]
        assert [message.text for message in fake.sent()] == ["đến", "nữa", "sau"]

    perform(play)


def test_a_second_call_on_a_connection_proves_that_the_first_answer_was_taken() -> None:
    async def play(fake: FakeTelegram, _bot: Bot) -> None:
        async with ClientSession() as client:
            for text in ("một", "hai"):
                async with client.post(f"{fake.api}/bot{fake.token}/sendMessage", data={"chat_id": LAN, "text": text}):
                    pass
        first, second = fake.made("sendMessage")
        assert (first.taken, second.taken) == (True, False)
        assert first.at <= first.answered_at <= second.at

    perform(play)
