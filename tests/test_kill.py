"""The process is killed in the middle of 200 conversations, three times, and nothing is lost and nothing is doubled."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import cycle
from pathlib import Path
from random import Random

import pytest
from aiohttp import ClientSession, TCPConnector

from bot.opening import open_store
from bot.settings import Settings
from bot.store import Store
from bot.texts import read_catalogues, translator
from handlers.events import Address
from tests.kill.findings import Death, Findings, died, repeats, unfinished
from tests.kill.people import MORE, PATIENCE, PLACES, REPORT, PageTalker, Progress, Talker, TelegramTalker, converse
from tests.kill.program import LOOK_AGAIN, Program
from tests.telegram_fake import FakeTelegram

HALF = 100
STEPS = 3 * 2 * HALF
WINDOWS = ((0.03, 0.1), (0.13, 0.2), (0.25, 0.35))  # a death in each of these parts of the conversations
FIRST_CITIZEN, FIRST_OFFICER = 50_001, 90_001
ON_TELEGRAM = ("police-21340-1", "police-14812-1", "health_station-08707-1")
LATENCY = 0.03  # seconds the platform takes to answer
END_SECONDS = 90


def settings_for(folder: Path, fake: FakeTelegram) -> dict[str, str]:
    """A trial with everybody as tester: the sample directory makes no other kind."""
    testers = [*range(FIRST_CITIZEN, FIRST_CITIZEN + HALF), *range(FIRST_OFFICER, FIRST_OFFICER + len(ON_TELEGRAM))]
    return {
        "DATA_DIR": str(folder),
        "TELEGRAM_TOKEN": fake.token,
        "TELEGRAM_API": fake.api,
        "TESTERS": ",".join(f"telegram:{number}" for number in testers),
        "BEHIND_PROXY": "yes",
    }


def store_in(folder: Path) -> Store:
    """The database of the program, for when it does not run."""
    return open_store(Settings(data_dir=folder), translator(read_catalogues()))


def seat_officers(folder: Path) -> None:
    """Every first officer can be reached: some on Telegram, the others on their page."""
    store = store_in(folder)
    with store.begin() as connection:
        work = store.work(connection)
        for officer in work.directory.officers.values():
            if not officer.deputy:
                work.staff.link(officer.id, work.people.at(way_of(officer.id)).id)
    store.close()


def way_of(officer_id: str) -> Address:
    if officer_id in ON_TELEGRAM:
        return Address("telegram", str(FIRST_OFFICER + ON_TELEGRAM.index(officer_id)))
    return Address("officer_page", officer_id)


def tag(n: int) -> str:
    """What is in all words of this person, and nowhere else."""
    return f"zq{1000 + n}"


@contextmanager
def findings(folder: Path) -> Iterator[Findings]:
    store = store_in(folder)
    with store.begin() as connection:
        yield Findings(store, connection)
    store.close()


@asynccontextmanager
async def pages(url: str) -> AsyncIterator[Sequence[PageTalker]]:
    """Half of the people at the page, each polling all the time."""
    async with ClientSession(connector=TCPConnector(limit=0), timeout=PATIENCE) as client:
        talkers = [PageTalker(client, url, tag(n), n) for n in range(HALF)]
        await asyncio.gather(*(talker.open() for talker in talkers))
        polls = [asyncio.create_task(talker.listen()) for talker in talkers]
        try:
            yield talkers
        finally:
            for poll in polls:
                poll.cancel()
            await asyncio.gather(*polls, return_exceptions=True)


def on_telegram(fake: FakeTelegram) -> Sequence[TelegramTalker]:
    """The other half."""
    return [TelegramTalker(fake, fake.person(FIRST_CITIZEN + n), tag(HALF + n)) for n in range(HALF)]


def make_trouble(fake: FakeTelegram) -> None:
    """What Telegram does on a bad day, besides our own deaths."""
    fake.fail("sendMessage", status=429, retry_after=1, times=5)
    fake.fail("sendMessage", status=502, times=5)
    fake.lose("sendMessage", times=5)
    fake.duplicate(HALF // 2)


async def die(program: Program, folder: Path, progress: Progress, seed: int) -> list[Death]:
    """Kill the program and start it again at a point in each window."""
    deaths: list[Death] = []
    for low, high in WINDOWS:
        await progress.reach(Random(seed).randrange(int(low * STEPS), int(high * STEPS)))
        deaths.append(died(await program.kill(), folder, deaths))
        await program.start()
    return deaths


async def finished(folder: Path) -> None:
    """Everything is handled and sent."""
    async with asyncio.timeout(END_SECONDS):
        while unfinished(folder):  # noqa: ASYNC110  another process does it
            await asyncio.sleep(LOOK_AGAIN)


async def live_through(program: Program, folder: Path, fake: FakeTelegram, seed: int) -> list[Death]:
    """All conversations, and the deaths in the middle of them, until every page shows what was sent to it."""
    progress = Progress()
    async with pages(program.url) as at_page:
        talkers: list[Talker] = [*at_page, *on_telegram(fake)]
        make_trouble(fake)
        talks = [converse(talker, place, progress) for talker, place in zip(talkers, cycle(PLACES), strict=False)]
        dying = asyncio.create_task(die(program, folder, progress, seed))
        await asyncio.gather(dying, *talks)
        await finished(folder)
        with findings(folder) as found:
            told = found.messages()
        for talker in at_page:
            mine = sorted(int(one.platform_id) for one in told if one.address.id == f"web:{talker.token}")
            await talker.hear(len(mine))
            assert mine == [mail.id for mail in talker.mails]
    assert await program.stop() == 0
    return dying.result()


def check_cases(found: Findings) -> None:
    """One case for each person, with all their words in it."""
    by_person = found.cases_of()
    assert found.case_count() == len(by_person) == 2 * HALF
    said = [found.words_in(case) for (case,) in by_person.values()]
    for n in range(2 * HALF):
        (words,) = [words for words in said if tag(n) in words]
        place = PLACES[n % len(PLACES)]
        assert REPORT.format(tag=tag(n), place=place) in words and MORE.format(tag=tag(n)) in words


def check_messages(found: Findings, fake: FakeTelegram, deaths: Sequence[Death]) -> str:
    """Everything was sent and arrived; what arrived twice on Telegram has its reason. The counts, to be read."""
    told = found.messages()
    assert {one.state for one in told} == {"sent"}
    there = {(str(sent.chat_id), str(sent.message_id)) for sent in fake.sent()}
    assert {(one.address.id, one.platform_id) for one in told if one.address.channel == "telegram"} <= there
    assert found.alerts_not_heard(fake) == []
    again = repeats(fake, told, [(death, found.chats(death)) for death in deaths])
    assert again.unexplained == []
    return (
        f"{found.case_count()} cases, {found.alert_count()} alerts, {len(told)} messages, {len(there)} on Telegram; "
        f"sent twice: {len(again.not_taken)} answers not handed over, {len(again.last_instant)} in the last instant "
        f"(up to {again.lag(deaths):.2f} s before a death); "
        f"being sent at the deaths: {[len(death.claims) for death in deaths]}"
    )


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", [3])
def test_nothing_is_lost_and_nothing_is_doubled(tmp_path: Path, seed: int) -> None:
    async def play() -> None:
        async with FakeTelegram(latency=LATENCY) as fake:
            seat_officers(tmp_path)
            program = Program(settings_for(tmp_path, fake), tmp_path / "log")
            try:
                await program.start()
                deaths = await live_through(program, tmp_path, fake, seed)
            finally:
                await program.end()
            with findings(tmp_path) as found:
                check_cases(found)
                print(check_messages(found, fake, deaths))

    asyncio.run(play())
    log = (tmp_path / "log").read_text("utf-8")
    assert not any(tag(n) in log for n in range(2 * HALF))
