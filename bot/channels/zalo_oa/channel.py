"""Zalo Official Accounts as one way to reach people: say, notify by template, download, and how it all stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime

from bot.channels import Begin, NotNow, OutOfReach, Refused, State, Throttled, at_once
from bot.channels.fields import Fields, fields, moment
from bot.channels.telegram.pacing import Pacing, Rate
from bot.channels.zalo_files import download
from bot.channels.zalo_oa.calls import Calls, Failed
from bot.channels.zalo_oa.client import BROADCAST, QUOTA, TEMPLATE, message_id
from bot.channels.zalo_oa.content import MOST_BYTES
from bot.channels.zalo_oa.errors import SLOW_SECONDS
from bot.channels.zalo_oa.hours import follows, is_night, until_morning
from bot.channels.zalo_oa.noting import Noting, Said, of_account
from bot.channels.zalo_oa.saying import Saying
from bot.channels.zalo_oa.sending import broadcast
from bot.channels.zalo_oa.templates import filled
from bot.channels.zalo_oa.tokens import Tokens
from bot.channels.zalo_oa.trips import To
from bot.channels.zalo_oa.wire import Wire, whole
from bot.log import log_of
from flows.fitting import CHANNELS
from handlers.events import Lane, Media, MediaKind, NoticeKind, OutgoingMessage
from referral.records import dataclass

KINDS: Mapping[str, MediaKind] = {"photo": "photo", "voice": "voice", "video": "video", "document": "document"}
RATE = Rate(whole=60, bulk=40)  # a second; Zalo takes 4,000 a minute of the app, and others may use it too
KEPT_FREE = 400  # requests of a minute that bulk messages leave to all others
BULK_PAUSE = 15.0

log = log_of("zalo")


@dataclass(frozen=True, slots=True)
class PersonQuota:
    """What Zalo says may still be sent to one person for nothing, and when they last did something."""

    last_at: datetime | None
    remain: int
    total: int


@dataclass(frozen=True, slots=True)
class Parts:
    """What the channel is made of; `setting_up` puts it together."""

    wire: Wire
    tokens: Tokens
    calls: Calls
    saying: Saying
    hosts: tuple[str, ...]  # of the deployer's, beside Zalo's own, from which files may be fetched
    noting: Noting
    now: Callable[[], datetime]
    templates: Mapping[NoticeKind, str] = field(default_factory=dict)


class ZaloOA:
    """All Official Accounts behind one app; an address is `<oa_id>:<user_id>`."""

    name = "zalo_oa"
    limits = CHANNELS["zalo_oa"]
    own = False

    def __init__(self, parts: Parts, pacing: Pacing | None = None) -> None:
        self.templates: frozenset[str] = frozenset(parts.templates)
        self._parts = parts
        self._pacing = pacing or Pacing(rate=RATE)

    async def send(self, address: str, message: OutgoingMessage) -> str:
        """Say it, or with act "notice" send the template of its notice; Zalo's id of it."""
        return await self.hand_over(address, message, at_once)

    async def hand_over(self, address: str, message: OutgoingMessage, begin: Begin) -> str:
        """The same; `begin` is asked when its turn has come."""
        await self._turn(address, message.lane)
        begin()
        to = To.at(address)
        say = self._notify if message.act == "notice" else self._parts.saying.say
        try:
            data = await say(to, message)
        except Failed as failed:
            if failed.told.kind == "slow":
                self._pacing.slow_down(address, SLOW_SECONDS)
            raise follows(failed.told, self._parts.now()) from None
        except Throttled as slow:
            self._pacing.slow_down(address, slow.retry_after)
            raise
        self._pacing.arrived(address)
        self._parts.noting.note(of_account(f"{self.name}:{to.account}", address, data))
        return message_id(data)

    async def clear(self, _address: str, _traces: Sequence[str]) -> None:
        """Zalo removes nothing from a chat; the person was told so. Nothing is sent, for somebody else may read it."""
        log.info("cannot_clear")

    async def retract(self, _address: str, _message: OutgoingMessage, _traces: Sequence[str]) -> None:
        """The same: it stays where it is."""
        log.info("cannot_clear")

    async def fetch(self, ref: str) -> Media:
        """Download `kind:address`, at most 20 MB, from Zalo's own hosts only."""
        kind, _, address = ref.partition(":")
        if kind not in KINDS:
            raise Refused("This is no reference of Zalo's.")
        parts = self._parts
        return Media(KINDS[kind], ref, await download(parts.wire.session(), address, parts.hosts, MOST_BYTES))

    async def ask_quota(self, address: str) -> PersonQuota:
        """Ask Zalo what may still be sent to this person. Raises one of the errors of a channel."""
        to = To.at(address)
        data = await self._post(to.account, QUOTA, {"user_id": to.user})
        free, last = fields(data.get("cs_reply")), whole(data.get("last_interaction")) or 0
        remain, total = (whole(free.get(name)) or 0 for name in ("remain", "total"))
        return PersonQuota(moment(last // 1000), remain, total)

    async def ask(self, address: str) -> None:
        """Ask the same, and tell the ledger before returning. Raises one of the errors of a channel."""
        quota, account = await self.ask_quota(address), f"{self.name}:{To.at(address).account}"
        self._parts.noting.note(Said(account, "reply", quota.remain, quota.total, address, quota.last_at))
        await self._parts.noting.finish()

    def articles(self) -> Sequence[str]:
        """The accounts in whose name an article can be broadcast now."""
        return tuple(sorted(self._parts.tokens.accounts()))

    async def broadcast(self, account: str, article_id: str) -> str:
        """Send an article to followers; Zalo's id of it. At night NotNow, without asking; else as `send`."""
        now = self._parts.now()
        if is_night(now):
            raise NotNow(until_morning(now))
        data = await self._post(account, BROADCAST, broadcast(article_id))
        return message_id(data)

    def state(self) -> State:
        """How Zalo stands, as this process last saw it."""
        tokens = self._parts.tokens.state()
        if tokens == "token_refused":
            return tokens
        return "throttled" if self._pacing.quiet() else self._parts.calls.state()

    def problems(self) -> Sequence[str]:
        """What the deployer must do, in sentences that name the remedy; asks nobody."""
        return (*self._parts.tokens.problems(), *self._parts.calls.problems())

    async def close(self) -> None:
        """Close the connections, after what is under way has ended well."""
        await self._parts.saying.finish()
        await self._parts.tokens.finish()
        await self._parts.noting.finish()
        await self._parts.wire.close()

    async def _turn(self, address: str, lane: Lane) -> None:
        """Wait for a turn; bulk gives way when few requests of this minute are left."""
        left = self._parts.calls.remain()
        if lane == "bulk" and left is not None and left < KEPT_FREE:
            self._parts.calls.forget_remain()
            raise Throttled(BULK_PAUSE)
        await self._pacing.turn(address, lane)

    async def _notify(self, to: To, message: OutgoingMessage) -> Fields:
        """The approved template of this notice; OutOfReach if there is none."""
        notice = message.notice
        template = self._parts.templates.get(notice.kind) if notice else None
        if notice is None or template is None:
            raise OutOfReach("There is no Zalo template for this.")
        body = {"user_id": to.user, "template_id": template, "template_data": filled(notice)}
        return await self._parts.calls.post(to.account, TEMPLATE, body)

    async def _post(self, account: str, path: str, body: Mapping[str, object]) -> Fields:
        try:
            return await self._parts.calls.post(account, path, body)
        except Failed as failed:
            raise follows(failed.told, self._parts.now()) from None
