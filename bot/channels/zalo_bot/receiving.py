"""What both ways of hearing the Zalo Bot Platform do: know ourselves, store what happened, count the variants."""

from bot.channels import ChannelError, Throttled
from bot.channels.fields import fields, text
from bot.channels.hearing import Desk
from bot.channels.zalo_bot.client import Client
from bot.channels.zalo_bot.content import identity
from bot.channels.zalo_bot.errors import channel_error
from bot.channels.zalo_bot.reading import Read
from bot.log import log_of
from bot.metrics import EVENTS, VARIANTS

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
TOKEN_PAUSE = 60.0  # a token that is refused may be given back
LOOK_SECONDS = 600.0  # how often we look whether what happens still comes to us
CLEAN = 404  # what getWebhookInfo may answer where there is no webhook

log = log_of("zalo_bot")


class Pauses:
    """How long to wait after one failure more, in seconds: twice as long each time; `token` if it is refused."""

    def __init__(self, first: float = FIRST_PAUSE, longest: float = LONGEST_PAUSE, token: float = TOKEN_PAUSE) -> None:
        self._first = self._next = first
        self._longest = longest
        self._token = token

    def after(self, client: Client, problem: ChannelError | None = None) -> float:
        """Seconds to wait now."""
        if client.state == "token_refused":
            return self._token
        now, self._next = self._next, min(self._next * 2, self._longest)
        return max(now, min(problem.retry_after, self._longest)) if isinstance(problem, Throttled) else now

    def reset(self) -> None:
        """It works again."""
        self._next = self._first


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
