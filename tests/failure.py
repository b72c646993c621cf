"""What somebody's work raised, as a value that a test can look at."""

import asyncio
from collections.abc import Awaitable


async def failure(work: Awaitable[object]) -> BaseException | None:
    """What it raised, also if it was cancelled; None if it went well."""
    (outcome,) = await asyncio.gather(work, return_exceptions=True)
    return outcome if isinstance(outcome, BaseException) else None
