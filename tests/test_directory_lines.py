"""The lines of agencies and officers: what each becomes, and each bad one by its number."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory_lines import AGENCY_COLUMNS, ROLE_OF, Import, agencies_in
from bot.directory_officers import OFFICER_COLUMNS, officers_in
from bot.directory_table import Line
from referral.agencies import Agency, Directory, Officer

SON_TAY = "21340"
PHONE = "0900 000 001"
EMPTY = Directory()


def agency_line(number: int = 2, /, **cells: str) -> Line:
    """A line without fault, but for the cells that are given."""
    good = {"name": "Công an xã Sơn Tây", "role": "công an", "place": "Xã Sơn Tây, Quảng Ngãi"}
    return Line(number, {**dict.fromkeys(AGENCY_COLUMNS, ""), **good, **cells})


def read(*lines: Line, before: Directory = EMPTY) -> Import:
    good, problems = agencies_in(lines, before)
    return Import(good, {}, problems)


def wrong(*lines: Line, before: Directory = EMPTY) -> list[tuple[int, str, str]]:
    """The problems of lines of which none is taken: line, column, words."""
    found = read(*lines, before=before)
    assert not found.agencies
    return [(problem.line, problem.column, problem.what.words) for problem in found.problems]


def test_a_line_becomes_an_agency() -> None:
    (found,) = read(agency_line(phone=PHONE, phone_confirmed="Có")).agencies.values()
    assert found == Agency(
        "police-cong-an-xa-son-tay", "Công an xã Sơn Tây", "police", (SON_TAY,), phone=PHONE, phone_confirmed=True
    )
    (named,) = read(agency_line(id="ca-st")).agencies.values()
    assert named == Agency("ca-st", "Công an xã Sơn Tây", "police", (SON_TAY,))


@pytest.mark.parametrize(
    ("role", "said"),
    [("police", "Công An Xã"), ("people_committee", "ubnd"), ("people_committee", "Uỷ ban nhân dân"),
     ("people_committee", "people's committee"), ("health_station", "TRẠM Y TẾ"), ("school", "School"),
     ("youth_union", "Đoàn thanh niên"), ("social_work_centre", "Trung tâm CTXH"), ("province_desk", "province desk"),
     ("intake_desk", "Bàn trực 24/7")],
)  # fmt: skip
def test_roles_are_written_in_either_language(role: str, said: str) -> None:
    (line,) = (agency_line(role=said, place="toàn quốc"),)
    assert all(problem.column != "role" for problem in read(line).problems)
    assert ROLE_OF[role.replace("_", "")] == role


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"name": ""}, "name", "no name"),
        ({"role": "vai"}, "role", "“vai” is no role"),
        ({"place": "12345"}, "place", "no place has the code 12345"),
        ({"id": "mã số"}, "id", "no id"),
        ({"name": "警察"}, "id", "no id"),
        ({"phone": "905123456"}, "phone", "the number has lost its first 0"),
        ({"phone": "0900 or 0901"}, "phone", "this is no number"),
        ({"phone_confirmed": "có"}, "phone_confirmed", "confirmed, but there is no number"),
        ({"phone_confirmed": "hm"}, "phone_confirmed", "“hm” is neither yes nor no"),
    ],
)
def test_a_bad_line_of_agencies(cells: dict[str, str], column: str, words: str) -> None:
    assert wrong(agency_line(**cells)) == [(2, column, words)]


@pytest.mark.parametrize("phone", ["113", "1900 1234", "0255.3822.111", "(0255) 3822-111", "+84 905 123 456"])
def test_numbers_as_people_write_them(phone: str) -> None:
    assert not read(agency_line(phone=phone)).problems


def test_lines_of_the_same_id_are_all_refused() -> None:
    others = "take one out, or give each an id of its own"
    found = read(agency_line(2), agency_line(3, id="x"), agency_line(7), agency_line(9))
    assert list(found.agencies) == ["x"]
    assert [(p.line, p.what.words, p.what.remedy) for p in found.problems] == [
        (2, "the same id as line 7, 9", others),
        (7, "the same id as line 2, 9", others),
        (9, "the same id as line 2, 7", others),
    ]


def test_a_sample_never_becomes_real() -> None:
    sample = Directory({"x": Agency("x", "Công an (mẫu)", "police", (SON_TAY,), sample=True)})
    assert wrong(agency_line(id="x"), before=sample) == [(2, "id", "x is a sample agency")]


def test_a_line_with_too_many_cells() -> None:
    assert wrong(replace(agency_line(), surplus=True)) == [(2, "", "more cells than columns")]


@given(st.dictionaries(st.sampled_from(list(AGENCY_COLUMNS)), st.text(max_size=20)))
def test_any_line_is_an_agency_or_a_problem(cells: dict[str, str]) -> None:
    found = read(agency_line(**cells))
    assert len(found.agencies) == 1 or found.problems


# officers

POLICE = Agency("police", "Công an xã Sơn Tây", "police", (SON_TAY,))
STAFF = Directory(
    {"police": POLICE, "p2": replace(POLICE, id="p2", name="Hai"), "p3": replace(POLICE, id="p3", name="Hai"),
     "s": replace(POLICE, id="s", name="Mẫu", sample=True)},
    {"police-1": Officer("police-1", "police", "Một", on_duty=False, ways=("1",)), "s-1": Officer("s-1", "s", "Mẫu")},
)  # fmt: skip


def officer_line(number: int = 2, /, **cells: str) -> Line:
    good = {"agency": "police", "name": "Một"}
    return Line(number, {**dict.fromkeys(OFFICER_COLUMNS, ""), **good, **cells})


def test_an_officer_who_is_known_keeps_duty_and_ways() -> None:
    found, problems = officers_in([officer_line(agency="Công an xã Sơn Tây", deputy="có")], STAFF)
    assert not problems
    assert found == {"police-1": replace(STAFF.officers["police-1"], deputy=True)}


def test_new_officers_get_the_next_numbers() -> None:
    lines = [officer_line(2), officer_line(3, name="Ba"), officer_line(4, name="Tư", id="police-3")]
    found, problems = officers_in([*lines, officer_line(5, name="Năm")], STAFF)
    assert not problems
    assert {o.id: o.name for o in found.values()} == {
        "police-1": "Một", "police-2": "Ba", "police-3": "Tư", "police-4": "Năm"
    }  # fmt: skip


def test_a_new_name_for_an_id_leaves_the_old_name_to_another() -> None:
    found, _ = officers_in([officer_line(2), officer_line(3, name="Ba", id="police-1")], STAFF)
    assert {o.id: o.name for o in found.values()} == {"police-1": "Ba", "police-2": "Một"}


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"name": ""}, "name", "no name"),
        ({"agency": "nobody"}, "agency", "no agency has this id or name"),
        ({"agency": "Hai"}, "agency", "several agencies have this name"),
        ({"agency": "Mẫu"}, "agency", "this is a sample agency"),
        ({"id": "s-1"}, "agency", "this is a sample agency"),
        ({"id": "a b"}, "id", "no id"),
        ({"deputy": "hm"}, "deputy", "“hm” is neither yes nor no"),
    ],
)
def test_a_bad_line_of_officers(cells: dict[str, str], column: str, words: str) -> None:
    found, problems = officers_in([officer_line(**cells)], STAFF)
    assert not found
    assert [(p.line, p.column, p.what.words) for p in problems] == [(2, column, words)]


def test_an_officer_who_stands_there_twice() -> None:
    lines = [officer_line(2), officer_line(3), officer_line(4, id="a"), officer_line(5, id="a", name="Hai")]
    found, problems = officers_in(lines, STAFF)
    assert not found
    assert [(p.line, p.column) for p in problems] == [(2, "name"), (3, "name"), (4, "id"), (5, "id")]


def test_an_officer_line_with_too_many_cells() -> None:
    _, (problem,) = officers_in([replace(officer_line(), surplus=True)], STAFF)
    assert problem.what.words == "more cells than columns"
