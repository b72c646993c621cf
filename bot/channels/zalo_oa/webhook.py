"""Let Zalo push what happened to our Official Accounts: checked, read, stored, and only then answered."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from bot.channels.hearing import Desk
from bot.channels.zalo_oa.envelope import Event
from bot.channels.zalo_oa.reading import Read, event_in, read
from bot.channels.zalo_oa.shapes import moment
from bot.channels.zalo_oa.signature import HEADER, Keys, Signed, signer
from bot.log import log_of
from bot.metrics import EVENTS, VARIANTS
from bot.store.store import utc_now
from bot.web.desk import NotKept
from bot.web.hooks import Forged, Headers
from handlers.events import Happening, IncomingEvent
from referral.records import dataclass

PATH = "/hook/zalo_oa"
RETRY = "num_retry"
RETRIES = ("1", "2", "3", "4", "5")
PATIENCE = 1.7  # Zalo waits 2 s
OLD = timedelta(hours=2)  # its last repeat comes after one hour
AHEAD = timedelta(minutes=10)
FINISH_SECONDS = 3.0
MOST_ACCOUNTS = 1000

log = log_of("zalo_oa")


def nothing() -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the webhook needs of the world: the time, how long Zalo waits, the accounts that are known to be ours."""

    clock: Callable[[], datetime] = utc_now
    patience: float = PATIENCE
    oas: Callable[[], Collection[str]] = tuple


class Webhook:
    """Receive by webhook, as a Hook of the web side. `heard` is called for each push that Zalo signed."""

    def __init__(
        self, desk: Desk, keys: Keys, heard: Callable[[], None] = nothing, around: Around | None = None
    ) -> None:
        self._desk = desk
        self._keys = keys
        self._heard = heard
        self._around = around or Around()
        self._met: set[str] = set()  # accounts that a signed push named beyond doubt
        self._storing: set[asyncio.Task[None]] = set()

    def admits(self, _headers: Headers) -> bool:
        """Everybody: the console's probe is not signed, and without an answer of 200 it saves no address."""
        return True

    async def take(self, body: bytes, headers: Headers) -> None:
        """Store what Zalo pushed; raises NotKept, or Forged. What is no signed event is answered and not processed."""
        shown = headers.get(HEADER, "")
        event = event_in(body, self._accounts()) if shown and body else None
        if event is None:
            ignore("no_event" if shown or not body else "unsigned")
            return
        self._check(event, body, shown)
        self._heard()
        count_delivery(headers.get(RETRY, ""), self._age(event))
        await self._keep(self._noted(read(event)))

    async def start(self) -> None:
        """Nothing to begin: the address is saved by hand in Zalo's console."""

    async def stop(self) -> None:
        """Wait a moment for what is still being stored."""
        if self._storing:
            await asyncio.wait(set(self._storing), timeout=FINISH_SECONDS)

    def _accounts(self) -> Collection[str]:
        return self._met.union(self._around.oas())

    def _check(self, event: Event, body: bytes, shown: str) -> None:
        """Raises Forged."""
        variant = signer(self._keys, Signed(body, event.timestamp, event.possible_oas), shown)
        if not variant:
            raise Forged
        VARIANTS.labels("mac", variant).inc()

    def _age(self, event: Event) -> str:
        """Whether the body's time is off: it is stored all the same, for a life may hang on it."""
        at, now = moment(event.raw.get("timestamp")), self._around.clock()
        if at is None:
            return "absurd"
        return "old" if at < now - OLD else "ahead" if at > now + AHEAD else ""

    def _noted(self, found: Read) -> Read:
        """The same, after its variants were counted and its account was remembered."""
        for variant in found.variants:
            VARIANTS.labels(*variant).inc()
        if found.oa and len(self._met) < MOST_ACCOUNTS:
            self._met.add(found.oa)
        if found.ignored:
            ignore(found.ignored)
        return found

    async def _keep(self, found: Read) -> None:
        """Store it in time; what takes longer goes on by itself, and Zalo's repeat is stopped by its id."""
        task = asyncio.create_task(self._store(found.happened))
        self._storing.add(task)
        task.add_done_callback(self._stored)
        await asyncio.wait({task}, timeout=self._around.patience)
        if not task.done():
            raise NotKept
        task.result()

    async def _store(self, happened: Sequence[IncomingEvent | Happening]) -> None:
        for one in happened:
            if isinstance(one, IncomingEvent):
                await self._desk.receive(one)
            else:
                await self._desk.notice(one)

    def _stored(self, task: asyncio.Task[None]) -> None:
        """Let go of it; whether it failed was told already, by 503 at the latest."""
        self._storing.discard(task)
        if not task.cancelled():
            task.exception()


def ignore(why: str) -> None:
    """Count what is not processed; `why` is a word of ours."""
    EVENTS.labels("zalo_oa", "ignored").inc()
    log.info("ignored", kind=why)


def count_delivery(retry: str, age: str) -> None:
    """Count repeats, and times that are off."""
    if retry:
        VARIANTS.labels("retry", retry if retry in RETRIES else "other").inc()
    if age:
        VARIANTS.labels("age", age).inc()
