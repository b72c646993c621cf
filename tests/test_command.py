"""The deployer's command at the desk's alerts: what it is told, how it fails, and that it confuses nothing."""

import asyncio
import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels import ChannelDown, Refused
from bot.channels.command import SETTING, Command
from bot.programs import BadCommand, words_of
from handlers import delivery
from handlers.commanding import DESK
from handlers.events import OutgoingMessage
from handlers.house import House
from tests.cast import OWN_CHANNELS
from tests.room import Room, room

MESSAGE = OutgoingMessage("command:LN-7K3FQ:1", "p", '{"number": "LN-7K3FQ"}')
HOUSE = House(own_channels=OWN_CHANNELS, desk_command=True)


def script(folder: Path, body: str) -> str:
    """A command that runs this program."""
    file = folder / "desk command.py"
    file.write_text(body, "utf-8")
    return f"{sys.executable} '{file}'"


def send(channel: Command) -> str:
    return asyncio.run(channel.send(DESK.id, MESSAGE))


def test_it_reads_the_message_and_none_of_our_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_TELEGRAM_TOKEN", "secret")
    kept = tmp_path / "kept"
    said = "sys.stdin.read() + str('LANGNGHE_TELEGRAM_TOKEN' in os.environ)"
    body = f"import os, sys; open({str(kept)!r}, 'w').write({said})"
    channel = Command(script(tmp_path, body))
    assert send(channel) == MESSAGE.key and channel.state() == "up"
    assert kept.read_text("utf-8") == MESSAGE.text + "False"


@pytest.mark.parametrize("body", ["raise SystemExit(3)", "import time; time.sleep(60)"])
def test_a_command_that_fails_or_hangs_is_tried_again(body: str, tmp_path: Path) -> None:
    channel = Command(script(tmp_path, body), seconds=2.0 if "sleep" in body else 20.0)
    with pytest.raises(ChannelDown):
        send(channel)
    assert channel.state() == "down"


def test_a_program_that_is_not_there_is_refused_and_it_brings_no_files(tmp_path: Path) -> None:
    channel = Command(str(tmp_path / "nothing"))
    with pytest.raises(Refused):
        send(channel)
    with pytest.raises(Refused):
        asyncio.run(channel.fetch("x"))
    asyncio.run(channel.clear(DESK.id, []))
    assert channel.state() == "down" and not channel.own


def test_half_a_quotation_mark_is_a_mistake_of_the_deployer() -> None:
    assert words_of("ring 'the desk' now", SETTING) == ["ring", "the desk", "now"]
    with pytest.raises(BadCommand, match=SETTING):
        words_of("ring 'the desk", SETTING)


def runs(here: Room) -> list[OutgoingMessage]:
    """What waits for the command."""
    parcels = here.do(lambda work: work.outbox.claim(work.now, ("command",), 100, timedelta(seconds=15)))
    return [parcel.message for parcel in parcels]


def test_the_desks_alert_runs_it_once_with_no_place_finer_than_the_commune(tmp_path: Path) -> None:
    with room(tmp_path, house=HOUSE) as here:
        here.say("cứu với")
        (message,) = runs(here)
        told = json.loads(message.text)
        case = here.cases()[0]
        assert told["number"] == case.number and told["key"] == message.key and told["urgency"] == "emergency"
        assert told["time"].endswith("+07:00") and not told["trial"] and case.number in told["text"]
        assert runs(here) == []


def test_without_the_setting_or_the_desk_nothing_runs(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say("cứu với")
        assert runs(here) == []
    (tmp_path / "other").mkdir()
    with room(tmp_path / "other", house=HOUSE) as here:
        here.say("có đứa bé rơi xuống ao nhà bà Tư, xã Sơn Tây, Quảng Ngãi chưa vớt được")
        assert runs(here) == [], "the commune was asked, not the desk"


def test_a_command_that_never_ran_tells_nobody_that_the_reporter_is_out_of_reach(tmp_path: Path) -> None:
    with room(tmp_path, house=HOUSE) as here:
        here.say("cứu với")
        (message,) = runs(here)
        here.officer("Trực ban", f"nhận {here.cases()[0].number}")
        before = here.rows()
        here.do(lambda work: delivery.failed(work, message, "refused"))
        assert here.rows() == before
