"""What the installer reads at the start: nothing in a house that is in order, else a line for each thing."""

import asyncio
import logging
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot import first_look
from bot.channels import State
from bot.channels.weight import weight_of
from bot.first_look import half_set, tell_of_the_ill
from bot.opening import opened
from tests.databases import furnish
from tests.fakes import FakeChannel

HALF = {
    "LANGNGHE_PUBLIC_URL": "https://langnghe.example",
    "LANGNGHE_ZALO_APP_ID": "1",
    "LANGNGHE_ZALO_APP_SECRET": "oops",
    "LANGNGHE_ALARM_MAIL_TO": "a@b.example",
    "LANGNGHE_FORMS": "/nowhere",
    "LANGNGHE_PING_URL": "oops",
}
NAMED = ("LANGNGHE_ZALO_OA_SECRET", "LANGNGHE_SMTP_URL", "LANGNGHE_FORMS", "LANGNGHE_PING_URL", "langnghe zalo login")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder of its own."""
    monkeypatch.setenv("LANGNGHE_DATA_DIR", str(tmp_path / "var"))
    furnish(tmp_path / "var")


@pytest.mark.usefixtures("house")
def test_a_house_as_it_comes_says_nothing() -> None:
    with opened() as (settings, work):
        assert half_set(settings, work) == []


@pytest.mark.usefixtures("house")
def test_each_setting_that_is_half_set_has_its_line_and_no_secret_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in HALF.items():
        monkeypatch.setenv(name, value)
    with opened() as (settings, work):
        found = half_set(settings, work)
    assert all(any(name in words for words in found) for name in NAMED) and len(found) == len(NAMED), found
    assert not any("oops" in words for words in found)


def told_of(*met: FakeChannel) -> list[str]:
    """What the terminal shows of these messengers."""
    console = Console(width=300, record=True, file=StringIO())
    asyncio.run(tell_of_the_ill({channel.name: channel for channel in met}, console))
    return console.export_text().splitlines()


def ailing(name: str, state: State) -> FakeChannel:
    """A messenger that stands like this."""
    channel = FakeChannel(name)
    channel.ailment = state
    return channel


def test_a_messenger_that_is_ill_is_named_and_one_that_nobody_met_yet_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_look, "MOST_LOOKS", 1)
    zalo = ailing("zalo_oa", "starting")
    zalo.warnings = ("The tokens die on Sunday.",)
    told = told_of(zalo, ailing("telegram", "token_refused"), ailing("zalo_bot", "up"))
    assert sorted(told) == [
        "Put right: The tokens die on Sunday.",
        "Put right: telegram refuses the token: set a new LANGNGHE_TELEGRAM_TOKEN and restart.",
    ]


def test_an_illness_is_a_warning_and_news_of_health_is_not() -> None:
    ill: tuple[State, ...] = ("token_refused", "down", "conflict", "needs_human")
    well: tuple[State, ...] = ("up", "starting", "throttled")
    assert {weight_of(state) for state in ill} == {logging.WARNING}
    assert {weight_of(state) for state in well} == {logging.INFO}
