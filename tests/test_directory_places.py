"""The place cell of an agency: what is clear, and what is asked about instead of guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory_places import Served, not_one, place_served, province_in
from referral.agencies import ROLES
from referral.jurisdiction import Place
from referral.jurisdiction.units import units

SON_TAY, QUANG_NGAI = "21340", "51"
DISTRICT = ("21334", "21340", "21343")


@pytest.mark.parametrize(
    ("role", "place", "served"),
    [
        ("police", "21340", Served((SON_TAY,))),
        ("police", "06978", Served(("06970",))),
        ("police", "Xã Sơn Long, huyện Sơn Tây, Quảng Ngãi", Served((SON_TAY,))),
        ("police", "xa son long, son tay, quang ngai", Served((SON_TAY,))),
        ("police", "Xã Sơn Tây (21340), Quảng Ngãi", Served((SON_TAY,))),
        ("police", "xã Sơn Tây Hà Tĩnh", Served(("18172",))),
        ("police", "old:21500", Served(("21499",))),
        ("police", "Old: 21500 ; 21340;21340;", Served(("21499", SON_TAY))),
        ("police", "huyện Lý Sơn, Quảng Ngãi", Served(("21548",))),
        ("people_committee", "Xã Sơn Tây, Quảng Ngãi; Xã Sơn Tây Hạ, Quảng Ngãi", Served((SON_TAY, "21343"))),
        ("health_station", "huyện Sơn Tây, Quảng Ngãi", Served(DISTRICT)),
        ("province_desk", "tỉnh Quảng Ngãi", Served(province=QUANG_NGAI)),
        ("province_desk", "51", Served(province=QUANG_NGAI)),
        ("social_work_centre", "Thừa Thiên Huế", Served(province="46")),
        ("social_work_centre", "TP.HCM", Served(province="79")),
        ("intake_desk", "Toàn Quốc", Served()),
    ],
)
def test_a_place_that_is_clear(role: str, place: str, served: Served) -> None:
    assert place_served(place, role) == (served, ())


@pytest.mark.parametrize("place", ["tỉnh Quảng Ngãi", "51"])
def test_a_school_may_serve_a_province(place: str) -> None:
    served, problems = place_served(place, "school")
    assert not problems and set(DISTRICT) < set(served.communes)
    assert {units().current[code].province for code in served.communes} == {QUANG_NGAI}


def test_every_province_is_found_by_its_name_and_code() -> None:
    for code, name in units().provinces.items():
        assert province_in(name) == province_in(code) == code
    for code in units().provinces:
        assert place_served(code, "police")[1][0].remedy == "a police names each commune it serves"


@pytest.mark.parametrize(
    ("role", "place", "words", "candidates"),
    [
        ("police", "", "no place", ()),
        ("police", " ; ", "no place", ()),
        ("police", "toàn quốc", "the whole country is served by the intake desk only", ()),
        ("police", "12345", "no place has the code 12345", ()),
        ("police", "4", "no place has the code 4", ()),
        ("police", "21500", "21500 is a code of before July 2025", ("21499",)),
        ("police", "old:99999", "no commune had the code “99999” in June 2025", ()),
        ("police", "old:", "no commune had the code “” in June 2025", ()),
        ("police", "ao sau nhà văn hoá", "no commune is recognised in “ao sau nhà văn hoá”", ()),
        ("police", "Xã Sơn Tây", "“Xã Sơn Tây” may be several communes", ("18172", SON_TAY)),
        ("police", "huyện Châu Thành, Quảng Ngãi", "no commune is recognised", ()),
        ("school", "Quảng Ngãi và Tây Ninh", "no commune is recognised", ()),
        ("province_desk", "Quảng Ngãi và Tây Ninh", "is no province", ()),
        ("police", "huyện Sơn Tây, Quảng Ngãi", "“huyện Sơn Tây, Quảng Ngãi” has several communes", DISTRICT),
        ("police", "tỉnh Quảng Ngãi", "“tỉnh Quảng Ngãi” has several communes", ()),
        ("school", "tỉnh Quảng Nam", "“tỉnh Quảng Nam” is only a part of Thành phố Đà Nẵng", ()),
        ("school", "huyện Châu Thành", "“huyện Châu Thành” may be several communes", ()),
        ("police", "không phải xã Sơn Hạ, QN", "không phải", ()),
        ("police", "gần xã Sơn Hạ", "these words are no part of a place: gần", ("21292",)),
        ("police", "Ông Nguyễn Bình Minh, Quảng Ngãi", "no commune is recognised", ()),
        ("school", "Ông Nguyễn Bình Minh, Quảng Ngãi", "no commune is recognised", ()),
        ("school", "12 Lê Lợi, Quảng Ngãi", "no commune is recognised", ()),
        ("province_desk", "không phải Quảng Ngãi", "is no province", ()),
        ("school", "huyện Sơn Tây, huyện Ba Tơ, Quảng Ngãi", "names several places", ()),
        ("police", "Xã Sơn Tây và xã Sơn Hà, Quảng Ngãi", "names several places", ()),
        ("province_desk", "Quảng Nam", "“Quảng Nam” is only a part of Thành phố Đà Nẵng", ()),
        ("province_desk", "Xã Sơn Tây, Quảng Ngãi", "“Xã Sơn Tây, Quảng Ngãi” is no province", (SON_TAY,)),
        ("province_desk", "99", "“99” is no province", ()),
        ("province_desk", "51; 48", "several places", ()),
        ("intake_desk", "Quảng Ngãi", "the intake desk answers for all", ()),
    ],
)
def test_a_place_that_is_not_clear(role: str, place: str, words: str, candidates: tuple[str, ...]) -> None:
    served, problems = place_served(place, role)
    assert len(problems) == 1 and served == Served()
    assert words in problems[0].words and problems[0].remedy
    assert not candidates or problems[0].candidates == candidates


def test_a_split_commune_is_asked_about() -> None:
    split = next(was for was in units().old if len(was.codes) > 1 and was.code and was.district)
    for place in (f"old:{split.code}", f"{split.name}, {split.district}, {split.province}"):
        _, (problem,) = place_served(place, "police")
        assert set(problem.candidates) == set(split.codes)


def test_a_slip_of_the_pen_is_confirmed_first() -> None:
    _, (problem,) = place_served("Xã Sơn Tinhh, Quảng Ngãi", "police")
    assert problem.candidates
    unsure = not_one("Xã Sơn Tâyy", Place("ambiguous", (SON_TAY,)))
    assert (unsure.words, unsure.candidates) == ("“Xã Sơn Tâyy” is spelled unlike any commune", (SON_TAY,))


def test_every_bad_part_of_a_cell_is_said() -> None:
    served, problems = place_served("21340; 12345; Xã Sơn Tây", "police")
    assert served.communes == (SON_TAY,) and len(problems) == 2


@given(st.text(max_size=60), st.sampled_from(ROLES))
def test_any_text_in_the_place_cell_gives_a_report(cell: str, role: str) -> None:
    served, problems = place_served(cell, role)
    if not problems:
        assert served.province in ("", *units().provinces) and set(served.communes) <= set(units().current)
    assert all(problem.words and problem.remedy for problem in problems)
