"""What campaigns need of Zalo: public pictures, a quota that is asked for, articles by account."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels import Asks, ChannelDown, NotNow, Paces, Unanswered
from bot.channels.zalo_bot.channel import ZaloBot
from bot.channels.zalo_bot.client import Client
from bot.channels.zalo_bot.setting_up import lent
from bot.channels.zalo_oa.oauth import Granted
from bot.channels.zalo_oa.uploads import MOST_PUBLIC
from bot.desk.mail_pages import Late
from handlers.events import Address, OutgoingMessage
from tests.databases import fresh_url
from tests.failure import failure
from tests.fakes import PHOTO
from tests.zalo_bot_fake import FakeZaloBot
from tests.zalo_fake import Person
from tests.zalo_fake.accounts import Quotas
from tests.zalo_office import ZaloOffice, zalo_office

Scene = Callable[[ZaloOffice, Person], Awaitable[None]]
Play = Callable[[Scene], None]
TOLD = OutgoingMessage("campaign:r:p", "p", "Rào ao lại hôm nay.", lane="bulk", question="campaign:CD-7K3FQ")
BUTTONS = ("Kiểm tra nhà tôi", "Ngừng nhắc")
CS, BROADCAST = "message/cs", "v2.0/oa/message"


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Play a scene with somebody who follows and wrote a moment ago."""

    def played(scene: Scene) -> None:
        async def run() -> None:
            async with zalo_office(fresh_url("sqlite", tmp_path), tmp_path / "keys.json") as office:
                lan = office.fake.person("Lan")
                lan.follow()
                lan.say("chào")
                await scene(office, lan)

        asyncio.run(run())

    return played


def at(office: ZaloOffice, person: Person) -> str:
    return f"{office.account}:{person.id}"


async def with_picture(office: ZaloOffice, data: bytes = PHOTO) -> OutgoingMessage:
    """The message with a picture that is in the store."""
    return replace(TOLD, picture=await office.desk.do(lambda work: work.campaigns.add_picture(data, "image/png")))


