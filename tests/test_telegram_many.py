"""The same message for many people on Telegram: made once, handed over like any other, with a picture or without."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from telegram.error import NetworkError

from bot.channels import (
    Channel,
    ChannelDown,
    ChannelError,
    PersonGone,
    Refused,
    SendsMany,
    State,
    Throttled,
    Unanswered,
    at_once,
)
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.client import Client
from bot.channels.telegram.pacing import PER_SECOND, Pacing
from bot.channels.telegram.pictures import MOST, Pictures
from bot.channels.telegram.posting import MOST_CONNECTIONS, Posting, ready
from bot.desk import Desk
from bot.desk.mail_pages import Late
from bot.store import Store
from bot.wiring import REACTIONS
from handlers.events import OutgoingMessage
from tests.failure import failure
from tests.hand_clock import HandClock, settled
from tests.telegram_fake import FakeTelegram

LAN = "7001"
SAID = "Trẻ chỉ xuống nước khi có người lớn & <b>=% trông."
BUTTONS = ("Kiểm tra nhà tôi", "Ngừng nhắc")
TOLD = OutgoingMessage("campaign:r:p", "p", SAID, BUTTONS, lane="bulk", question="campaign:CD-7K3FQ")
JPEG = b"\xff\xd8\xff a public picture"


@dataclass
class Office:
    """A platform, a channel on it, and a desk whose database keeps one picture."""

    fake: FakeTelegram
    telegram: Telegram
    desk: Desk
    picture: str

    @property
    def shown(self) -> OutgoingMessage:
        return replace(TOLD, picture=self.picture)

    def second(self) -> Telegram:
        """Another process with the same bot."""
        return Telegram(self.fake.token, self.fake.api, desk=self.desk)


Scene = Callable[[Office], Awaitable[None]]
Play = Callable[[Scene], None]


@pytest.fixture
def play(store: Store) -> Play:
    """Play a scene on each kind of database."""

    async def played(scene: Scene) -> None:
        async with office(store) as there:
            await scene(there)

    return lambda scene: asyncio.run(played(scene))


@asynccontextmanager
async def office(store: Store) -> AsyncIterator[Office]:
    desk = Desk(store, REACTIONS)
    picture = await desk.do(lambda work: work.campaigns.add_picture(JPEG, "image/jpeg"))
    async with FakeTelegram() as fake:
        telegram = Telegram(fake.token, fake.api, desk=desk)
        channel: Channel = telegram
        assert isinstance(channel, SendsMany)
        try:
            yield Office(fake, telegram, desk, picture)
        finally:
            await telegram.close()
            await desk.stop()


def test_many_say_what_one_says(play: Play) -> None:
    async def scene(office: Office) -> None:
        for message in (TOLD, OutgoingMessage("k", "p", "Nhắc"), replace(TOLD, guarded=True, lane="reply")):
            await office.telegram.send("1", message)
            number = await office.telegram.many(message)("2", at_once)
            one, two = office.fake.sent(1)[-1], office.fake.sent(2)[-1]
            assert one.call.params | {"chat_id": 2} == two.call.params and number == str(two.message_id)
        assert office.telegram.state() == "up"

    play(scene)


def test_each_failure_of_many_says_what_follows(play: Play) -> None:
    failures: tuple[tuple[int, type[ChannelError], State], ...] = (
        (429, Throttled, "up"), (400, PersonGone, "up"), (403, PersonGone, "up"), (502, Unanswered, "down"),
        (500, Unanswered, "down"), (404, ChannelDown, "token_refused"), (401, ChannelDown, "token_refused"),
        (409, ChannelDown, "conflict"),
    )  # fmt: skip

    async def scene(office: Office) -> None:
        tell = office.telegram.many(TOLD)
        for chat, (status, kind, state) in enumerate(failures, 1):
            office.fake.fail("sendMessage", status=status, retry_after=7)
            problem = await failure(tell(str(chat), at_once))
            assert type(problem) is kind and office.telegram.state() == state, status
            assert office.fake.token not in f"{problem!r}" and SAID not in f"{problem!r}"
        assert type(await failure(tell("1", at_once))) is Throttled, "the pause of a chat is kept"
        assert type(await failure(office.telegram.many(replace(TOLD, text=" "))("9", at_once))) is Refused

    play(scene)


def test_what_was_handed_over_without_an_answer_may_have_arrived(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.telegram.client = Client(office.fake.token, office.fake.api, 0.3)
        for chat, send in ((1, office.telegram.many(TOLD)), (2, lambda chat, _: office.telegram.send(chat, TOLD))):
            for fault in (office.fake.lose, office.fake.hang):
                fault("sendMessage", chat_id=chat)
                assert type(await failure(send(str(chat), at_once))) is Unanswered
            assert len(office.fake.sent(chat)) == 1, "the one whose answer was lost"
        office.fake.release()

    play(scene)


def test_a_copy_is_begun_when_its_turn_has_come_and_not_before(play: Play) -> None:
    async def scene(office: Office) -> None:
        clock, begun = HandClock(), list[str]()
        busy = Telegram(office.fake.token, office.fake.api, Pacing(clock), office.desk)
        send = busy.many(TOLD)
        pacing = busy._pacing
        await asyncio.gather(*(pacing.turn(str(chat), "reply") for chat in range(100, 100 + PER_SECOND)))
        waiting = asyncio.ensure_future(send("1", lambda: begun.append("1")))
        await settled()
        assert not begun and not office.fake.sent()
        await clock.go_on(1.0)
        await waiting
        assert begun == ["1"] and len(office.fake.sent()) == 1
        for message in (TOLD, office.shown):
            await clock.go_on(1.0)
            assert type(await failure(busy.many(message)("2", no))) is Late
        assert not office.fake.sent(2), "what must not begin does not leave"
        await busy.close()

    def no() -> None:
        raise Late

    play(scene)


def test_many_follow_a_chat_that_moved(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.fake.fail("sendMessage", migrate_to=-1009, chat_id=-9)
        assert await office.telegram.many(TOLD)("-9", at_once)
        assert [sent.chat_id for sent in office.fake.sent()] == [-1009]
        office.fake.fail("sendMessage", migrate_to=-1009, chat_id=-9)
        office.fake.block(-1009)
        assert type(await failure(office.telegram.many(TOLD)("-9", at_once))) is PersonGone

    play(scene)


def test_urgent_messages_find_a_connection_while_many_hang(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.telegram.client = Client(office.fake.token, office.fake.api, 30.0)
        posting = [ready("sendMessage", {"text": SAID}).to(str(n)) for n in range(1, MOST_CONNECTIONS + 10)]
        office.fake.hang("sendMessage", times=MOST_CONNECTIONS)
        under_way = [asyncio.create_task(office.telegram.client.post("sendMessage", form)) for form in posting]
        await office.fake.until(lambda: len(office.fake.made("sendMessage")) == MOST_CONNECTIONS)
        await office.telegram.send(LAN, replace(TOLD, lane="urgent"))
        assert [sent.chat_id for sent in office.fake.sent()] == [7001]
        office.fake.release()
        await asyncio.gather(*under_way)

    play(scene)


def test_a_picture_is_uploaded_once_and_shown_to_all(play: Play) -> None:
    async def scene(office: Office) -> None:
        show = office.telegram.many(office.shown)
        numbers = await asyncio.gather(*(show(str(chat), at_once) for chat in range(1, 11)))
        sent = office.fake.sent()
        assert sorted(numbers) == sorted(str(one.message_id) for one in sent)
        assert {one.chat_id for one in sent} == set(range(1, 11))
        assert {(one.text, one.method, tuple(one.buttons)) for one in sent} == {(SAID, "sendPhoto", BUTTONS)}
        assert len([call for call in office.fake.made("sendPhoto") if call.files]) == 1
        assert [upload.data for one in sent for upload in one.files.values()] == [JPEG] * 10
        assert sent[0].raw_buttons()[0]["callback_data"] == "campaign:CD-7K3FQ\nKiểm tra nhà tôi"
        other = office.second()
        await other.send("11", office.shown)
        assert not office.fake.made("sendPhoto")[-1].files, "another process knows it too"
        await other.close()

    play(scene)


def test_a_picture_that_telegram_forgot_is_uploaded_anew(play: Play) -> None:
    async def scene(office: Office) -> None:
        show = office.telegram.many(office.shown)
        await show("1", at_once)
        office.fake.files.clear()
        await asyncio.gather(show("2", at_once), show("3", at_once))
        assert [one.method for one in office.fake.sent()] == ["sendPhoto"] * 3
        assert len([call for call in office.fake.made("sendPhoto") if call.files]) == 2
        assert {one.chat_id for one in office.fake.sent()} == {1, 2, 3}
        office.fake.fail("sendPhoto", status=400, words="Bad Request: wrong file identifier", chat_id=4, times=2)
        await show("4", at_once)
        assert [one.method for one in office.fake.sent(4)] == ["sendMessage"], "it does not take the upload either"

    play(scene)


def test_a_picture_that_cannot_be_shown_leaves_the_words(play: Play) -> None:
    async def scene(office: Office) -> None:
        for message in (
            replace(TOLD, picture="0" * 32),  # nobody has it
            replace(office.shown, text="dài " * 300),  # longer than what may stand under a picture
        ):
            show = office.telegram.many(message)
            await show("1", at_once)
            await show("1", at_once)
            assert [one.method for one in office.fake.sent(1)][-2:] == ["sendMessage"] * 2
        bare = Telegram(office.fake.token, office.fake.api)
        await bare.send("2", office.shown)
        assert [one.method for one in office.fake.sent(2)] == ["sendMessage"], "it has no desk to ask for the picture"
        await bare.close()

    play(scene)


def test_a_picture_that_telegram_refuses_is_not_uploaded_for_everybody(play: Play) -> None:
    async def scene(office: Office) -> None:
        show = office.telegram.many(office.shown)
        office.fake.fail("sendPhoto", status=400, words="Bad Request: PHOTO_INVALID_DIMENSIONS", times=9)
        await asyncio.gather(show("1", at_once), show("2", at_once))
        await show("3", at_once)
        assert [one.method for one in office.fake.sent()] == ["sendMessage"] * 3
        assert len(office.fake.made("sendPhoto")) <= 2

    play(scene)


def test_a_chat_that_refuses_pictures_hides_them_from_nobody_else(play: Play) -> None:
    async def scene(office: Office) -> None:
        show = office.telegram.many(office.shown)
        words = "Bad Request: not enough rights to send photos to the chat"
        office.fake.fail("sendPhoto", status=400, words=words, chat_id=1)
        for chat in ("1", "2", "3"):
            await show(chat, at_once)
        assert [one.method for one in office.fake.sent()] == ["sendMessage", "sendPhoto", "sendPhoto"]
        assert len([call for call in office.fake.made("sendPhoto") if call.files and call.status == 200]) == 1

    play(scene)


def test_a_failed_upload_is_tried_by_the_next(play: Play) -> None:
    async def scene(office: Office) -> None:
        show = office.telegram.many(office.shown)
        office.fake.fail("sendPhoto", status=502)
        assert type(await failure(show("1", at_once))) is Unanswered
        office.fake.fail("sendPhoto", status=403)
        assert type(await failure(show("1", at_once))) is PersonGone
        await show("2", at_once)
        assert [one.method for one in office.fake.sent()] == ["sendPhoto"]

    play(scene)


def test_names_of_pictures_are_few_and_an_upload_is_waited_for_not_long(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(office: Office) -> None:
        pictures = Pictures(office.desk, "42")
        for number in range(MOST + 1):
            await pictures.keep(f"{number:032x}", f"name {number}")
        assert await pictures.name(f"{0:032x}") == "name 0", "forgotten here, kept in the database"
        await pictures.forget(f"{0:032x}", "another name")
        assert await pictures.name(f"{0:032x}") == "name 0"
        monkeypatch.setattr("bot.channels.telegram.pictures.PATIENCE", 0.01)
        async with pictures.turn():
            with pytest.raises(Throttled):
                await pictures.turn().__aenter__()

    play(scene)


def test_closing_what_was_never_used_and_closing_twice_is_no_harm() -> None:
    async def scene() -> None:
        posting = Posting("http://127.0.0.1:9/bot42:TEST/", 1.0)
        await posting.close()
        with pytest.raises(NetworkError):
            await posting.post("sendMessage", b"")
        for _ in range(2):
            await posting.close()

    asyncio.run(scene())
