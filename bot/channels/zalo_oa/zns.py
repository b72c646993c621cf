"""Template messages to a telephone number, for officers who agreed to them: an alert arrives though no chat is open."""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Literal

from bot.channels import ChannelDown, NotNow, OutOfReach, Refused, State
from bot.channels.zalo_oa.calls import Calls, Failed
from bot.channels.zalo_oa.client import BY_PHONE, message_id
from bot.channels.zalo_oa.hours import follows, is_night, until_morning
from bot.channels.zalo_oa.noting import Noting, of_day
from bot.channels.zalo_oa.templates import filled
from bot.channels.zalo_oa.tokens import Tokens
from bot.log import log_of
from flows.fitting import CHANNELS
from handlers.events import Media, Notice, NoticeKind, OutgoingMessage
from referral.records import dataclass

TRACKING_CHARACTERS = 40  # Zalo takes 48

log = log_of("zalo")


@dataclass(frozen=True, slots=True)
class ZnsParts:
    """What the channel is made of. `secret` makes ids that tell nobody which message they belong to."""

    tokens: Tokens
    calls: Calls
    noting: Noting
    now: Callable[[], datetime]
    templates: Mapping[NoticeKind, str]
    night: Literal["wait", "try"] = "try"
    secret: str = field(default="", repr=False)


class Zns:
    """An address is a number as 84…; only what has a notice can be said here."""

    name = "zns"
    limits = CHANNELS["zns"]
    own = False

    def __init__(self, parts: ZnsParts) -> None:
        self.templates: frozenset[str] = frozenset(parts.templates)
        self._parts = parts

    async def send(self, address: str, message: OutgoingMessage) -> str:
        """Send the template of its notice; Zalo's id of it. OutOfReach for what has no template."""
        notice, template = self._template(message)
        now = self._parts.now()
        if self._parts.night == "wait" and message.lane != "urgent" and is_night(now):
            raise NotNow(until_morning(now))
        body = {
            "phone": address,
            "template_id": template,
            "template_data": filled(notice),
            "tracking_id": self._tracking(message.key),
        }
        try:
            data = await self._parts.calls.post(await self._account(), BY_PHONE, body)
        except Failed as failed:
            raise follows(failed.told, now) from None
        self._parts.noting.note(of_day(data))
        return message_id(data, "msg_id")

    async def clear(self, _address: str, _traces: Sequence[str]) -> None:
        """What was sent stays: it names no case that a stranger could read."""
        log.info("cannot_clear")

    async def retract(self, _address: str, _message: OutgoingMessage, _traces: Sequence[str]) -> None:
        """The same."""
        log.info("cannot_clear")

    async def fetch(self, _ref: str) -> Media:
        """Never asked: nobody writes from there."""
        raise Refused("Nobody sends anything by this way.")

    def state(self) -> State:
        """How Zalo's API for these messages stands, as this process last saw it."""
        tokens = self._parts.tokens.state()
        return tokens if tokens == "token_refused" else self._parts.calls.state()

    def problems(self) -> Sequence[str]:
        """What only a human can put right; of the tokens the account's own channel tells."""
        return self._parts.calls.problems()

    def _template(self, message: OutgoingMessage) -> tuple[Notice, str]:
        notice = message.notice
        template = self._parts.templates.get(notice.kind) if notice else None
        if notice is None or template is None:
            raise OutOfReach("There is no Zalo template for this.")
        return notice, template

    def _tracking(self, key: str) -> str:
        """The same for the same message, and nothing else."""
        return hmac.digest(self._parts.secret.encode(), key.encode(), "sha256").hex()[:TRACKING_CHARACTERS]

    async def _account(self) -> str:
        """The account that sends these: the first one."""
        accounts = self._parts.tokens.accounts() or await self._parts.tokens.look()
        if not accounts:
            raise ChannelDown("No Zalo account is logged in: langnghe zalo login.")
        return min(accounts)
