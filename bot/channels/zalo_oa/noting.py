"""Tell the ledger what Zalo said of quotas, beside the sending: the newest word of each, and no send fails by it."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.channels.fields import Fields, fields, text
from bot.channels.jobs import Jobs
from bot.channels.zalo_oa.wire import whole
from bot.store.work import SqlWork
from referral.records import dataclass

Keep = Callable[[SqlWork, "Said"], None]


@dataclass(frozen=True, slots=True)
class Said:
    """What Zalo said of one quota: of the account, or of what one person (`address`) may still get for nothing."""

    account: str
    kind: str
    remain: int
    total: int
    address: str = ""
    last_at: datetime | None = None  # when this person last did something, if that was told


class Noting:
    """Keeps what was said; several words about one quota are one write."""

    def __init__(self, desk: Jobs, keep: Keep) -> None:
        self._desk = desk
        self._keep = keep
        self._waiting: dict[tuple[str, str, str], Said] = {}
        self._running: asyncio.Task[None] | None = None

    def note(self, said: Said | None) -> None:
        """Keep it soon."""
        if said is None:
            return
        self._waiting[said.account, said.kind, said.address] = said
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._write())

    async def finish(self) -> None:
        """Write what waits."""
        if self._running:
            await asyncio.gather(self._running, return_exceptions=True)

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = list(self._waiting.values()), {}

            def keep(work: SqlWork, batch: list[Said] = batch) -> None:
                for said in batch:
                    self._keep(work, said)

            await asyncio.gather(self._desk.do(keep), return_exceptions=True)  # the desk has logged a fault


def of_account(account: str, address: str, data: Fields) -> Said | None:
    """The quota in the answer to a message; "reply" is what this person may still get for nothing."""
    quota = fields(data.get("quota"))
    kind = text(quota.get("quota_type"))
    return said(quota, ("remain", "total"), Said(account, kind, 0, 0, address if kind == "reply" else ""))


def of_day(data: Fields) -> Said | None:
    """The quota in the answer to a template by phone."""
    return said(fields(data.get("quota")), ("remainingQuota", "dailyQuota"), Said("zns", "daily", 0, 0))


def said(quota: Mapping[str, object], names: tuple[str, str], empty: Said) -> Said | None:
    """The same with its numbers, None if one is missing or absurd."""
    remain, total = (whole(quota.get(name)) for name in names)
    if not empty.kind or remain is None or total is None or not 0 <= remain <= total < 2**31:
        return None
    return Said(empty.account, empty.kind, remain, total, empty.address)