def test_a_public_picture_is_uploaded_and_looked_up_once(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        message = await with_picture(office)
        for number in range(3):
            await office.channel.send(at(office, lan), replace(message, key=f"k{number}"))
        assert len(office.fake.made("upload/image")) == 1
        assert [(sent.kind, sent.text) for sent in lan.messages()] == [("image", TOLD.text)] * 3
        await office.channel.send(at(office, lan), replace(message, key="k9", buttons=BUTTONS))
        assert [(sent.kind, sent.text) for sent in lan.messages()[3:]] == [("image", ""), ("template", TOLD.text)]

    play(scene)


def test_a_public_picture_that_zalo_forgot_is_uploaded_anew(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        message = await with_picture(office)
        await office.channel.send(at(office, lan), message)
        office.fake.fail(-238, method=CS)
        for number in range(2):
            await office.channel.send(at(office, lan), replace(message, key=f"k{number}"))
        assert len(office.fake.made("upload/image")) == 2 and len(lan.messages()) == 3

    play(scene)


def test_words_go_alone_where_there_is_no_picture_and_few_are_remembered(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        await office.channel.send(at(office, lan), replace(TOLD, picture="0" * 32))
        assert [(sent.kind, sent.text) for sent in lan.messages()] == [("text", TOLD.text)]
        messages = [await with_picture(office, PHOTO + bytes([number])) for number in range(MOST_PUBLIC + 2)]
        for message in messages:
            await office.channel.send(at(office, lan), message)
        uploads = office.parts.saying._uploads
        assert len(uploads._public) == MOST_PUBLIC

    play(scene)


def test_what_must_not_begin_does_not_leave(play: Play) -> None:
    def no() -> None:
        raise Late

    async def scene(office: ZaloOffice, lan: Person) -> None:
        assert type(await failure(office.channel.hand_over(at(office, lan), TOLD, no))) is Late
        async with FakeZaloBot() as fake:
            bot = ZaloBot(Client(fake.token, fake.api))
            assert type(await failure(bot.hand_over("1", TOLD, no))) is Late
            assert not fake.sent("1")
            await bot.close()
        assert not lan.messages() and isinstance(office.channel, Paces) and isinstance(bot, Paces)

    play(scene)


def test_an_upload_without_an_answer_leaves_the_message_untouched(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        message = await with_picture(office)
        office.fake.lose("upload/image")
        assert type(await failure(office.channel.send(at(office, lan), message))) is ChannelDown
        office.fake.lose(CS)
        assert type(await failure(office.channel.send(at(office, lan), message))) is Unanswered
        assert len(lan.messages()) == 1

    play(scene)


def test_tokens_that_cannot_be_renewed_leave_the_message_untouched(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        office.fake.fail(-216, method=CS)
        office.fake.lose("access_token")
        office.clock.forward(timedelta(minutes=10))
        assert type(await failure(office.channel.send(at(office, lan), TOLD))) is ChannelDown
        assert lan.messages() == []

    play(scene)


def test_what_may_be_sent_is_asked_and_kept(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        assert isinstance(office.channel, Asks)
        address = Address("zalo_oa", at(office, lan))
        person = await office.desk.do(lambda work: work.people.at(address))
        lan.user.free_left = 3
        await office.channel.ask(address.id)
        known = await office.desk.do(lambda work: work.ledger.of(person.id, office.name))
        assert (known.free, known.last_at) == (3, office.clock.now.replace(microsecond=0))
        office.fake.fail(-200, method="quota")
        assert type(await failure(office.channel.ask(address.id))) is ChannelDown

    play(scene)


def test_an_article_is_broadcast_by_each_account_once_a_day_for_a_person(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        await add_account(office, "999")
        assert office.channel.articles() == tuple(sorted((office.account, "999")))
        for article in ("art-1", "art-2"):
            assert [await office.channel.broadcast(account, article) for account in office.channel.articles()]
        assert len(office.fake.made(BROADCAST)) == 4
        assert [sent.text for sent in lan.messages()] == ["art-1"], "one promotion for each person and day"

    play(scene)


def test_the_fake_refuses_a_broadcast_at_night_too(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        office.fake.hours.shift = timedelta(hours=10)  # their clock says night, ours day
        problem = await failure(office.channel.broadcast(office.account, "art-1"))
        assert isinstance(problem, NotNow) and lan.messages() == []

    play(scene)


async def add_account(office: ZaloOffice, account: str) -> None:
    """Another account behind the same app, logged in."""
    pair = office.fake.tokens.give(account)
    office.fake.accounts.quotas[account] = Quotas()
    granted = Granted(pair.access, pair.refresh).pair(office.clock.now)
    await office.desk.do(lambda work: work.tokens.put(f"zalo_oa:{account}", granted))
    await office.parts.tokens.of(account)


def test_the_zalo_bot_is_told_where_the_public_picture_lies() -> None:
    async def scene() -> None:
        async with FakeZaloBot() as fake:
            public = f"{fake.api}"

            async def lend(message: OutgoingMessage) -> str:
                assert not message.attachment_id
                return f"{public}/files/{message.picture}.bin"

            bot = ZaloBot(Client(fake.token, fake.api), lend)
            await bot.send("5f3a90c1d2e4b6a80c17", replace(TOLD, picture="ab" * 16))
            (sent,) = fake.sent("5f3a90c1d2e4b6a80c17")
            assert (sent.call.method, sent.text) == ("sendPhoto", TOLD.text) and "ab" * 16 in sent.photo
            await bot.close()

    asyncio.run(scene())


def test_a_public_picture_is_not_lent(play: Play) -> None:
    async def scene(office: ZaloOffice, _lan: Person) -> None:
        message = replace(TOLD, picture="ab" * 16)
        assert await lent(office.desk, "https://langnghe.example", message) == f"https://langnghe.example/c/{'ab' * 16}"

    play(scene)
