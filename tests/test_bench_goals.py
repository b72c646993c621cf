"""What `make bench` says of its goals, and how it counts what must not be exceeded."""

from pathlib import Path

import pytest

from tests.bench.caps import most_in_a_second
from tests.bench.goals import KEPT_IN, Goal, tell, told
from tests.bench.summary import table


def test_a_goal_is_reached_at_its_limit_and_missed_beyond_it() -> None:
    assert [Goal("late", figure, 1.2).verdict for figure in (1.2, 1.21)] == ["reached", "MISSED"]
    assert [Goal("fast", figure, 0.9, most=False).verdict for figure in (0.9, 0.89)] == ["reached", "MISSED"]


def test_between_what_must_be_and_what_is_aimed_at() -> None:
    found = [Goal("steps", figure, 3.0, most=False, must=1.5).verdict for figure in (3.1, 1.5, 1.4)]
    assert found == ["reached", "must held", "MISSED"]


def test_what_is_told_stands_in_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "goals"
    monkeypatch.setenv(KEPT_IN, str(file))
    goals = [Goal("start", 2.6, 1.5, "s"), Goal("memory", 25, 100, "MB")]
    tell(goals)
    assert told(file) == goals
    capsys.readouterr()
    table({"start": told(file), "mass": None})
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in lines[2:4]] == ["MISSED", "reached"]
    assert "mass" in lines[4] and "error" in lines[4]


def test_a_second_may_begin_anywhere() -> None:
    assert most_in_a_second([0.9, 0.95, 1.0, 1.5, 1.89]) == 5, "across the turn of a second"
    assert most_in_a_second([0.0, 1.0, 2.0]) == 1, "exactly a second later is another one"
    assert most_in_a_second([]) == 0
