"""The messengers outside our house, as the settings name them: made, listened to, and closed last of all."""

from functools import reduce
from operator import add

from bot.channels.in_turn import InTurn
from bot.channels.outside import Outside
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.webhook import Webhook
from bot.channels.zalo_bot.setting_up import zalo_bot_of
from bot.channels.zalo_oa.setting_up import zalo_oa_of
from bot.desk import Desk
from bot.settings import Settings


def outside_of(settings: Settings, desk: Desk) -> Outside:
    """The messengers of these settings, added to the desk."""
    return reduce(add, (make(settings, desk) for make in MAKERS))


def telegram_of(settings: Settings, desk: Desk) -> Outside:
    """The Telegram bot, if there is a token: pushed to where we have https, else polled."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return Outside()
    telegram = Telegram(token, settings.telegram_api.rstrip("/"), desk=desk)
    desk.add(telegram)
    if settings.web_address.startswith("https:"):
        hook = Webhook(telegram, desk, settings.web_address)
        return Outside((telegram,), (hook,), {telegram.name: hook})
    polling = InTurn("poll:telegram", lambda: desk.part.leases, lambda: Polling(telegram, desk))
    return Outside((telegram,), (polling,))


MAKERS = (telegram_of, zalo_oa_of, zalo_bot_of)
