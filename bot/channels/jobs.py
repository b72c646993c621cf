"""Where a channel runs what it must read or keep: the desk, as the channels see it."""

from typing import Protocol

from bot.errand import Job, T


class Jobs(Protocol):
    """Where jobs run, each in a transaction of its own: the desk."""

    async def do(self, job: Job[T], key: str = "", first: bool = False) -> T: ...
