"""The messengers outside our house, as the settings name them: made, listened to, and closed last of all.

What a messenger needs is read only where there is one: each has large libraries or many modules.
"""

from functools import reduce
from operator import add

from bot.channels.outside import Outside
from bot.desk import Desk
from bot.settings import Settings


def outside_of(settings: Settings, desk: Desk) -> Outside:
    """The messengers of these settings, added to the desk."""
    return reduce(add, (make(settings, desk) for make in MAKERS))


def telegram_of(settings: Settings, desk: Desk) -> Outside:
    """The Telegram bot, if there is a token."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return Outside()
    from bot.channels.telegram.setting_up import telegram_with

    return telegram_with(token, settings, desk)


def zalo_oa_of(settings: Settings, desk: Desk) -> Outside:
    """The Zalo Official Account, if there is an app. Raises BadTemplates."""
    if not settings.zalo_app_id:
        return Outside()
    from bot.channels.zalo_oa.setting_up import zalo_oa_with

    return zalo_oa_with(settings, desk)


def zalo_bot_of(settings: Settings, desk: Desk) -> Outside:
    """The Zalo bot, if there is a token."""
    token = settings.zalo_bot_token.get_secret_value()
    if not token:
        return Outside()
    from bot.channels.zalo_bot.setting_up import zalo_bot_with

    return zalo_bot_with(token, settings, desk)


MAKERS = (telegram_of, zalo_oa_of, zalo_bot_of)
