"""A pin: in Vietnam, abroad or at sea, and which communes; never a silent guess, never an exception."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from referral.jurisdiction import pins
from referral.jurisdiction import units as place_data
from referral.jurisdiction.boundaries import METRES_PER_DEGREE, Boundaries
from referral.jurisdiction.outline import outline
from referral.jurisdiction.pins import Side, inside_vietnam, locate, side
from referral.jurisdiction.units import unit, units
from tests.places.polygons import around, cells

BA_DINH, HOAN_KIEM, TRUONG_SA, PHU_QUOC, DAT_MUI = "00004", "00070", "22736", "31078", "32248"
COAST = (16.05, 108.35)  # about 9 km off Đà Nẵng


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Every test begins and ends without boundaries, with the units as shipped."""
    before = units()
    yield
    pins.use(None)
    place_data.use(before)


@pytest.mark.parametrize(
    ("point", "where"),
    [
        ((21.03, 105.85), "inside"),  # Hà Nội
        ((10.77, 106.7), "inside"),  # Sài Gòn
        ((23.36, 105.32), "inside"),  # Lũng Cú
        ((8.6, 104.72), "inside"),  # Đất Mũi
        ((21.53, 107.97), "inside"),  # Móng Cái
        ((16.62, 106.59), "inside"),  # Lao Bảo, at the border
        ((20.9, 107.1), "inside"),  # vịnh Hạ Long
        ((10.0, 104.03), "inside"),  # Phú Quốc
        ((8.69, 106.6), "inside"),  # Côn Đảo
        ((20.13, 107.73), "inside"),  # Bạch Long Vĩ
        ((16.53, 111.61), "inside"),  # Hoàng Sa
        ((16.83, 112.34), "inside"),  # Phú Lâm
        ((8.65, 111.92), "inside"),  # Trường Sa Lớn
        ((11.43, 114.33), "inside"),  # Song Tử Tây
        ((9.89, 114.33), "inside"),  # Sinh Tồn
        (COAST, "inside"),
        ((18.9, 107.0), "sea"),  # vịnh Bắc Bộ
        ((14.0, 111.0), "sea"),
        ((10.0, 113.0), "sea"),
        ((8.0, 104.0), "sea"),
        ((17.97, 102.6), "abroad"),  # Vientiane
        ((11.56, 104.92), "abroad"),  # Phnom Penh
        ((22.82, 108.32), "abroad"),  # Nanning
        ((13.75, 100.5), "abroad"),  # Bangkok
        ((20.03, 110.3), "abroad"),  # Haikou
        ((16.55, 104.75), "abroad"),  # Savannakhet
        ((10.62, 103.52), "abroad"),  # Sihanoukville
        ((17.0, 121.0), "abroad"),  # Luzon
        ((25.03, 121.56), "abroad"),  # Taipei
        ((0.0, 0.0), "abroad"),
        ((-90.0, 180.0), "abroad"),
        ((105.85, 21.03), "nowhere"),  # longitude first
        ((21.0, 465.0), "nowhere"),
        ((math.nan, 105.0), "nowhere"),
        ((21.0, math.inf), "nowhere"),
    ],
)
def test_a_point_is_inside_abroad_or_at_sea(point: tuple[float, float], where: Side) -> None:
    assert side(*point) == where
    assert inside_vietnam(*point) is (where == "inside")
    assert (locate(*point).status == "ambiguous") is (where == "inside")


def test_every_commune_has_its_centre_in_the_country_and_in_its_own_list() -> None:
    for here in units().current.values():
        assert side(here.lat, here.lon) == "inside", here.code
        assert here.code in locate(here.lat, here.lon).codes, here.code


def test_the_outline_is_one_piece_and_every_island_has_a_unit_of_today() -> None:
    assert outline().land.is_valid and outline().sea.is_valid
    assert all(not island.code or unit(island.code) for island in outline().islands)
    assert all(side(island.lat, island.lon) == "inside" for island in outline().islands)


@given(st.floats(), st.floats())
def test_any_two_numbers_get_an_answer(lat: float, lon: float) -> None:
    place = locate(lat, lon)
    assert place.status == ("ambiguous" if side(lat, lon) == "inside" else "none")
    assert len(place.reading) in (1, len(place.codes))


@given(st.floats(7, 24), st.floats(101, 118))
def test_without_boundaries_a_pin_near_vietnam_is_always_a_question_of_at_most_five(lat: float, lon: float) -> None:
    place = locate(lat, lon)
    assert place.status in ("ambiguous", "none")
    assert len(set(place.codes)) == len(place.codes) == len(place.via) <= 5
    assert bool(place.codes) is (place.status == "ambiguous")
    assert all(unit(code) for code in place.codes)


def test_the_list_says_how_far_each_centre_is() -> None:
    place = locate(21.03, 105.85)
    assert place.codes[0] == HOAN_KIEM and place.province == "01"
    assert place.reading[0] == "cách trung tâm Phường Hoàn Kiếm 222 m"
    assert place.reading[2] == "cách trung tâm Phường Ba Đình 1,6 km"


def test_a_pin_on_an_island_is_asked_as_that_island() -> None:
    assert (locate(8.65, 111.92).codes, locate(8.65, 111.92).reading) == ((TRUONG_SA,), ("gần đảo Trường Sa Lớn",))
    assert locate(10.4, 103.98).codes == (PHU_QUOC,)


def test_a_pin_on_an_island_of_unsure_unit_is_asked_by_centres() -> None:
    assert DAT_MUI in locate(8.43, 104.83).codes


