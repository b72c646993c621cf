"""Events pushed to the program: signed over the bytes as sent, and sent again on Zalo's ladder until it says 200."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.zalo_fake.calls import Json
from tests.zalo_fake.hours import Hours
from tests.zalo_fake.twists import HOLDS, Bent, Twists

LADDER = tuple(timedelta(seconds=seconds) for seconds in (30, 300, 900, 1800, 3600))
SIGNATURE = "X-ZEvent-Signature"


@dataclass(frozen=True, slots=True)
class Post:
    """One delivery: what was sent, with which `num_retry`, what the program answered (0: nothing in time)."""

    event: str
    body: bytes
    headers: Mapping[str, str]
    retry: int
    status: int


@dataclass(slots=True)
class Pending:
    """A delivery that waits for its moment in the fake's time."""

    bent: Bent
    due: datetime
    retry: int = 0


@dataclass(slots=True)
class Webhook:
    """Where events go; no `url`: nowhere. `patience` are the real seconds the program has to answer."""

    hours: Hours
    app_id: str
    oa_secret: str
    url: str = ""
    patience: float = 2.0
    only_connection: bool = False  # whether nothing but a failed connection is tried again; sources differ
    twists: Twists = field(default_factory=Twists)
    posts: list[Post] = field(default_factory=list)
    waiting: list[Pending] = field(default_factory=list)
    held: list[Bent] = field(default_factory=list)
    changed: Callable[[], None] = lambda: None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _lines: dict[str, asyncio.Lock] = field(default_factory=dict)
    _client: ClientSession | None = None

    def push(self, event: Json, headers: Mapping[str, str] | None = None) -> Json:
        """Send this event now, or as the twists say. Returns it as it went out."""
        bent = self.twists.bend(event, dict(headers or {}))
        if not self.url:
            return bent.event
        if bent.how in HOLDS:
            self.held.append(bent)
        else:
            for _ in range(bent.copies):
                self._start(Pending(bent, self.hours.now()))
            self.let_go()
        return bent.event

    def probe(self, signed: bool = False, body: bytes = b"") -> None:
        """What the console sends when the address is saved: empty, or unsigned."""
        self._start(Pending(Bent({}, "probe", raw=body, unsigned=not signed), self.hours.now()))

    def deliver_held(self) -> None:
        """Send what was kept back as late, as if it came with the last step of the ladder."""
        held, self.held = self.held, []
        for bent in held:
            self._start(Pending(bent, self.hours.now(), len(LADDER)))

    def unsent(self) -> int:
        """How many are on their way, are to be repeated, or are kept back."""
        return len(self._tasks) + len(self.waiting) + len(self.held)

    async def step(self) -> bool:
        """Go to the moment of the next repetition, and repeat; False if nothing waits."""
        if not self.waiting:
            return False
        due = min(pending.due for pending in self.waiting)
        self.hours.forward(max(due - self.hours.now(), timedelta()))
        self.flush()
        await self.quiet()
        return True

    def flush(self) -> None:
        """Repeat what is due by now."""
        due = [pending for pending in self.waiting if pending.due <= self.hours.now()]
        self.waiting = [pending for pending in self.waiting if pending not in due]
        for pending in due:
            self._start(pending)

    async def quiet(self) -> None:
        """Until nothing is on its way; what waits for its moment does not count."""
        while self._tasks:
            await asyncio.wait(tuple(self._tasks))
            await asyncio.sleep(0)

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client:
            await self._client.close()

    def signed(self, body: bytes, bent: Bent) -> str:
        """The signature of these bytes."""
        first = str(bent.oa_id) if bent.how == "oa_mac" else self.app_id
        secret = "forged" if bent.how == "forged_mac" else self.oa_secret
        mac = hashlib.sha256(first.encode() + body + str(bent.event.get("timestamp", "")).encode() + secret.encode())
        return f"mac={mac.hexdigest()}"

    def let_go(self) -> None:
        """Send what was only kept until a later one was sent."""
        for bent in [bent for bent in self.held if bent.how == "reorder"]:
            self.held.remove(bent)
            self._start(Pending(bent, self.hours.now()))

    def _start(self, pending: Pending) -> None:
        task = asyncio.create_task(self._deliver(pending))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, pending: Pending) -> None:
        async with self._lines.setdefault(pending.bent.user, asyncio.Lock()):
            status = await self._post(pending)
        again = status == 0 if self.only_connection else status != 200
        if again and pending.bent.how != "probe" and pending.retry < len(LADDER):
            due = self.hours.now() + LADDER[pending.retry]
            self.waiting.append(Pending(pending.bent, due, pending.retry + 1))
        self.changed()

    async def _post(self, pending: Pending) -> int:
        """What the program answered."""
        bent, body = pending.bent, pending.bent.raw
        headers = {"Content-Type": "application/json", **bent.headers}
        if bent.how != "probe":
            body = json.dumps(bent.event, ensure_ascii=False).encode()
        if not bent.unsigned:
            headers[SIGNATURE] = self.signed(body, bent)
        if pending.retry:
            headers["num_retry"] = str(pending.retry)
        self._client = self._client or ClientSession(timeout=ClientTimeout(total=self.patience))
        try:
            async with self._client.post(self.url, data=BytesIO(body), headers=headers) as answer:
                status = answer.status
        except (ClientError, TimeoutError, OSError):
            status = 0
        self.posts.append(Post(str(bent.event.get("event_name", "")), body, headers, pending.retry, status))
        return status
