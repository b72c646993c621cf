"""The Zalo Bot Platform as one way to reach people: words and pictures; nothing can be removed, no button shown."""

from collections.abc import Awaitable, Callable, Sequence

from bot.channels import NotNow, Refused, State, Throttled
from bot.channels.fields import fields
from bot.channels.telegram.pacing import Pacing, Rate
from bot.channels.zalo_bot.client import Client
from bot.channels.zalo_bot.content import identity
from bot.channels.zalo_files import download
from bot.log import log_of
from flows.fitting import CHANNELS, split
from handlers.events import Media, MediaKind, OutgoingMessage

Lend = Callable[[str], Awaitable[str]]  # the id of an attachment -> where its copy can be fetched

MOST_BYTES = 20 * 1024 * 1024  # of a file that a person sent
MOST_TEXT = 2000  # characters; in case Zalo counts units of UTF-16, as for its text styles, so do we
MODERATE = Rate(whole=10, bulk=5)  # a second; nobody says what Zalo bears
KINDS: dict[str, MediaKind] = {"photo": "photo", "voice": "voice"}

log = log_of("zalo_bot")


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
        self.shows_pictures = lend is not None
        self._lend = lend
        self._hosts = tuple(hosts)
        self._pacing = pacing or Pacing(rate=MODERATE)

    async def send(self, address: str, message: OutgoingMessage) -> str:
        """Send a message, with its picture if it has one, and return the platform's id of its first part."""
        await self._pacing.turn(address, message.lane)
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
        """Hand over all parts; if a later one fails all are sent again, for twice is better than never."""
        parts = parts_of(message.text)
        shown = await self._shown(chat, message, parts[0]) if message.attachment_id and self._lend else ""
        ids = [await self._call("sendMessage", chat, text=part) for part in (parts[1:] if shown else parts)]
        return shown or ids[0]

    async def _shown(self, chat: str, message: OutgoingMessage, caption: str) -> str:
        """Send the picture with the first words; "" if Zalo does not take it, so that the words go alone."""
        assert self._lend
        url = await self._lend(message.attachment_id)
        values = {"caption": caption} if caption.strip() else {}
        try:
            return await self._call("sendPhoto", chat, photo=url, **values)
        except Refused:
            log.warning("picture_refused")
            return ""

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
