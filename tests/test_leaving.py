"""Officers who are removed: what they held goes on, what is closed stays, and they are nobody any more."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.wiring import opened
from handlers import leaving
from handlers.events import Timer
from tests.cast import OFFICERS
from tests.room import Room, room

POLICE = OFFICERS["Công an xã Sơn Tây"]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    """A room in which the police hold a case."""
    with room(tmp_path) as made:
        made.say("có đứa bé rơi xuống ao xã Sơn Tây, Quảng Ngãi chưa vớt được")
        (case,) = made.cases()
        made.officer("Công an xã Sơn Tây", f"nhận {case.number}")
        yield made


def hand_back(here: Room) -> None:
    (case,) = here.cases()
    timer = Timer("t", here.clock.now, "hand_back", f"{case.id}:{POLICE}")
    here.do(lambda work: leaving.hand_back(work, timer))


def answers(here: Room) -> dict[str, str]:
    """The newest answer of each officer."""
    (case,) = here.cases()
    return here.do(lambda work: {alert.officer: alert.answer for alert in work.alerts.of(case.id)})


def test_what_a_removed_officer_held_is_handed_back_and_the_next_is_asked(here: Room) -> None:
    here.do(lambda work: leaving.remove(work, POLICE))
    (timer,) = here.do(lambda work: list(work.timers_of("hand_back")))
    assert timer.due_at == here.clock.now
    hand_back(here)
    found = answers(here)
    assert found[POLICE] == "declined" and found[OFFICERS["Phó công an xã Sơn Tây"]] == ""
    assert not here.do(lambda work: work.directory.officers[POLICE].ways)
    before = here.rows()["alerts"]
    hand_back(here)
    assert here.rows()["alerts"] == before


def test_a_closed_case_and_one_that_is_gone_stay_as_they_are(here: Room) -> None:
    (case,) = here.cases()
    here.officer("Công an xã Sơn Tây", f"đóng {case.number}: đã giúp")
    here.officer("Công an xã Sơn Tây", "Trẻ đã được giúp")
    hand_back(here)
    assert answers(here)[POLICE] == "accepted"
    here.do(lambda work: leaving.hand_back(work, Timer("t", here.clock.now, "hand_back", f"gone:{POLICE}")))


def test_the_command_asks_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_DATA_DIR", str(tmp_path / "var"))
    command = ["officer", "remove", POLICE]
    assert "holds 0 open cases" in CliRunner().invoke(app, command, input="n\n").output
    assert f"{POLICE} is removed." in CliRunner().invoke(app, [*command, "--yes"]).output
    with opened() as (_, work):
        assert not work.directory.officers[POLICE].on_duty
