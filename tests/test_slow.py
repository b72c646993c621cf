"""Questions that take long: two who wait for the same one are told the same when it fails."""

import asyncio
from datetime import timedelta

from bot.web.desk import Unanswered
from bot.web.slow import Slow
from tests.store_cast import START


def test_two_who_wait_for_an_answer_that_never_comes_are_both_told() -> None:
    slow = Slow()

    async def job() -> str:
        await asyncio.sleep(0)
        raise Unanswered

    async def ask() -> str | None:
        return await slow.answer("count", job, START, timedelta(minutes=1))

    async def both() -> list[object]:
        return [*await asyncio.gather(ask(), ask(), return_exceptions=True)]

    assert [type(told) for told in asyncio.run(both())] == [Unanswered, Unanswered]
