"""The small map: the case in its middle, its commune around it, names that can be read, a true scale."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from referral.jurisdiction.sketch import APART, HEIGHT, WIDTH, sketch
from referral.jurisdiction.units import unit, units

SON_TAY = "21340"


def test_a_commune_lies_around_its_middle() -> None:
    own = unit(SON_TAY)
    assert own
    found = sketch(own.lat, own.lon, own, units().current.values())
    assert (found.x, found.y) == (WIDTH / 2, HEIGHT / 2)
    mine = next(mark for mark in found.marks if mark.own)
    assert (mine.x, mine.y, mine.name) == (WIDTH / 2, HEIGHT / 2, own.name)
    assert 0 < found.radius < HEIGHT / 2 and found.ruler <= WIDTH / 3


@given(st.sampled_from(sorted(units().current)), st.floats(-0.05, 0.05), st.floats(-0.05, 0.05))
def test_every_name_can_be_read(code: str, north: float, east: float) -> None:
    own = units().current[code]
    found = sketch(own.lat + north, own.lon + east, own, units().current.values())
    heights = sorted(mark.y for mark in found.marks)
    assert all(later - y > APART for y, later in pairwise(heights))
    assert all(0 < mark.x < WIDTH and 0 < mark.y < HEIGHT for mark in found.marks)


def test_a_point_without_a_commune_is_drawn_all_the_same() -> None:
    assert sketch(15.0, 108.3, None, ()).marks == ()
    assert sketch(15.0, 108.3, None, ()).km == 1
