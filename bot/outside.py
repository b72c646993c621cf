"""The messengers outside our house, as the settings name them: made, listened to, and closed last of all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.webhook import Webhook
from bot.desk import Desk
from bot.settings import Settings
from bot.web.hooks import Hook


class Receiver(Protocol):
    """Hears what people do there, from `start` until `stop`."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Outside:
    """The messengers that are set up: none on a fresh machine."""

    channels: tuple[Telegram, ...] = ()
    receivers: tuple[Receiver, ...] = ()
    hooks: Mapping[str, Hook] | None = None

    async def start(self) -> None:
        """Listen from now on."""
        for receiver in self.receivers:
            await receiver.start()

    async def stop(self) -> None:
        """Listen no more; what was heard is stored."""
        for receiver in self.receivers:
            await receiver.stop()

    async def close(self) -> None:
        """Close the connections, after the desk has delivered its last message."""
        for channel in self.channels:
            await channel.close()


def outside_of(settings: Settings, desk: Desk) -> Outside:
    """The messengers of these settings, added to the desk."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return Outside()
    telegram = Telegram(token, settings.telegram_api.rstrip("/"))
    desk.add(telegram)
    if settings.web_address.startswith("https:"):
        hook = Webhook(telegram, desk, settings.web_address)
        return Outside((telegram,), (hook,), {telegram.name: hook})
    return Outside((telegram,), (Polling(telegram, desk),))
