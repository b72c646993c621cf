"""Every play ends the same: on both databases, and with the process dying wherever it can."""

import asyncio
import random
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.databases import KINDS, drop, fresh_url
from tests.play import OPENINGS, PLAYS, BadPlay, House, acts_in, find, performed
from tests.script import Line, read

FILES = sorted(PLAYS.glob("*.txt"))
NAMES = [file.stem for file in FILES]
SEEDED_POINTS = 20
MEASURED = ["sqlite", pytest.param("postgresql", marks=pytest.mark.no_cover)]


@cache
def text_of(name: str) -> str:
    return (PLAYS / f"{name}.txt").read_text("utf-8")


def all_points() -> list[tuple[str, int]]:
    """Every play with every act before whose answers the process can die, counted from 1."""
    return [(name, point) for name in NAMES for point in range(1, acts_in(text_of(name)) + 1)]


def some_points() -> list[tuple[str, int]]:
    """The same few points on every machine."""
    points = all_points()
    return sorted(random.Random("plays").sample(points, min(SEEDED_POINTS, len(points))))


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A fresh database of the kind the test asks for."""
    url = fresh_url(request.param, tmp_path)
    yield House(url, tmp_path / "keys.json")
    drop(url)


def ends_the_same(name: str, house: House, deaths: Collection[int] = ()) -> None:
    assert asyncio.run(performed(text_of(name), house, deaths)) == text_of(name)


@pytest.mark.parametrize("house", MEASURED, indirect=True)
@pytest.mark.parametrize("name", NAMES)
def test_a_play_goes_as_it_is_written(name: str, house: House) -> None:
    ends_the_same(name, house)


@pytest.mark.no_cover
@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", NAMES)
def test_the_process_may_die_at_every_point_of_a_play(name: str, house: House) -> None:
    ends_the_same(name, house, range(1, acts_in(text_of(name)) + 1))


@pytest.mark.no_cover
@pytest.mark.parametrize("house", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("name", "point"), some_points())
def test_the_process_may_die_on_postgresql(name: str, point: int, house: House) -> None:
    ends_the_same(name, house, {point})


@pytest.mark.soak
@pytest.mark.parametrize("house", KINDS, indirect=True)
@pytest.mark.parametrize(("name", "point"), all_points())
def test_the_process_may_die_once_anywhere(name: str, point: int, house: House) -> None:
    ends_the_same(name, house, {point})


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_a_play_is_understood(name: str) -> None:
    assert "# " in text_of(name), "a play says what it shows"
    for line in read(text_of(name)):
        if line.acts and line.text not in OPENINGS:
            find(line)


def test_a_line_that_means_nothing_is_named() -> None:
    with pytest.raises(BadPlay, match="line 7"):
        find(Line(7, "(the sun shines)"))
