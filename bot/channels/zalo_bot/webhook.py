"""Let Zalo push what happened to the bot: it is answered only after the desk has stored it."""

import asyncio

from bot.channels import ChannelError
from bot.channels.hearing import Desk, Pauses, Stop
from bot.channels.zalo_bot.client import Client
from bot.channels.zalo_bot.reading import read_body
from bot.channels.zalo_bot.receiving import LOOK_SECONDS, Intake, pause_after
from bot.web.hooks import Headers, Unreadable, knows_secret

SECRET = "X-Bot-Api-Secret-Token"
PATH = "/hook/zalo_bot"


class Webhook:
    """Receive by webhook, as a Hook of the web side. `start` registers it and keeps an eye on it until `stop`."""

    def __init__(
        self, client: Client, desk: Desk, public_url: str, pauses: Pauses | None = None, look: float = LOOK_SECONDS
    ) -> None:
        self._client = client
        self._intake = Intake(client, desk)
        self._url = f"{public_url}{PATH}"
        self._stop = Stop()
        self._pauses = pauses or Pauses()
        self._look = look
        self._told = False  # whether this process has registered it
        self._running: asyncio.Task[None] | None = None

    def admits(self, headers: Headers) -> bool:
        """Whether the sender knows the secret that we gave Zalo."""
        return knows_secret(headers.get(SECRET, ""), self._client.secret)

    async def take(self, body: bytes, _headers: Headers) -> None:
        """Store what Zalo pushed; raises NotKept, or Unreadable for what is no JSON object."""
        read = read_body(body, self._client.bot)
        if read is None:
            raise Unreadable
        await self._intake.take(read)

    async def start(self) -> None:
        """Register in the background."""
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Leave the webhook as it is: Zalo may keep what comes meanwhile."""
        self._stop.say()
        if self._running:
            await self._running

    async def _run(self) -> None:
        """Register, and again whenever it turns out that somebody else did."""
        while not self._stop.said:
            try:
                await self._stop.unless(self._keep())
            except ChannelError as problem:
                await self._stop.pause(pause_after(self._pauses, self._client, problem))
            else:
                self._pauses.reset()
                await self._stop.pause(self._look)

    async def _keep(self) -> None:
        """See that Zalo pushes to us, under our secret: the first time say so, later look."""
        await self._intake.meet_ourselves()
        found = await self._intake.webhook() if self._told else ""
        if found.rstrip("/") == self._url:
            self._client.settle("up")
            return
        if found:
            self._client.note("conflict")  # until a look shows that it is ours again
        await self._client.call("setWebhook", url=self._url, secret_token=self._client.secret)
        self._told = True
