"""What both ways of hearing the Zalo Bot Platform do: know ourselves, store what happened, count the variants."""

from bot.channels import ChannelError, Throttled
from bot.channels.fields import fields, text
from bot.channels.hearing import Desk, Pauses
from bot.channels.zalo_bot.client import Client
from bot.channels.zalo_bot.content import identity
from bot.channels.zalo_bot.errors import channel_error
from bot.channels.zalo_bot.reading import Read
from bot.log import log_of
from bot.metrics import EVENTS, VARIANTS

LOOK_SECONDS = 600.0  # how often we look whether what happens still comes to us
CLEAN = 404  # what getWebhookInfo may answer where there is no webhook

log = log_of("zalo_bot")


def pause_after(pauses: Pauses, client: Client, problem: ChannelError) -> float:
    """Seconds to wait now: as the platform asks, but nobody is left unheard for an hour."""
    asked = problem.retry_after if isinstance(problem, Throttled) else 0.0
    return pauses.after(client.state, min(asked, pauses.longest))


class Intake:
    """Hands what was read to the desk."""

    def __init__(self, client: Client, desk: Desk) -> None:
        self.client = client
        self._desk = desk

    async def take(self, read: Read) -> None:
        """Store one update; raises NotKept."""
        if read.event:
            await self._desk.receive(read.event)
        else:
            EVENTS.labels("zalo_bot", "ignored").inc()
            log.info("ignored", kind=read.ignored)
        for what, variant in read.variants:
            VARIANTS.labels(what, variant).inc()

    async def meet_ourselves(self) -> None:
        """Learn the bot's own id, so that our own words are not taken for somebody's. Raises one of our errors."""
        if not self.client.bot:
            self.client.bot = identity(fields(await self.client.call("getMe")).get("id"))

    async def webhook(self) -> str:
        """Where the platform pushes to now, "" if nowhere. Raises one of our errors."""
        answer = await self.client.ask("getWebhookInfo")
        VARIANTS.labels("zalo_bot_no_webhook", "404" if answer.code == CLEAN else "info").inc()
        if answer.ok or answer.code == CLEAN:
            return text(fields(answer.result).get("url"))
        raise channel_error(answer)
