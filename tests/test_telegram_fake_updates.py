"""How updates leave the Telegram of our own: by poll and by webhook, once, twice, late; read by PTB's own types."""

import asyncio

import pytest
from aiohttp import web
from telegram import Bot, Update
from telegram.error import Conflict

from tests.telegram_fake import FakeTelegram
from tests.telegram_fake.webhook import SECRET
from tests.test_telegram_fake import LAN, NA, SECONDS, WHERE, YES_NO, Play, perform


def test_polling_confirms_by_offset() -> None:
    async def play(fake: FakeTelegram, bot: Bot) -> None:
        fake.duplicate()
        fake.person(LAN).say("một")
        fake.person(NA).say("hai")
        first, second = await bot.get_updates()
        assert [u.message and u.message.text for u in (first, second)] == ["một", "hai"]
        assert len(await bot.get_updates(limit=1)) == 1
        assert [u.update_id for u in await bot.get_updates(second.update_id + 1)] == [first.update_id]  # once more
        assert await bot.get_updates(second.update_id + 1) == ()

    perform(play)


def test_a_long_poll_wakes_and_a_second_one_ends_it() -> None:
    async def play(fake: FakeTelegram, bot: Bot) -> None:
        waiting = asyncio.create_task(bot.get_updates(timeout=SECONDS))
        await fake.until(lambda: len(fake.made("getUpdates")) == 1)
        other = asyncio.create_task(bot.get_updates(timeout=SECONDS))
        with pytest.raises(Conflict, match="other getUpdates"):
            await waiting
        fake.person(LAN).say("dậy")
        assert len(await other) == 1

    perform(play)


def test_people_do_what_people_do() -> None:
    async def play(fake: FakeTelegram, bot: Bot) -> None:
        lan, question = fake.person(LAN), await bot.send_message(LAN, "Có sao không?", reply_markup=YES_NO)
        lan.start("abc")
        lan.press(await lan.hears("Có sao"), "Có")
        lan.share_location(15.1, 108.8)
        lan.send_contact("+84900000000")
        lan.send_photo(b"jpeg", "ảnh")
        lan.send_voice(b"ogg")
        lan.send_video(b"mp4")
        lan.send_document(b"%PDF")
        lan.say("sai")
        lan.edit("đúng")
        lan.block()
        lan.unblock()
        fake.put({"message_reaction": {"chat": {"id": LAN}}})  # nobody asked for this kind
        kinds = [named(update) for update in await bot.get_updates()]
        assert kinds == [
            "start", "callback_query", "location", "contact", "photo", "voice", "video", "document", "text",
            "edited_message", "my_chat_member", "my_chat_member",
        ]  # fmt: skip
        (query,) = [u.callback_query for u in await bot.get_updates() if u.callback_query]
        assert (query.data, query.message and query.message.message_id) == ("1", question.message_id)
        await query.answer()

    perform(play)


def named(update: Update) -> str:
    """The kind of an update, of a message what it holds."""
    kind = next(name for name in update.to_dict() if name != "update_id")
    if kind != "message" or update.message is None:
        return kind
    held = ("location", "contact", "photo", "voice", "video", "document")
    command = update.message.parse_entities(["bot_command"])
    return "start" if command else next((name for name in held if getattr(update.message, name)), "text")


def test_a_press_on_a_button_under_the_input_is_its_words() -> None:
    async def play(fake: FakeTelegram, bot: Bot) -> None:
        await bot.send_message(LAN, "Ở đâu?", reply_markup=WHERE)
        lan = fake.person(LAN)
        lan.press(await lan.hears("Ở đâu"), "Thôi")
        (update,) = await bot.get_updates()
        assert update.message and update.message.text == "Thôi"

    perform(play)


class Hook:
    """A webhook of the bot: keeps what came, refuses the first tries it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.tries = 0
        self.came: list[tuple[str, int, str]] = []  # secret, number, words
        self._news = asyncio.Event()
        self.url = ""

    async def reach(self, taken: int, tries: int = 0) -> None:
        """Wait until so many updates were taken, so many tried."""
        async with asyncio.timeout(SECONDS):
            while len(self.came) < taken or self.tries < tries:
                self._news.clear()
                await self._news.wait()

    async def handle(self, request: web.Request) -> web.Response:
        self.tries += 1
        self._news.set()
        if self.failures:
            self.failures -= 1
            return web.Response(status=503)
        told = await request.json()
        self.came.append((request.headers.get(SECRET, ""), told["update_id"], told["message"]["text"]))
        self._news.set()
        return web.Response()

    async def start(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_post("/hook", self.handle)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        return runner


def hooked(hook: Hook, play: Play) -> None:
    """The same with a webhook that is up."""

    async def performed(fake: FakeTelegram, bot: Bot) -> None:
        runner = await hook.start()
        await bot.set_webhook(hook.url, secret_token="bi-mat", max_connections=5)
        try:
            await play(fake, bot)
        finally:
            await runner.cleanup()

    perform(performed)


def test_a_webhook_gets_each_chat_in_order_until_it_says_yes() -> None:
    hook = Hook(failures=3)

    async def play(fake: FakeTelegram, bot: Bot) -> None:
        with pytest.raises(Conflict, match="webhook is active"):
            await bot.get_updates()
        for text in ("một", "hai", "ba"):
            fake.person(LAN).say(text)
            fake.person(NA).say(text.upper())
        await hook.reach(6)
        info = await bot.get_webhook_info()
        assert (info.url, info.max_connections, info.pending_update_count) == (hook.url, 5, 0)
        assert await bot.delete_webhook()
        assert len(await bot.get_updates()) == 0

    hooked(hook, play)
    assert {secret for secret, _, _ in hook.came} == {"bi-mat"}
    words = [text for _, _, text in hook.came]
    assert [w for w in words if w.islower()] == ["một", "hai", "ba"]
    assert [w for w in words if w.isupper()] == ["MỘT", "HAI", "BA"]


def test_a_webhook_may_get_things_twice_and_late() -> None:
    hook = Hook()

    async def play(fake: FakeTelegram, _bot: Bot) -> None:
        lan = fake.person(LAN)
        early = fake.put_late({"message": lan.message(text="sớm")})
        fake.duplicate()
        later = lan.say("muộn")
        await hook.reach(2)
        fake.deliver_late()
        await hook.reach(3)
        assert [number for _, number, _ in hook.came] == [later["update_id"]] * 2 + [early["update_id"]]

    hooked(hook, play)
    assert [text for _, _, text in hook.came] == ["muộn", "muộn", "sớm"]


def test_what_a_webhook_did_not_take_is_there_for_a_poll() -> None:
    hook = Hook(failures=10**6)

    async def play(fake: FakeTelegram, bot: Bot) -> None:
        fake.person(LAN).say("một")
        fake.person(LAN).say("hai")
        await hook.reach(taken=0, tries=1)
        await bot.delete_webhook()
        assert [u.message and u.message.text for u in await bot.get_updates()] == ["một", "hai"]

    hooked(hook, play)
