"""Questions that take long: asked once for all who wait, told the same if it fails, asked anew when it is old."""

import asyncio
from datetime import datetime, timedelta

from bot.web.desk import Unanswered
from bot.web.slow import Slow
from tests.store_cast import START

MINUTE = timedelta(minutes=1)


def test_two_who_wait_for_an_answer_that_never_comes_are_both_told() -> None:
    slow = Slow()

    async def job() -> str:
        await asyncio.sleep(0)
        raise Unanswered

    async def ask() -> str | None:
        return await slow.answer("count", job, START, MINUTE)

    async def both() -> list[object]:
        return [*await asyncio.gather(ask(), ask(), return_exceptions=True)]

    assert [type(told) for told in asyncio.run(both())] == [Unanswered, Unanswered]


def test_bug_an_answer_that_was_told_once_was_told_again_however_old() -> None:
    slow, counts = Slow(), iter((12, 13))

    async def job() -> int:
        return next(counts)

    async def told(now: datetime) -> int | None:
        return await slow.answer("count", job, now, MINUTE)

    async def three() -> list[int | None]:
        return [await told(START), await told(START + MINUTE), await told(START + 2 * MINUTE)]

    assert asyncio.run(three()) == [12, 12, 13]


def test_bug_an_answer_lasted_as_long_as_the_next_question_of_others() -> None:
    slow, counts = Slow(), iter((12, 13))

    async def job() -> int:
        return next(counts)

    async def scene() -> list[int | None]:
        first = asyncio.create_task(slow.answer("count", job, START, MINUTE))
        await asyncio.sleep(0)
        first.cancel()  # the page was closed before it was told
        await asyncio.sleep(0)
        await slow.answer("figures", job, START, timedelta(seconds=4))
        return [await slow.answer("count", job, START + MINUTE, MINUTE)]

    assert asyncio.run(scene()) == [12]
