"""People talk while the database is moved under the program: what it could not keep is sent again, all is there."""

import asyncio
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

from aiohttp import ClientSession, TCPConnector

from bot.opening import open_store
from bot.settings import Settings
from bot.store import Store
from bot.texts import read_catalogues, translator
from tests.databases import drop, empty_postgresql
from tests.kill.findings import Findings
from tests.kill.moving import command
from tests.kill.people import MORE, PATIENCE, PLACES, REPORT, PageTalker, Progress, converse
from tests.kill.program import Program
from tests.test_kill import seat_officers

PEOPLE = 8
STEPS = 3 * PEOPLE


def tag(n: int) -> str:
    return f"zm{1000 + n}"


def test_nobody_is_lost_while_the_database_moves(tmp_path: Path) -> None:
    seat_officers(tmp_path)
    target = empty_postgresql()
    asyncio.run(talk_through_the_move(tmp_path, target))
    store = open_store(Settings(data_dir=tmp_path, database_url=target), translator(read_catalogues()))
    check(store)
    store.close()
    drop(target)


async def talk_through_the_move(folder: Path, target: str) -> None:
    """Move in the middle of the conversations; the program of before goes on for a while and keeps nothing."""
    settings = {"DATA_DIR": str(folder), "BEHIND_PROXY": "yes"}
    before = Program(settings, folder / "log")
    after = Program({**settings, "DATABASE_URL": target}, folder / "log", port=before.port)
    progress = Progress()
    try:
        await before.start()
        async with ClientSession(connector=TCPConnector(limit=0), timeout=PATIENCE) as client:
            talkers = [PageTalker(client, before.url, tag(n), n) for n in range(PEOPLE)]
            await asyncio.gather(*(talker.open() for talker in talkers))
            listening = [asyncio.create_task(talker.listen()) for talker in talkers]
            talks = asyncio.gather(*slowly(talkers, progress))
            await progress.reach(STEPS // 6)
            assert await command({**settings, "TARGET_URL": target}, folder / "log", "move") == 0
            assert await before.stop() == 0
            await after.start()
            await talks
            for task in listening:
                task.cancel()
    finally:
        await before.end()
        await after.end()


def slowly(talkers: Sequence[PageTalker], progress: Progress) -> list[asyncio.Task[None]]:
    """One after another begins, so that the move meets every part of a conversation."""

    async def late(n: int, talker: PageTalker, place: str) -> None:
        await asyncio.sleep(n * 0.4)
        await converse(talker, place, progress)

    return [
        asyncio.create_task(late(n, talker, place))
        for n, (talker, place) in enumerate(zip(talkers, cycle(PLACES), strict=False))
    ]


def check(store: Store) -> None:
    """One case for each person, with all their words in it, once."""
    with store.begin() as connection:
        found = Findings(store, connection)
        said = [found.words_in(case) for (case,) in found.cases_of().values()]
        assert found.case_count() == len(said) == PEOPLE
        for n in range(PEOPLE):
            (words,) = [words for words in said if tag(n) in words]
            place = PLACES[n % len(PLACES)]
            assert REPORT.format(tag=tag(n), place=place) in words and MORE.format(tag=tag(n)) in words
