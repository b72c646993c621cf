"""Receiving from Telegram by polling: stored before it is confirmed, whatever fails."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.channels.hearing import Pauses
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.polling import AT_ONCE, MOST_TRIES, Polling
from handlers.events import IncomingEvent, OutgoingMessage, Presence
from tests.desk_book import DeskBook
from tests.telegram_fake import FakeTelegram
from tests.telegram_fake.updates import Pending

PATIENCE = 20.0
NEVER = 10**6

Scene = Callable[[FakeTelegram, Telegram, DeskBook], Awaitable[None]]


def polling(scene: Scene) -> Callable[[], None]:
    """A test in which we poll."""

    def run() -> None:
        asyncio.run(play(scene))

    return run


async def play(scene: Scene) -> None:
    async with FakeTelegram() as fake:
        desk = DeskBook()
        async with polled(fake, desk) as telegram:
            await scene(fake, telegram, desk)


@asynccontextmanager
async def polled(fake: FakeTelegram, desk: DeskBook) -> AsyncIterator[Telegram]:
    """The channel, and the loop that polls for it."""
    telegram = Telegram(fake.token, fake.api)
    loop = Polling(telegram, desk, Pauses(0.01, 0.05, 0.05))
    await loop.start()
    yield telegram
    await loop.stop()
    await telegram.close()


@polling
async def test_what_people_do_reaches_the_desk(fake: FakeTelegram, telegram: Telegram, desk: DeskBook) -> None:
    lan = fake.person(7001)
    lan.say("một")
    lan.edit("một rưỡi")
    lan.share_location(15.12, 108.8)
    lan.block()
    await desk.until(lambda desk: len(desk.stored) == 4)
    said, changed, place, gone = desk.stored
    assert isinstance(said, IncomingEvent) and isinstance(changed, IncomingEvent) and isinstance(place, IncomingEvent)
    assert (said.text, changed.text, changed.edited, place.point) == ("một", "một rưỡi", True, (15.12, 108.8))
    assert isinstance(gone, Presence) and not gone.here
    assert telegram.state() == "up"


@polling
async def test_nothing_is_confirmed_before_it_is_stored(fake: FakeTelegram, telegram: Telegram, desk: DeskBook) -> None:
    desk.failing = {"hai": 3}
    lan, mai = fake.person(7001), fake.person(7002)
    for words in ("một", "hai", "ba"):
        lan.say(words)
    mai.say("bốn")
    await desk.until(lambda desk: len(desk.stored) == 4)
    assert [words for words in desk.words if words != "bốn"] == ["một", "hai", "ba"]
    lan.say("năm")
    await desk.until(lambda desk: len(desk.stored) == 5)
    first = fake.updates.last_id - 4
    asked = [call.params["offset"] for call in fake.made("getUpdates")]
    assert asked[0] == 0 and {first + 1} <= set(asked), "it went back to what was not stored"


@polling
async def test_one_person_waits_while_others_go_on(fake: FakeTelegram, telegram: Telegram, desk: DeskBook) -> None:
    await fake.until(lambda: bool(fake.made("getUpdates")))
    desk.gated = "lâu"
    for number, words in ((7001, "lâu"), (7001, "sau"), (7002, "ngay")):
        fake.updates.waiting.append(pending(fake, number, words))
    fake.updates.flush()
    await desk.until(lambda desk: "ngay" in desk.words)
    assert desk.words == ["ngay"]
    desk.gate.set()
    await desk.until(lambda desk: len(desk.stored) == 3)
    assert desk.words == ["ngay", "lâu", "sau"]


@polling
async def test_a_press_is_acknowledged_after_it_is_stored(
    fake: FakeTelegram, telegram: Telegram, desk: DeskBook
) -> None:
    lan = fake.person(7001)
    await telegram.send("7001", OutgoingMessage("k", "p", "Nguy hiểm?", ("Có", "Không"), question="danger_now:x"))
    lan.press(fake.sent(7001)[0], "Có")
    await fake.until(lambda: bool(fake.made("answerCallbackQuery")))
    (event,) = desk.stored
    assert isinstance(event, IncomingEvent)
    assert (event.text, event.question, event.at) == ("Có", "danger_now:x", None)


@polling
async def test_updates_that_come_twice_are_the_same_event(
    fake: FakeTelegram, telegram: Telegram, desk: DeskBook
) -> None:
    fake.duplicate(1)
    fake.person(7001).say("một")
    await desk.until(lambda desk: len(desk.asked) == 2)
    assert len(set(desk.asked)) == 1 and desk.words == ["một"]


@polling
async def test_whatever_fails_nothing_is_lost(fake: FakeTelegram, telegram: Telegram, desk: DeskBook) -> None:
    lan = fake.person(7001)
    for number, status in enumerate((502, 409, 429, 400, 403)):
        fake.fail("getUpdates", status=status, retry_after=1)
        fake.person(9000 + number).say("để kết thúc lần hỏi")
        lan.say(str(status))
    fake.lose("getUpdates")
    await desk.until(lambda desk: len(desk.stored) == 10)
    await fake.until(lambda: telegram.state() == "up")


@polling
async def test_a_revoked_token_is_asked_for_again(fake: FakeTelegram, telegram: Telegram, desk: DeskBook) -> None:
    fake.person(7001).say("một")
    await desk.until(lambda desk: len(desk.stored) == 1)
    fake.revoke()
    fake.person(7001).say("hai")
    await fake.until(lambda: telegram.state() == "token_refused")
    fake.restore()
    await desk.until(lambda desk: desk.words[-1] == "hai")
    assert telegram.state() == "up"


@polling
async def test_a_conflict_is_over_only_when_a_poll_succeeds(
    fake: FakeTelegram, telegram: Telegram, desk: DeskBook
) -> None:
    fake.fail("getUpdates", status=409, times=NEVER)
    fake.person(7001).say("một")
    await fake.until(lambda: telegram.state() == "conflict")
    await telegram.send("7001", OutgoingMessage("k", "p", "Chào"))
    assert telegram.state() == "conflict"
    fake.faults.clear()
    fake.person(7001).say("hai")
    await desk.until(lambda desk: desk.words[-1:] == ["hai"])
    assert telegram.state() == "up"


@polling
async def test_the_menu_is_told_in_two_languages(fake: FakeTelegram, telegram: Telegram, desk: DeskBook) -> None:
    await fake.until(lambda: len(fake.made("setMyCommands")) == 2)
    assert {call.params.get("language_code", "") for call in fake.made("setMyCommands")} == {"", "en"}


@polling
async def test_one_update_that_never_fits_keeps_nobody_out(
    fake: FakeTelegram, telegram: Telegram, desk: DeskBook
) -> None:
    desk.failing = {"lỗi": NEVER}
    await fake.until(lambda: bool(fake.made("getUpdates")))
    waiting = [pending(fake, 7000 + n, "lỗi" if n == 0 else str(n)) for n in range(AT_ONCE + 5)]
    fake.updates.waiting.extend(waiting)
    fake.updates.flush()
    await desk.until(lambda desk: len(desk.stored) == AT_ONCE + 4)
    assert desk.failing["lỗi"] == NEVER - MOST_TRIES


def test_a_webhook_of_before_is_removed_and_what_waited_arrives() -> None:
    async def scene() -> None:
        async with FakeTelegram() as fake:
            fake.updates.hook.set("http://127.0.0.1:9/", "", 1)
            fake.updates.waiting.append(pending(fake, 7001, "một"))
            fake.fail("deleteWebhook", status=502)
            desk = DeskBook()
            async with polled(fake, desk):
                await desk.until(lambda desk: desk.words == ["một"])
            dropped = [call.params.get("drop_pending_updates") for call in fake.made("deleteWebhook")]
            assert not any(dropped)

    asyncio.run(scene())


def test_stop_lets_what_is_in_hand_be_stored() -> None:
    async def scene() -> None:
        async with FakeTelegram() as fake:
            desk = DeskBook(gated="lâu")
            telegram = Telegram(fake.token, fake.api)
            loop = Polling(telegram, desk)
            await loop.start()
            fake.person(7001).say("lâu")
            await desk.until(lambda desk: len(desk.asked) == 1)
            stopping = asyncio.create_task(loop.stop())
            desk.gate.set()
            await stopping
            assert desk.words == ["lâu"]
            await telegram.close()

    asyncio.run(scene())


def test_stop_does_not_wait_for_the_poll() -> None:
    async def scene() -> None:
        async with FakeTelegram() as fake, asyncio.timeout(PATIENCE), polled(fake, DeskBook()):
            await fake.until(lambda: bool(fake.made("getUpdates")))

    asyncio.run(scene())


def pending(fake: FakeTelegram, number: int, words: str) -> Pending:
    """An update that waits and has not been told of yet."""
    update = fake.updates.numbered({"message": fake.person(number).message(text=words)})
    return Pending(fake.updates.last_id, update)
