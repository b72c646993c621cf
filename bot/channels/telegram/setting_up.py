"""From the settings to Telegram: pushed to where we have https, else polled by one process at a time."""

from bot.channels.in_turn import InTurn
from bot.channels.outside import Outside
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.webhook import Webhook
from bot.desk import Desk
from bot.settings import Settings


def telegram_with(token: str, settings: Settings, desk: Desk) -> Outside:
    """The Telegram bot with this token."""
    telegram = Telegram(token, settings.telegram_api.rstrip("/"), desk=desk)
    desk.add(telegram)
    if settings.web_address.startswith("https:"):
        hook = Webhook(telegram, desk, settings.web_address)
        return Outside((telegram,), (hook,), {telegram.name: hook})
    polling = InTurn("poll:telegram", lambda: desk.part.leases, lambda: Polling(telegram, desk))
    return Outside((telegram,), (polling,))
