"""Connections to PostgreSQL that are cut, or stand still: nobody is answered worse for it, and nothing is kept."""

import asyncio
import socket
from itertools import chain, repeat
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.desk import keep_up
from bot.desk.part import INBOX, MISSED
from bot.desk.pokes import Pokes
from bot.store.database import LINE, STANDSTILL, Database
from bot.store.fate import kept, surely
from bot.store.passing import Unsure as StillUnsure
from bot.store.statements import READY
from bot.store.work import SqlWork
from bot.web.desk import Unsure, WebWork
from bot.web.parts import WebParts
from handlers.events import Address
from referral.likeness import own_words
from tests.cutting import cut_line
from tests.databases import server
from tests.office import Office, office

CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
WAIT = 20
PATIENCE = 60


@pytest.fixture
def url(postgresql: str) -> str:
    return postgresql


def test_what_comes_after_a_restart_of_the_database_is_answered_as_ever(opened: Office) -> None:
    """The connections in the pool are dead: whoever took one would pay for it, with a human instead of an answer."""

    async def play() -> None:
        for words in ("1", "2", "3"):
            await opened.hear(words)
            await opened.desk.quiet()
            await opened.desk.look(lambda work: work.inbox.count())
            server().do(CUT)
        assert await opened.desk.look(lambda work: work.inbox.count()) == 0

    asyncio.run(play())
    assert opened.texts() == ["1", "2", "3"]


def test_a_connection_that_is_cut_inside_a_job_costs_it_only_another_try(opened: Office) -> None:
    tries = []

    def cut_once(work: SqlWork) -> str:
        tries.append(1)
        if len(tries) == 1:
            work.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        return work.people.at(Address("webchat", "lan")).id

    assert asyncio.run(opened.desk.do(cut_once))
    assert len(tries) == 2


def test_no_statement_is_kept_for_each_person_who_comes(opened: Office) -> None:
    async def play() -> int:
        await opened.hear("1", Address("webchat", "p0"))
        kept = len(READY)
        for n in range(1, 4):
            await opened.hear("1", Address("webchat", f"p{n}"))
        return len(READY) - kept

    assert asyncio.run(play()) == 0


def test_after_a_cut_what_was_told_is_told_and_what_was_missed_is_looked_for(url: str) -> None:
    heard: list[str] = []

    async def play() -> None:
        one, two = Pokes(url, lambda word: None), Pokes(url, heard.append)
        await one.start()
        await two.start()
        async with asyncio.timeout(WAIT):
            for word in (INBOX, "again"):
                while word not in heard:  # nobody says when the other listens
                    one.tell(word)
                    await asyncio.sleep(0.02)
            server().do(CUT)
            one.tell("meanwhile")
            while heard.count(MISSED) < 2 or len(one._untold):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await one.stop()
        await two.stop()

    asyncio.run(play())
    assert heard[-1] in (MISSED, "meanwhile")


def test_a_line_to_the_database_is_given_up_in_time_unless_its_address_says_otherwise(url: str) -> None:
    database = Database.open(f"{url}&keepalives_idle=99")
    database.hold_nothing_up()
    with database.connection() as connection:
        raw = connection.connection.driver_connection
        assert raw and raw.info.get_parameters().items() >= {**LINE, "keepalives_idle": "99"}.items()
        (limit,) = connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").one()
        assert f"'{limit}'" in STANDSTILL
    database.close()


def test_what_another_process_erased_is_not_remembered_here(opened: Office) -> None:
    own_words("một ao nhỏ", "")
    keep_up(opened.store)
    assert own_words.cache_info().currsize == 0


@pytest.mark.parametrize(("cut", "tries"), [("after", 1), ("before", 2)])
def test_a_commit_whose_answer_is_lost_is_done_once(cut: str, tries: int, url: str, ring_path: Path) -> None:
    """No key protects this job: only who asks what became of the transaction knows whether to do it again."""
    tried = []

    def note(work: SqlWork) -> str:
        tried.append(1)
        work.audit("somebody", "present")
        return "noted"

    with cut_line(url) as (through, line), office(through, ring_path) as opened:
        line.cuts = cut
        assert asyncio.run(opened.desk.do(note)) == "noted"
        with opened.store.connection() as connection:
            count = connection.exec_driver_sql("SELECT count(*) FROM audit WHERE action = 'present'").scalar_one()
    assert (len(tried), count) == (tries, 1)


def test_who_cannot_ask_what_became_of_a_commit_says_so_and_does_nothing_again(
    url: str, ring_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.fate.PAUSES", (0.0, 0.01))
    tried = []

    def note(work: WebWork) -> None:
        tried.append(1)
        work.audit("somebody", "present")
        line.away = True

    with cut_line(url) as (through, line), office(through, ring_path) as opened:
        line.cuts = "after"
        parts = WebParts(opened.desk, lambda _, words: words, opened.clock, bool)
        with pytest.raises(Unsure):
            asyncio.run(parts.ask(note))
        line.away = False
    assert len(tried) == 1


def test_a_database_that_takes_the_call_and_says_nothing_holds_no_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The questions hang for as long as the driver waits; whoever asked does not."""
    monkeypatch.setattr("bot.store.fate.PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"postgresql+psycopg://a@127.0.0.1:{silent.getsockname()[1]}/b?connect_timeout=600&sslmode=disable"
        engine = create_engine(address)
        with pytest.raises(StillUnsure):
            kept(engine.begin, "1")
        silent.settimeout(PATIENCE)
        call, _ = silent.accept()
        with call:
            call.settimeout(PATIENCE)
            assert call.recv(4096), "it was asked"
            call.setblocking(False)
            with pytest.raises(BlockingIOError):  # and the question still hangs
                call.recv(1)
        engine.dispose()


def test_who_finds_no_connection_free_to_ask_with_is_unsure_too(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers who wait for a database gone silent may hold all there are; whoever took it for undone did it again."""
    monkeypatch.setattr("bot.store.fate.PAUSES", (0.0,))
    crowded = create_engine(url.replace("://", "+psycopg://"), pool_size=1, max_overflow=0, pool_timeout=0.01)
    with cut_line(url) as (through, line), crowded.connect():
        database = Database.open(through)
        ways = chain([database.begin], repeat(crowded.begin))
        line.cuts = "after"
        with pytest.raises(StillUnsure), surely(lambda: next(ways)()) as connection:
            connection.execute(text("INSERT INTO meta VALUES ('lost', 'answer')"))
        database.close()
    crowded.dispose()
