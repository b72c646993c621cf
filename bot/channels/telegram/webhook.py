"""Let Telegram push what happened: it is answered only after the desk has stored it."""

import asyncio

from telegram.error import TelegramError

from bot.channels.hearing import Desk, Pauses, Stop
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.reading import KINDS, read_body
from bot.channels.telegram.receiving import Intake, asked_by
from bot.web.hooks import Headers, Unreadable, knows_secret

SECRET = "X-Telegram-Bot-Api-Secret-Token"
PATH = "/hook/telegram"
CONNECTIONS = 40


class Webhook:
    """Receive by webhook, as a Hook of the web side. `start` registers it, for as long as that takes, and returns."""

    def __init__(self, telegram: Telegram, desk: Desk, public_url: str, pauses: Pauses | None = None) -> None:
        self._client = telegram.client
        self._intake = Intake(telegram, desk)
        self._url = f"{public_url}{PATH}"
        self._stop = Stop()
        self._pauses = pauses or Pauses()
        self._running: asyncio.Task[None] | None = None

    def admits(self, headers: Headers) -> bool:
        """Whether the sender knows the secret that we gave Telegram."""
        return knows_secret(headers.get(SECRET, ""), self._client.secret)

    async def take(self, body: bytes, _headers: Headers) -> None:
        """Store what Telegram pushed; raises NotKept, or Unreadable for what is no JSON object."""
        read = read_body(body, self._client.number)
        if read is None:
            raise Unreadable
        await self._intake.take(read)

    async def start(self) -> None:
        """Register in the background."""
        self._running = asyncio.create_task(self._register())

    async def stop(self) -> None:
        """Leave the webhook as it is, so that Telegram keeps what comes meanwhile."""
        self._stop.say()
        if self._running:
            await self._running
        await self._intake.finish()

    async def _register(self) -> None:
        while not self._stop.said:
            try:
                await self._stop.unless(self._set())
            except TelegramError as error:
                await self._stop.pause(self._pauses.after(self._client.state, asked_by(error)))
            else:
                self._intake.beside(self._intake.tell_commands())
                return

    async def _set(self) -> None:
        await self._client.call(
            "setWebhook",
            url=self._url,
            secret_token=self._client.secret,
            allowed_updates=list(KINDS),
            max_connections=CONNECTIONS,
            drop_pending_updates=False,
        )
