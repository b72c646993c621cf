"""Receiving from the Zalo Bot Platform by polling: stored before anything else, whatever fails."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from structlog.testing import capture_logs

from bot.channels.hearing import Pauses
from bot.channels.zalo_bot.client import Client
from bot.channels.zalo_bot.polling import MOST_TRIES, Polling
from tests.desk_book import DeskBook
from tests.office import counted
from tests.zalo_bot_fake import FakeZaloBot

NEVER = 10**6
LAN, MAI = "1a", "2b"

Scene = Callable[[FakeZaloBot, Client, DeskBook], Awaitable[None]]


def polling(scene: Scene) -> Callable[[], None]:
    """A test in which we poll."""

    def run() -> None:
        asyncio.run(play(scene))

    return run


async def play(scene: Scene) -> None:
    async with FakeZaloBot() as fake:
        desk = DeskBook()
        async with polled(fake, desk) as client:
            await scene(fake, client, desk)


@asynccontextmanager
async def polled(fake: FakeZaloBot, desk: DeskBook, look: float = 600.0) -> AsyncIterator[Client]:
    """The client, and the loop that polls with it."""
    client = Client(fake.token, fake.api)
    loop = Polling(client, desk, Pauses(0.01, 0.05, 0.05), seconds=1, look=look)
    await loop.start()
    yield client
    await loop.stop()
    await client.close()


def met(what: str, variant: str) -> float:
    """How often this variant was met so far."""
    return counted("zalo_variants", what=what, variant=variant)


@polling
async def test_what_people_do_reaches_the_desk(fake: FakeZaloBot, client: Client, desk: DeskBook) -> None:
    before = met("zalo_bot_shape", "bare"), met("zalo_bot_picture", "photo")
    lan = fake.person(LAN)
    lan.say("một")
    lan.send_photo(b"a photo", "hai", named="photo")
    fake.person(MAI).send_voice(b"a voice")
    lan.send_unsupported()
    await desk.until(lambda desk: len(desk.stored) == 4)
    assert desk.words == ["một", "hai", "", ""]
    assert [call.method for call in fake.calls[:4]] == ["getMe", "getWebhookInfo", "deleteWebhook", "getUpdates"]
    assert fake.made("getUpdates")[0].params == {"timeout": 1}
    assert client.state == "up" and client.bot
    assert (met("zalo_bot_shape", "bare") - before[0], met("zalo_bot_picture", "photo") - before[1]) == (4, 1)


@polling
async def test_nothing_is_asked_for_before_it_is_stored(fake: FakeZaloBot, client: Client, desk: DeskBook) -> None:
    desk.failing, desk.gated = {"hai": 3}, "hai"
    for words in ("một", "hai", "ba"):
        fake.person(LAN).say(words)
    await desk.until(lambda desk: len(desk.asked) == 2)
    assert len(fake.made("getUpdates")) == 2 and len(fake.bot.updates.waiting) == 1
    desk.gate.set()
    await desk.until(lambda desk: len(desk.stored) == 3)
    assert desk.words == ["một", "hai", "ba"] and len(desk.asked) == 6


@polling
async def test_the_same_again_and_our_own_words(fake: FakeZaloBot, client: Client, desk: DeskBook) -> None:
    await fake.until(lambda: bool(client.bot))
    lan, updates = fake.person(LAN), fake.bot.updates
    twice = lan.update("text", text="một")
    updates.put(twice)
    updates.put(twice)
    fake.bot.echoes = True
    await client.call("sendMessage", chat_id=LAN, text="Chào anh chị")
    lan.say("hai")
    await desk.until(lambda desk: "hai" in desk.words)
    assert desk.words == ["một", "hai"] and len(desk.asked) == 3


def test_a_list_of_updates_is_taken_too() -> None:
    @polling
    async def scene(fake: FakeZaloBot, client: Client, desk: DeskBook) -> None:
        fake.bot.updates.listed = fake.bot.clean_is_404 = True
        fake.person(LAN).say("một")
        await desk.until(lambda desk: desk.words == ["một"])

    before = met("zalo_bot_no_webhook", "404") + met("zalo_bot_no_webhook", "info")
    scene()
    assert met("zalo_bot_no_webhook", "404") + met("zalo_bot_no_webhook", "info") == before + 1


@polling
async def test_a_platform_that_fails_is_asked_again(fake: FakeZaloBot, client: Client, desk: DeskBook) -> None:
    for fault in ({"status": 502}, {"status": 403, "page": True}, {"status": 429}, {"status": 429, "retry_after": 1}):
        fake.fail("getUpdates", **fault)  # type: ignore[arg-type]
    fake.fail("deleteWebhook", status=500)
    fake.revoke()
    await fake.until(lambda: len(fake.made("getMe")) >= 2)
    assert client.state == "token_refused"
    fake.revoke(False)
    fake.person(LAN).say("một")
    await desk.until(lambda desk: desk.words == ["một"])


@polling
async def test_one_that_never_can_be_stored_stands_aside(fake: FakeZaloBot, client: Client, desk: DeskBook) -> None:
    desk.failing = {"hỏng": NEVER}
    fake.person(LAN).say("hỏng")
    fake.person(MAI).say("sau")
    with capture_logs() as lines:
        await desk.until(lambda desk: desk.words == ["sau"])
    assert len(desk.asked) >= MOST_TRIES and "hỏng" not in str(lines)
    desk.failing = {}
    fake.person(MAI).say("nữa")
    await desk.until(lambda desk: {"hỏng", "nữa"} <= set(desk.words))


def test_a_stop_stores_what_was_given_to_us() -> None:
    async def scene() -> None:
        async with FakeZaloBot() as fake:
            desk = DeskBook(failing={"một": 2})
            async with polled(fake, desk):
                await fake.until(lambda: bool(fake.made("getUpdates")))
                asyncio.get_running_loop().call_later(0.2, fake.person(LAN).say, "một")
            assert desk.words == ["một"] and not fake.bot.updates.waiting
            desk.failing, desk.gated, known = {"hai": NEVER}, "hai", len(desk.asked)
            with capture_logs() as lines:
                async with polled(fake, desk):
                    fake.person(LAN).say("hai")
                    await desk.until(lambda desk: len(desk.asked) > known)
                    desk.gate.set()
            assert {"event": "updates_lost", "count": 1}.items() <= lines[-1].items()

    asyncio.run(scene())


def test_a_webhook_of_another_program_is_found_and_removed() -> None:
    async def scene() -> None:
        async with FakeZaloBot() as fake:
            fake.bot.updates.move("https://elsewhere.example/hook", "secret-of-theirs")
            desk = DeskBook()
            async with polled(fake, desk, look=0.0) as client:
                await fake.until(lambda: bool(fake.made("getUpdates")))
                assert not fake.bot.updates.url and client.state == "up", "one from before we began is no conflict"
                fake.bot.updates.move("https://elsewhere.example/hook", "secret-of-theirs")
                await fake.until(lambda: len(fake.made("deleteWebhook")) == 2)
                assert str(client.state) == "conflict"
                fake.person(LAN).say("một")
                await desk.until(lambda desk: desk.words == ["một"])
                assert client.state == "up"

    asyncio.run(scene())


def test_a_platform_that_answers_nothing_at_once_is_not_flooded() -> None:
    async def scene() -> None:
        async with FakeZaloBot() as fake:
            fake.fail("getUpdates", status=408, times=NEVER)
            client = Client(fake.token, fake.api)
            loop = Polling(client, DeskBook(), Pauses(0.2, 0.2, 0.2), seconds=1)
            await loop.start()
            await fake.until(lambda: len(fake.made("getUpdates")) == 2)
            await loop.stop()
            await client.close()
            assert len(fake.made("getUpdates")) == 2

    asyncio.run(scene())