def test_a_pin_far_from_every_centre_still_gets_a_list() -> None:
    few = {code: here for code, here in units().current.items() if here.province == "48"}
    place_data.use(replace(units(), current=few, version="one province"))
    assert len(locate(10.77, 106.7).codes) == 5


def test_a_country_without_communes_has_none_to_offer() -> None:
    place_data.use(replace(units(), current={}, version="empty"))
    assert locate(21.03, 105.85).codes == ()
    assert side(15.0, 111.0) == "sea"


def test_outside_is_said_in_words() -> None:
    said = [locate(*point).reading for point in ((13.75, 100.5), (14.0, 111.0), (math.nan, 0.0))]
    assert said == [("ngoài Việt Nam",), ("ngoài biển, cách bờ xa",), ("không phải toạ độ có thật",)]


def test_with_boundaries_every_pin_is_the_commune_that_contains_it() -> None:
    drawn = Boundaries(cells())
    pins.use(drawn)
    chance = numpy.random.default_rng(4)
    for code, shape in cells().items():
        left, low, right, high = shape.bounds
        lon, lat = chance.uniform(left, right), chance.uniform(low, high)
        if not shapely.contains_xy(shape, lon, lat):
            continue
        place = locate(lat, lon)
        assert place.codes[0] == code
        edge = shapely.distance(shapely.boundary(shape), Point(lon, lat)) * METRES_PER_DEGREE
        assert place.status == "commune" or edge < pins.EDGE_METRES


def test_a_pin_in_a_boundary_names_it() -> None:
    pins.use(Boundaries({BA_DINH: around(BA_DINH)}))
    here = units().current[BA_DINH]
    place = locate(here.lat, here.lon)
    assert (place.status, place.codes, place.province, place.rule) == ("commune", (BA_DINH,), "01", "pin: boundary")
    assert place.reading == ("trong ranh giới Phường Ba Đình",)
    assert place.confidence > 0.9


def test_a_pin_at_the_edge_of_two_communes_is_a_question() -> None:
    one, other = shapely.box(105.0, 21.0, 105.1, 21.1), shapely.box(105.1, 21.0, 105.2, 21.1)
    pins.use(Boundaries({BA_DINH: one, HOAN_KIEM: other}))
    assert locate(21.05, 105.0990).status == "commune"
    place = locate(21.05, 105.0997)
    assert (place.status, place.codes) == ("ambiguous", (BA_DINH, HOAN_KIEM))
    assert place.reading == ("trong ranh giới Phường Ba Đình", "cách ranh giới Phường Hoàn Kiếm 33 m")


def test_a_pin_where_boundaries_overlap_is_a_question() -> None:
    pins.use(Boundaries({BA_DINH: shapely.box(105.0, 21.0, 105.1, 21.1), HOAN_KIEM: shapely.box(105, 21, 105.1, 21.1)}))
    assert (locate(21.05, 105.05).status, set(locate(21.05, 105.05).codes)) == ("ambiguous", {BA_DINH, HOAN_KIEM})


def test_a_pin_just_outside_is_asked_and_the_communes_without_a_boundary_are_not_forgotten() -> None:
    here = units().current[BA_DINH]
    pins.use(Boundaries({BA_DINH: around(BA_DINH, 0.005)}))
    place = locate(here.lat + 0.006, here.lon)
    assert place.status == "ambiguous" and place.codes[0] == BA_DINH and len(place.codes) == 5
    assert place.reading[0] == "cách ranh giới Phường Ba Đình 111 m"


def test_a_pin_on_a_pier_is_confirmed_when_every_commune_has_a_boundary() -> None:
    shapes = {code: shapely.box(105.0, 21.0, 105.01, 21.01) for code in units().current} | {
        BA_DINH: shapely.box(108.2, 16.0, 108.3, 16.1)
    }
    pins.use(Boundaries(shapes))
    place = locate(16.05, 108.301)
    assert (place.status, place.codes) == ("ambiguous", (BA_DINH,))


def test_a_boundary_out_at_sea_counts_but_brings_no_communes_of_the_coast() -> None:
    pins.use(Boundaries({BA_DINH: shapely.box(110.0, 14.0, 110.1, 14.1)}))
    assert locate(14.05, 110.05).status == "commune"
    assert locate(14.05, 110.101).codes == (BA_DINH,)
    assert locate(14.05, 110.2).status == "none"


def test_a_boundary_of_a_commune_that_ended_is_not_used() -> None:
    here = units().current[BA_DINH]
    pins.use(Boundaries({BA_DINH: around(BA_DINH)}))
    rest = {code: known for code, known in units().current.items() if code != BA_DINH}
    place_data.use(replace(units(), current=rest, version="after a merger"))
    place = locate(here.lat, here.lon)
    assert place.status == "ambiguous" and BA_DINH not in place.codes


@given(st.floats(), st.floats())
def test_any_two_numbers_get_an_answer_with_boundaries(lat: float, lon: float) -> None:
    pins.use(Boundaries(cells()))
    assert locate(lat, lon).status in ("commune", "ambiguous", "none")


def test_a_point_far_from_a_commune_is_not_its_own() -> None:
    here, there = unit(BA_DINH), unit("21340")
    assert here and there
    assert pins.may_be_in(there.lat, there.lon, "21340") and not pins.may_be_in(here.lat, here.lon, "21340")
    assert not pins.may_be_in(here.lat, here.lon, "nothing") and pins.may_be_in(8.645, 111.92, TRUONG_SA)
    pins.use(Boundaries({BA_DINH: around(BA_DINH)}))
    assert pins.may_be_in(here.lat, here.lon, BA_DINH) and not pins.may_be_in(here.lat, here.lon + 0.5, BA_DINH)
