"""Real processes on one PostgreSQL: one of them sends; stopped, woken and killed they lose and double nothing."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession
from pydantic import SecretStr

from bot.opening import open_store
from bot.settings import Settings
from bot.store import Store
from bot.texts import read_catalogues, translator
from handlers.events import Address, OutgoingMessage
from tests.databases import drop, empty_postgresql
from tests.kill.people import PageTalker
from tests.kill.program import LOOK_AGAIN, Program
from tests.telegram_fake import FakeTelegram

FIRST, PEOPLE, EACH = 50_001, 5, 24
PATIENCE = 60
LATENCY = 0.05


def settings(url: str, folder: Path, **more: str) -> dict[str, str]:
    return {"DATABASE_URL": url, "DATA_DIR": str(folder), **more}


@asynccontextmanager
async def running(folder: Path, *parts: dict[str, str]) -> AsyncIterator[list[Program]]:
    """A process for each of these settings."""
    programs = [Program(part, folder / f"{n}.log") for n, part in enumerate(parts)]
    async with AsyncExitStack() as stack:
        for program in programs:
            stack.push_async_callback(program.end)
        await programs[0].start()  # alone: it makes the tables and the key ring
        await asyncio.gather(*(program.start() for program in programs[1:]))
        yield programs


def stage(store: Store) -> None:
    """Much for few people, all at once."""
    with store.begin() as connection:
        work = store.work(connection)
        people = [work.people.at(Address("telegram", str(FIRST + n))).id for n in range(PEOPLE)]
        for n in range(EACH):
            for person in people:
                work.send(OutgoingMessage(f"{person}:{n}", person, str(n)))


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110  other processes do it
            await asyncio.sleep(LOOK_AGAIN)


def holder(store: Store) -> str:
    """Who may send on Telegram now."""
    with store.begin() as connection:
        return dict(store.work(connection).leases.held()).get("send:telegram", "")


def pid(program: Program) -> int:
    assert program._process
    return program._process.pid


def test_two_that_send_keep_the_order_and_double_nothing_while_one_is_stopped_and_one_is_killed(tmp_path: Path) -> None:
    url = empty_postgresql()

    async def play() -> None:
        async with FakeTelegram(latency=LATENCY) as fake:
            testers = ",".join(f"telegram:{FIRST + n}" for n in range(PEOPLE))
            own = settings(
                url, tmp_path, ROLES="delivery", TELEGRAM_TOKEN=fake.token, TELEGRAM_API=fake.api, TESTERS=testers
            )
            for n in range(PEOPLE):
                fake.person(FIRST + n).start()
            async with running(tmp_path, own, own) as (first, second):
                store = open_store(
                    Settings(data_dir=tmp_path, database_url=url, telegram_token=SecretStr(fake.token)),
                    translator(read_catalogues()),
                )
                await until(lambda: holder(store) != "")
                begun = holder(store)
                stage(store)
                await until(lambda: len(fake.sent()) >= PEOPLE * EACH // 4)
                os.kill(pid(first), signal.SIGSTOP)
                await until(lambda: holder(store) not in ("", begun))
                os.kill(pid(first), signal.SIGCONT)
                await until(lambda: len(fake.sent()) >= PEOPLE * EACH * 2 // 3)
                await second.kill()
                await until(lambda: holder(store) == begun)
                await until(lambda: told(fake) == PEOPLE * EACH)
                store.close()
                assert await first.stop() == 0
            for n in range(PEOPLE):
                heard = [int(sent.text) for sent in fake.sent(FIRST + n)]
                assert heard == sorted(heard) and set(heard) == set(range(EACH))
            extra = Counter((sent.chat_id, sent.text) for sent in fake.sent())
            assert sum(extra.values()) - len(extra) <= 2 * PEOPLE, "what was on its way at the stop and the kill"

    asyncio.run(play())
    drop(url)


def told(fake: FakeTelegram) -> int:
    return len({(sent.chat_id, sent.text) for sent in fake.sent()})


def test_the_roles_of_three_processes_are_one_house(tmp_path: Path) -> None:
    url = empty_postgresql()

    async def play() -> None:
        parts = [settings(url, tmp_path, ROLES=roles) for roles in ("web,scheduler", "web,delivery", "writer")]
        async with running(tmp_path, *parts) as programs, ClientSession() as client:
            talker = PageTalker(client, programs[0].url, "zq1", 1)
            await talker.open()
            other = PageTalker(client, programs[1].url, "zq2", 2, talker.token)  # the same page, by another process
            poll = asyncio.create_task(other.listen())
            await talker.say("có đứa bé rơi xuống ao xã Sơn Tây, Quảng Ngãi, chưa vớt được")
            await other.hear_button("Còn")
            known = other.heard()
            await other.press("Còn")
            await other.hear(known + 1)
            for program in programs:
                async with client.get(f"{program.url}/readyz") as answer:
                    assert answer.status == 200
                async with client.get(f"{program.url}/metrics") as answer:
                    assert b"langnghe_ready 1" in await answer.read()
            async with client.get(f"{programs[2].url}/") as answer:
                assert answer.status == 404, "only web shows pages"
            poll.cancel()
            await asyncio.gather(poll, return_exceptions=True)
            assert [await program.stop() for program in programs] == [0, 0, 0]

    asyncio.run(play())
    drop(url)
