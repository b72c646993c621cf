"""The Zalo bot of the settings, if there is one: its channel, and how it is heard."""

from bot.channels.outside import Outside
from bot.desk import Desk
from bot.settings import Settings


def zalo_bot_of(settings: Settings, desk: Desk) -> Outside:
    """The Zalo bot, added to the desk."""
    del settings, desk
    return Outside()
