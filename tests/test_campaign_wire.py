"""What the preview shows is what leaves: one message on each channel, with the same words, buttons and picture."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.campaign_lines import panel
from bot.channels.page import Page
from bot.channels.telegram.channel import Telegram
from bot.channels.terminal import CITIZEN, Terminal
from bot.channels.zalo_bot.channel import ZaloBot
from bot.channels.zalo_bot.client import Client
from bot.channels.zalo_oa.sending import has_buttons, texts
from bot.desk import Desk
from bot.store import Store, Surroundings
from bot.store.work import SqlWork
from bot.web.hub import Hub
from bot.web.public import address_of
from bot.wiring import REACTIONS
from handlers.campaign_preview import Preview, View, previews
from handlers.campaign_words import misfits
from handlers.events import Address, OutgoingMessage
from handlers.house import House
from referral.campaigns import Campaign
from tests.cast import OWN_CHANNELS
from tests.databases import fresh_url
from tests.fakes import PHOTO
from tests.telegram_fake import FakeTelegram
from tests.test_campaign_words import DAY
from tests.zalo_bot_fake import FakeZaloBot
from tests.zalo_office import zalo_office

TEXT = "Thấy trẻ gặp nguy hiểm: gọi 111, 113, 114 hoặc 115."
CAMPAIGN = Campaign("home", "Nhà an toàn", "home", "1 June", {"vi": TEXT, "en": TEXT}, flow="safe_home")
PUBLIC = "https://langnghe.example"
HOUSE = House(public_url=PUBLIC, own_channels=OWN_CHANNELS)
CHAT = "5f3a90c1d2e4b6a80c17"

Wire = tuple[str, tuple[str, ...], bool]  # the words, the buttons, whether there is a picture
both = pytest.mark.parametrize("drawn", [False, True])


@contextmanager
def at_work(folder: Path, house: House = HOUSE) -> Iterator[SqlWork]:
    store = Store.open(fresh_url("sqlite", folder), folder / "ring.json", Surroundings(house))
    with store.begin() as connection:
        yield store.work(connection)
    store.close()


def shown(folder: Path, channel: str, drawn: bool, house: House = HOUSE) -> Preview:
    """The preview there, of a campaign with a picture or without."""
    with at_work(folder, house) as work:
        picture = work.campaigns.add_picture(PHOTO, "image/png") if drawn else ""
        (one,) = previews(work, replace(CAMPAIGN, picture=picture), DAY, View((channel,), ("vi",)))
    return one


def promised(one: Preview) -> list[Wire]:
    return [(one.message.text, one.message.buttons, bool(one.message.picture))]


def to_send(one: Preview) -> OutgoingMessage:
    return replace(one.message, key="campaign:r:p", person_id="p", question="campaign:CD-7K3FQ")


@both
def test_zalo_gets_the_message_of_the_preview(tmp_path: Path, drawn: bool) -> None:
    assert_same_on_zalo(tmp_path, drawn, buttons=True)


@both
def test_zalo_without_buttons_gets_the_message_of_the_preview(tmp_path: Path, drawn: bool) -> None:
    assert_same_on_zalo(tmp_path, drawn, buttons=False)


def assert_same_on_zalo(tmp_path: Path, drawn: bool, buttons: bool) -> None:
    house = HOUSE if buttons else replace(HOUSE, without_buttons=frozenset({"zalo_oa"}))
    one = shown(tmp_path, "zalo_oa", drawn, house)

    async def sent() -> list[Wire]:
        async with zalo_office(fresh_url("sqlite", tmp_path), tmp_path / "k.json", zalo_buttons=buttons) as office:
            lan = office.fake.person("Lan")
            lan.follow()
            lan.say("chào")
            await office.desk.do(lambda work: work.campaigns.add_picture(PHOTO, "image/png"))
            await office.channel.send(f"{office.account}:{lan.id}", to_send(one))
            return [(m.text, tuple(m.buttons), m.kind == "image") for m in lan.messages()]

    assert asyncio.run(sent()) == promised(one)
    assert bool(one.message.buttons) == (buttons and not drawn)


@both
def test_telegram_gets_the_message_of_the_preview(tmp_path: Path, drawn: bool) -> None:
    one = shown(tmp_path, "telegram", drawn)

    async def sent() -> list[Wire]:
        store = Store.open(fresh_url("sqlite", tmp_path), tmp_path / "k.json", Surroundings())
        desk = Desk(store, REACTIONS)
        await desk.do(lambda work: work.campaigns.add_picture(PHOTO, "image/png"))
        async with FakeTelegram() as fake:
            telegram = Telegram(fake.token, fake.api, desk=desk)
            fake.person(7001).say("chào")
            await telegram.send("7001", to_send(one))
            await telegram.close()
            found = [(m.text, tuple(m.buttons), m.method == "sendPhoto") for m in fake.sent(7001)]
        await desk.stop()
        store.close()
        return found

    assert asyncio.run(sent()) == promised(one)


@both
def test_the_zalo_bot_gets_the_message_of_the_preview(tmp_path: Path, drawn: bool) -> None:
    one = shown(tmp_path, "zalo_bot", drawn)

    async def sent() -> list[Wire]:
        async with FakeZaloBot() as fake:

            async def lend(message: OutgoingMessage) -> str:
                return address_of(fake.api, message.picture)

            bot = ZaloBot(Client(fake.token, fake.api), lend)
            await bot.send(CHAT, to_send(one))
            await bot.close()
            return [(m.text, (), m.call.method == "sendPhoto") for m in fake.sent(CHAT)]

    assert asyncio.run(sent()) == promised(one)


def test_the_zalo_bot_has_no_picture_where_nothing_can_be_fetched(tmp_path: Path) -> None:
    for address in ("http://langnghe.example", ""):
        assert shown(tmp_path, "zalo_bot", True, replace(HOUSE, public_url=address)).message.picture == ""
    assert shown(tmp_path, "zalo_bot", True).message.picture


@both
def test_a_page_gets_the_message_of_the_preview(tmp_path: Path, drawn: bool) -> None:
    one = shown(tmp_path, "webchat", drawn)

    async def sent() -> list[Wire]:
        store = Store.open(fresh_url("sqlite", tmp_path), tmp_path / "k.json", Surroundings())
        desk = Desk(store, REACTIONS)
        person = await desk.do(lambda work: work.people.at(Address("webchat", "lan")))
        await Page("webchat", desk, Hub()).send("lan", replace(to_send(one), person_id=person.id))
        mails = await desk.do(lambda work: work.mailbox.after(person.id, 0, 9))
        await desk.stop()
        store.close()
        return [(m.message.text, m.message.buttons, bool(m.message.picture)) for m in mails]

    assert asyncio.run(sent()) == promised(one)


@both
def test_a_terminal_prints_the_message_of_the_preview(tmp_path: Path, drawn: bool) -> None:
    one = shown(tmp_path, "terminal", drawn)
    printed: list[OutgoingMessage] = []
    terminal = Terminal(CITIZEN, lambda _, message: printed.append(message), PUBLIC)
    asyncio.run(terminal.send("", to_send(one)))
    line = f"\n[hình: {PUBLIC}/c/{one.message.picture}]" if drawn else ""
    assert [(m.text, m.buttons) for m in printed] == [(one.message.text + line, one.message.buttons)]


def test_a_message_that_is_no_campaign_keeps_its_numbers_to_tap() -> None:
    assert has_buttons(OutgoingMessage("k", "p", TEXT))


def test_lines_instead_of_buttons_count(tmp_path: Path) -> None:
    """Zalo may refuse buttons at any time: then they are lines, and must not become a second message."""
    with at_work(tmp_path) as work:
        (one,) = previews(work, CAMPAIGN, DAY, View(("zalo_oa",), ("vi",)))
        room = 2000 - one.length
        for more, fits in ((0, False), (-60, True)):
            long = replace(CAMPAIGN, texts={"vi": TEXT + "a" * (room + more), "en": "b"})
            (same,) = previews(work, long, DAY, View(("zalo_oa",), ("vi",)))
            assert same.fits is fits is ("zalo_oa" not in {m.channel for m in misfits(work, long, DAY)})
            assert (len(texts(same.message)) == 1) is fits


def test_a_place_is_as_long_as_the_longest_of_its_kind(tmp_path: Path) -> None:
    """The commune of the longest name lies in a province of a short one."""
    texts_of = {"commune": "{commune}" * 30, "province": "{province}" * 150}
    with at_work(tmp_path) as work:
        for text in texts_of.values():
            campaign = replace(CAMPAIGN, texts={"vi": text, "en": "b"})
            worst = {m.channel: m.over_by for m in misfits(work, campaign, DAY)}.get("telegram", 0)
            for commune in ("00226", "21172", "05443", "21340", "08707"):
                (one,) = previews(work, campaign, DAY, View(("telegram",), ("vi",), commune))
                assert one.length - one.most <= worst


def test_the_template_and_the_article_are_shown_where_they_are(tmp_path: Path) -> None:
    articled = replace(CAMPAIGN, article="art-1")
    with at_work(tmp_path, replace(HOUSE, templates=frozenset({"campaign"}))) as work:
        found = previews(work, articled, DAY)
    assert {one.reader.channel: one.template for one in found if one.template} == {"zalo_oa": found[0].message.notice}
    assert {one.reader.channel for one in found if one.article} == {"zalo_oa"}
    (zalo,) = {str(panel(one).renderable) for one in found if one.article and one.reader.locale == "vi"}
    assert "by template (paid): title = Nhà an toàn" in zalo and "article art-1" in zalo
    with at_work(tmp_path) as work:
        assert not any(one.template or one.article for one in previews(work, CAMPAIGN, DAY))
