"""The pages as the program puts them together: whom to call is there whatever happens to the database."""

import asyncio
import gc
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from bot.opening import connected, open_store
from bot.settings import Settings
from bot.store.work import SqlWork
from bot.web.parts import PARTS
from bot.wiring import Program, open_program, web_app
from referral.triage.lexicon import LexiconError
from tests.fakes import FakeClock


def test_whom_to_call_is_shown_without_the_database(tmp_path: Path) -> None:
    program = open_program(Settings(data_dir=tmp_path))
    program.close()
    (tmp_path / "langnghe.db").unlink()
    status, page = asyncio.run(first_page(program))
    assert status == 200
    assert all(f'href="tel:{number}"' in page for number in (111, 113, 114, 115))
    assert "BẢN THỬ" in page
    asyncio.run(program.desk.stop())


async def first_page(program: Program) -> tuple[int, str]:
    """What somebody sees who opens the chat."""
    async with TestClient(TestServer(web_app(program))) as browser:
        answer = await browser.get("/")
        return answer.status, await answer.text()


def test_the_collector_works_again_once_all_is_read(tmp_path: Path) -> None:
    open_program(Settings(data_dir=tmp_path)).close()
    assert gc.isenabled()
    with pytest.raises(LexiconError):
        open_program(Settings(data_dir=tmp_path, lexicon=tmp_path / "none"))
    assert gc.isenabled()


def test_the_program_goes_by_the_clock_it_is_given(tmp_path: Path) -> None:
    """The fault harness steps it: for a day it stepped the pages' alone, and nothing of what was written."""
    clock = FakeClock()
    program = open_program(Settings(data_dir=tmp_path), clock)
    clock.forward(timedelta(days=400))
    with program.store.connection() as connection:
        written = program.store.work(connection).now
    assert written == program.desk.now() == web_app(program)[PARTS].clock() == clock.now
    program.close()
    asyncio.run(program.desk.stop())


def test_the_trial_ends_when_no_sample_is_left(tmp_path: Path) -> None:
    program = open_program(Settings(data_dir=tmp_path, real_agencies=True))
    assert not program.live()
    with program.store.begin() as connection:
        without_samples(program.store.work(connection))
    assert program.live()
    program.close()
    asyncio.run(program.desk.stop())


def without_samples(work: SqlWork) -> None:
    """As if a deployer had put in real bodies everywhere."""
    real = [replace(agency, sample=False) for agency in work.directory.agencies.values()]
    work.directories.replace(real, ())
    assert work.directory.live


def test_only_platforms_with_settings_are_connected(tmp_path: Path) -> None:
    zalo = Settings(data_dir=tmp_path, zalo_app_id="1", zalo_bot_token=SecretStr("2:x"))
    assert connected(Settings(data_dir=tmp_path)) == frozenset()
    assert connected(zalo) == {"zalo_oa", "zalo_bot"}
    assert connected(zalo.model_copy(update={"zalo_templates": "alert=9"})) == {"zalo_oa", "zalo_bot", "zns"}


def test_the_handlers_know_which_templates_there_are(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, zalo_app_id="1", zalo_templates="alert=9;code=8")
    assert known_templates(settings) == {"alert", "code"}
    assert known_templates(settings.model_copy(update={"zalo_app_id": ""})) == frozenset()


def known_templates(settings: Settings) -> frozenset[str]:
    """What the house of these settings knows."""
    store = open_store(settings, lambda _locale, text: text)
    with store.begin() as connection:
        found = store.work(connection).house.templates
    store.close()
    return found
