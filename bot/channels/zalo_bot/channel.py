"""The Zalo Bot Platform as one way to reach people: words and pictures; nothing can be removed, no button shown."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence

from bot.channels import Begin, NotNow, Refused, State, Throttled, at_once
from bot.channels.fields import fields
from bot.channels.telegram.pacing import Pacing, Rate
from bot.channels.zalo_bot.client import Client
from bot.channels.zalo_bot.content import identity
from bot.channels.zalo_files import download
from bot.log import log_of
from flows.fitting import CHANNELS, split
from handlers.events import Media, MediaKind, OutgoingMessage

Lend = Callable[[OutgoingMessage], Awaitable[str]]  # where its picture can be fetched; "" if it is not this person's

MOST_BYTES = 20 * 1024 * 1024  # of a file that a person sent
MOST_TEXT = 2000  # characters; in case Zalo counts units of UTF-16, as for its text styles, so do we
MOST_BEGUN = 1000  # messages that were broken off between two parts
MODERATE = Rate(whole=10, bulk=5)  # a second; nobody says what Zalo bears
KINDS: dict[str, MediaKind] = {"photo": "photo", "voice": "voice"}

log = log_of("zalo_bot")


class Begun:
    """Which parts of messages went already, while a later part has not: in memory, the newest `most` of them."""

    def __init__(self, most: int = MOST_BEGUN) -> None:
        self._most = most
        self._parts: OrderedDict[tuple[str, str], list[str]] = OrderedDict()

    def parts(self, chat: str, key: str) -> list[str]:
        """The platform's ids of what went; add to it what goes."""
        found = self._parts.setdefault((chat, key), [])
        self._parts.move_to_end((chat, key))
        if len(self._parts) > self._most:
            self._parts.popitem(last=False)
        return found

    def done(self, chat: str, key: str) -> None:
        """All of it went."""
        self._parts.pop((chat, key), None)


class ZaloBot:
    """One bot. `lend` makes a picture fetchable; without it pictures are only spoken of. Close it last of all."""

    name = "zalo_bot"
    limits = CHANNELS["zalo_bot"]
    own = False
    templates: frozenset[str] = frozenset()

    def __init__(
        self, client: Client, lend: Lend | None = None, hosts: Sequence[str] = (), pacing: Pacing | None = None
    ) -> None:
        self.client = client
        self._lend = lend
        self._hosts = tuple(hosts)
        self._pacing = pacing or Pacing(rate=MODERATE)
        self._begun = Begun()

    async def send(self, address: str, message: OutgoingMessage) -> str:
        """Send a message, with its picture if it has one, and return the platform's id of its first part."""
        return await self.hand_over(address, message, at_once)

    async def hand_over(self, address: str, message: OutgoingMessage, begin: Begin) -> str:
        """The same; `begin` is asked when its turn has come."""
        await self._pacing.turn(address, message.lane)
        begin()
        try:
            sent = await self._said(address, message)
        except Throttled as slower:
            self._pacing.slow_down(address, slower.retry_after)
            raise
        self._pacing.arrived(address)
        return sent

    async def clear(self, _address: str, traces: Sequence[str]) -> None:
        """Nothing: what was said on Zalo stays there, which the person was told."""
        log.info("nothing_removed", kept=len(traces))

    async def retract(self, _address: str, _message: OutgoingMessage, traces: Sequence[str]) -> None:
        """Nothing, as `clear`."""
        log.info("nothing_removed", kept=len(traces))

    async def fetch(self, ref: str) -> Media:
        """Download `kind:address`, at most 20 MB, from Zalo's own hosts."""
        kind, _, url = ref.partition(":")
        if kind not in KINDS:
            raise Refused("This is no reference of Zalo's.")
        return Media(KINDS[kind], ref, await download(self.client.session, url, self._hosts, MOST_BYTES))

    def state(self) -> State:
        """How the platform stands, as this process last saw it."""
        if self.client.state == "up" and self._pacing.quiet():
            return "throttled"
        return self.client.state

    def problems(self) -> Sequence[str]:
        """Its state says all."""
        return ()

    async def close(self) -> None:
        """Close the connections."""
        await self.client.close()

    async def _said(self, chat: str, message: OutgoingMessage) -> str:
        """Hand over all parts that did not go at an earlier try; a slow platform would hear them for a day."""
        parts, went = parts_of(message.text), self._begun.parts(chat, message.key)
        if not went and (message.attachment_id or message.picture) and self._lend:
            went += await self._shown(chat, message, parts[0])
        for part in parts[len(went) :]:
            went.append(await self._call("sendMessage", chat, text=part))
        self._begun.done(chat, message.key)
        return went[0]

    async def _shown(self, chat: str, message: OutgoingMessage, caption: str) -> list[str]:
        """Send the picture with the first words; nothing if it is not theirs or not taken: the words go alone."""
        assert self._lend
        url = await self._lend(message)
        values = {"caption": caption} if caption.strip() else {}
        try:
            return [await self._call("sendPhoto", chat, photo=url, **values)] if url else []
        except Refused:
            log.warning("picture_refused")
            return []

    async def _call(self, method: str, chat: str, **values: object) -> str:
        """The platform's id of what was sent."""
        try:
            return identity(fields(await self.client.call(method, chat_id=chat, **values)).get("message_id"))
        except NotNow:
            log.error("quota_gone")
            raise


def parts_of(text: str) -> list[str]:
    """The words in parts that Zalo takes; at least one."""
    outside = sum(ord(letter) > 0xFFFF for letter in text)  # each an emoji of two units
    return split(text, max(MOST_TEXT - outside, MOST_TEXT // 2)) if len(text) + outside > MOST_TEXT else [text]
