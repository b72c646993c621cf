"""Which messengers are set up, and how they are listened to, as the settings say."""

import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.channels.in_turn import InTurn
from bot.channels.outside import Outside, Receiver
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.webhook import Webhook
from bot.channels.zalo_bot.channel import ZaloBot
from bot.channels.zalo_bot.polling import Polling as ZaloBotPolling
from bot.channels.zalo_bot.webhook import Webhook as ZaloBotWebhook
from bot.channels.zalo_oa.renewing import Renewing
from bot.channels.zalo_oa.templates import BadTemplates
from bot.channels.zalo_oa.webhook import Webhook as ZaloWebhook
from bot.desk import Desk
from bot.outside import outside_of
from bot.settings import Settings
from bot.store import Store
from bot.wiring import REACTIONS
from tests.databases import fresh_url
from tests.telegram_fake import FakeTelegram

TOKEN = SecretStr("42:TEST")


async def set_up(folder: Path, settings: Settings) -> tuple[Outside, list[str]]:
    """The messengers of these settings, and the channels the desk delivers through then."""
    store = Store.open(fresh_url("sqlite", folder), folder / "keys.json")
    desk = Desk(store, REACTIONS)
    outside = outside_of(settings, desk)
    await desk.stop()
    store.close()
    return outside, list(desk.channels)


def heard_by(one: Receiver) -> type:
    """What hears people, also where it waits for its turn."""
    return type(one._make() if isinstance(one, InTurn) else one)


def test_a_fresh_machine_has_none(tmp_path: Path) -> None:
    outside, channels = asyncio.run(set_up(tmp_path, Settings()))
    assert outside == Outside() and channels == []


@pytest.mark.parametrize(
    ("public_url", "receiver", "hooks"),
    [("", Polling, []), ("http://192.0.2.1", Polling, []), ("https://langnghe.example", Webhook, ["telegram"])],
)
def test_telegram_is_polled_until_there_is_a_public_https_address(
    public_url: str, receiver: type, hooks: list[str], tmp_path: Path
) -> None:
    settings = Settings(telegram_token=TOKEN, public_url=public_url)
    outside, channels = asyncio.run(set_up(tmp_path, settings))
    assert [heard_by(one) for one in outside.receivers] == [receiver]
    assert list(outside.hooks or {}) == hooks and channels == ["telegram"]


@pytest.mark.parametrize(
    ("public_url", "receiver", "hooks", "shows"),
    [
        ("", ZaloBotPolling, [], False),
        ("http://192.0.2.1", ZaloBotPolling, [], False),
        ("https://langnghe.example", ZaloBotWebhook, ["zalo_bot"], True),
    ],
)
def test_the_zalo_bot_is_polled_and_shows_no_pictures_until_there_is_a_public_https_address(
    public_url: str, receiver: type, hooks: list[str], shows: bool, tmp_path: Path
) -> None:
    settings = Settings(zalo_bot_token=SecretStr("123456789:abc-xyz"), public_url=public_url)
    outside, channels = asyncio.run(set_up(tmp_path, settings))
    assert [heard_by(one) for one in outside.receivers] == [receiver]
    assert list(outside.hooks) == hooks and channels == ["zalo_bot"]
    (channel,) = outside.channels
    assert isinstance(channel, ZaloBot) and (channel._lend is not None) == shows


async def registered(folder: Path) -> dict[str, object]:
    """What Telegram is told when the program starts and stops with a public address."""
    async with FakeTelegram(TOKEN.get_secret_value()) as fake:
        public = "https://langnghe.example"
        settings = Settings(telegram_token=TOKEN, telegram_api=fake.api, public_url=public)
        outside, _ = await set_up(folder, settings)
        await outside.start()
        await fake.until(lambda: bool(fake.made("setWebhook")))
        await outside.stop()
        await outside.close()
        return fake.made("setWebhook")[0].params


def test_the_webhook_is_registered_with_a_secret_and_drops_nothing(tmp_path: Path) -> None:
    told = asyncio.run(registered(tmp_path))
    assert told["url"] == "https://langnghe.example/hook/telegram"
    assert len(str(told["secret_token"])) == 64 and "42:TEST" not in str(told["secret_token"])
    assert told.get("drop_pending_updates") in (False, None)


@pytest.mark.parametrize(("templates", "channels"), [("", ["zalo_oa"]), ("alert=1", ["zalo_oa", "zns"])])
def test_zalo_is_heard_by_its_hook_and_renews_its_tokens(templates: str, channels: list[str], tmp_path: Path) -> None:
    settings = Settings(zalo_app_id="1", zalo_templates=templates)
    outside, found = asyncio.run(set_up(tmp_path, settings))
    assert found == channels and list(outside.hooks) == ["zalo_oa"]
    assert {type(one) for one in outside.receivers} == {ZaloWebhook, Renewing}


def test_bad_templates_stop_the_start(tmp_path: Path) -> None:
    with pytest.raises(BadTemplates):
        asyncio.run(set_up(tmp_path, Settings(zalo_app_id="1", zalo_templates="alarm=1")))
