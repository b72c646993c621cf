"""Coverage in numbers, and the landmarks of the directory."""

from dataclasses import replace

from referral.agencies import COMMUNE_ROLES, PROVINCE_ROLES, ROLES, Agency, Directory, Officer, is_own
from referral.coverage import NEEDS, Gap, coverage
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import units
from referral.sample import sample_directory

SON_TAY, OTHER, QUANG_NGAI = "21340", "21343", "51"
POLICE = Agency("police", "Công an xã Sơn Tây", "police", (SON_TAY,), phone="0900000000", phone_confirmed=True)
DESK = Agency("desk", "Bàn trực", "intake_desk", phone="0900000000")
CENTRE = Agency("centre", "Trung tâm", "social_work_centre", province=QUANG_NGAI)
OFFICERS = (Officer("police-1", "police", "Một", ways=("1",)), Officer("desk-1", "desk", "Hai"))


def directory(*agencies: Agency) -> Directory:
    return Directory({a.id: a for a in agencies}, {o.id: o for o in OFFICERS})


def test_each_need_is_counted_by_itself() -> None:
    rows = {row.role: row for row in coverage(directory(POLICE, DESK, CENTRE), units()).rows}
    assert list(rows) == list(ROLES)
    assert (rows["police"].places, rows["police"].have) == (3321, dict.fromkeys(NEEDS, 1))
    assert (rows["school"].places, rows["school"].have) == (3321, dict.fromkeys(NEEDS, 0))
    assert rows["intake_desk"].have == {"agency": 1, "officer": 1, "way": 0, "number": 0}
    assert rows["social_work_centre"].have == {"agency": 1, "officer": 0, "way": 0, "number": 0}
    assert rows["province_desk"].places == 1, "the province of a commune that is served counts"


def test_what_is_missing_begins_with_the_desk_and_the_provinces_served() -> None:
    gaps = coverage(directory(POLICE, DESK, CENTRE), units()).gaps
    assert gaps[0] == Gap("intake_desk", "", ("way", "number"))
    assert gaps[1:3] == (
        Gap("social_work_centre", QUANG_NGAI, ("officer", "way", "number")),
        Gap("province_desk", QUANG_NGAI, NEEDS),
    )
    first = units().current[gaps[3].code]
    assert first.province == QUANG_NGAI
    assert Gap("police", SON_TAY, ()) not in gaps and len(gaps) == 3 + 5 * 3321 - 1


def test_one_province_alone() -> None:
    found = coverage(directory(), units(), QUANG_NGAI)
    inside = sum(here.province == QUANG_NGAI for here in units().current.values())
    places = {row.role: row.places for row in found.rows}
    assert places == dict.fromkeys(COMMUNE_ROLES, inside) | dict.fromkeys((*PROVINCE_ROLES, "intake_desk"), 1)


def test_nobody_is_covered_by_a_sample() -> None:
    found = coverage(sample_directory(), units())
    assert all(row.have == dict.fromkeys(NEEDS, 0) for row in found.rows)
    assert {row.places for row in found.rows if row.role in PROVINCE_ROLES} == {0}


def test_places_with_several_agencies_of_a_role_are_counted() -> None:
    second = replace(POLICE, id="police-2", communes=(SON_TAY, OTHER, "99999"))
    rows = {row.role: row for row in coverage(directory(POLICE, second), units()).rows}
    assert (rows["police"].shared, rows["school"].shared) == (1, 0)
    assert rows["police"].have["agency"] == 2


def test_a_school_of_the_directory_says_where_somebody_is() -> None:
    school = Agency("school", "Trường Tiểu học Sơn Long", "school", (SON_TAY,))
    known = directory(school).landmarks
    found = resolve("bé học trường tiểu học Sơn Long", known)
    assert (found.status, found.codes, found.rule) == ("commune", (SON_TAY,), "landmark")
    assert directory(replace(school, communes=(SON_TAY, OTHER))).landmarks == {}
    assert directory(replace(school, role="youth_union")).landmarks == {}
    assert sample_directory().landmarks


def test_a_name_that_stands_everywhere_is_no_landmark() -> None:
    named = ("Trạm Y tế", "Công an xã", "Trường Tiểu học số 1", "Ủy ban nhân dân phường", "UBND xã", "")
    assert not any(map(is_own, named))
    assert is_own("Trạm Y tế xã Ba Tơ")
    station = Agency("station", "Trạm y tế", "health_station", (SON_TAY,))
    assert resolve("em đang ở trạm y tế", directory(station).landmarks).status == "none"
