"""A newer catalogue: read in every shape it comes in, compared, and applied so that no old name is lost."""

from dataclasses import replace

import pytest

from referral.jurisdiction import Unit
from referral.jurisdiction.catalogue import MOST_NAMED, BadTable, Heir, Listed, read_conversion, read_export
from referral.jurisdiction.changes import ConversionNeeded, Difference, apply, cut, difference, successors
from referral.jurisdiction.units import OldCommune, Units, units

NGAI, DANANG = "Tỉnh Quảng Ngãi", "Thành phố Đà Nẵng"
A = Unit("00001", "Xã Một", "51", NGAI, 10.0, 100.0, 4.0)
B = Unit("00002", "Xã Hai", "51", NGAI, 12.0, 102.0, 6.0)
C = Unit("00003", "Phường Ba", "48", DANANG, 16.0, 108.0, 2.0)
OLD = OldCommune("00009", "Xã Cũ", "Huyện Nọ", "Tỉnh Quảng Nam", ("00001", "00003"), ("Xã Xưa",))
SAME = OldCommune("00003", "Phường Trước", "Quận Nọ", DANANG, ("00003",))
SMALL = Units(
    version="first",
    current={here.code: here for here in (A, B, C)},
    old=(OLD, SAME),
    provinces={"51": NGAI, "48": DANANG},
    merged={"Tỉnh Quảng Nam": "48", NGAI: "51", DANANG: "48"},
)
SINCE = "2026-12-01"
HEAD = "MaTinh,TenTinh,MaPhuongXa,TenPhuongXa,LoaiHinh\n"


def as_listed(*communes: Unit) -> tuple[Listed, ...]:
    return tuple(Listed(here.code, here.name, here.province, here.province_name) for here in communes)


def heirs(*pairs: str) -> list[Heir]:
    """Lines of a conversion: "00001>00002"."""
    return [Heir(n, pair[:5], pair[6:], "") for n, pair in enumerate(pairs, 2)]


def after(*communes: Unit, conversion: list[Heir] | None = None) -> Units:
    """What SMALL becomes by a catalogue of these communes."""
    return apply(SMALL, difference(SMALL, as_listed(*communes)), conversion or [], SINCE)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}51,{NGAI},00001,Một,Xã\n",
        f"\ufeffMaTinh;TenTinh;MaPhuongXa;TenPhuongXa;LoaiHinh\r\n51;{NGAI};1;Xã Một;Xã\r\n\r\n",
        f"code,name,province_code,province\n00001,xã Một,51,{NGAI}\n",
        f"Mã tỉnh\tTên tỉnh\tMã phường xã\tTên phường xã\n51\t{NGAI}\t00001\tXã  Một \n",
        f"{HEAD}51,Tỉnh Quảng Nga\u0303i,00001,Mô\u0323t,xã\n",
    ],
)
def test_a_catalogue_is_read_in_every_shape(text: str) -> None:
    assert read_export(text) == (Listed("00001", "Xã Một", "51", NGAI),)


def test_a_code_that_other_data_use_is_the_official_one() -> None:
    (listed,) = read_export(f"{HEAD}22,Thành phố Quảng Ninh,06978,Ba Chẽ,Xã\n")
    assert listed.code == "06970"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1: no column MaPhuongXa"),
        ("MaTinh,TenTinh,TenPhuongXa\n", "line 1: no column MaPhuongXa"),
        (HEAD, "line 2: there is no commune"),
        (f"{HEAD}51,{NGAI},x1,Một,Xã\n", "line 2: MaPhuongXa is no code"),
        (f"{HEAD}51,{NGAI},00001,Một,\n", "line 2: no name with a type"),
        (f"{HEAD}51,{NGAI},00001,,Xã\n", "line 2: no name with a type"),
        (f"{HEAD}51,{NGAI}\n", "line 2: MaPhuongXa is no code"),
        (f"{HEAD}x,{NGAI},00001,Một,Xã\n", "line 2: MaTinh is no code of two digits"),
        (f"{HEAD}510,{NGAI},00001,Một,Xã\n", "line 2: MaTinh is no code of two digits"),
        (f"{HEAD}51,Quảng Ngãi,00001,Một,Xã\n", "line 2: no name of a province with its type"),
        (f"{HEAD}51,{NGAI},1,Một,Xã\n\n51,{NGAI},00001,Hai,Xã\n", "line 4: code 00001 stands on line 2 already"),
        (f"{HEAD}51,{NGAI},1,Một,Xã\n51,{DANANG},2,Hai,Xã\n", "line 3: province 51 has another name further up"),
        (f'{HEAD}51,{NGAI},00001,"Một,Xã\n', "line 2: this is no CSV"),
        (f'{HEAD}51,{NGAI},00001,"Một"x,Xã\n', "line 2: this is no CSV"),
    ],
)
def test_a_bad_line_is_named_with_its_remedy(text: str, problem: str) -> None:
    with pytest.raises(BadTable) as refused:
        read_export(text)
    assert problem in str(refused.value)


def test_only_the_first_bad_lines_are_named() -> None:
    rows = "".join(f"51,{NGAI},x,Xã {n},\n" for n in range(MOST_NAMED + 5))
    with pytest.raises(BadTable, match="and 5 more"):
        read_export(HEAD + rows)


def test_a_conversion_is_read() -> None:
    assert read_conversion("old_code,new_code,note\n1,2,Nhập một phần\n") == (
        Heir(2, "00001", "00002", "Nhập một phần"),
    )
    assert read_conversion("old_code;new_code\n") == ()


def test_a_bad_line_of_a_conversion_is_named() -> None:
    with pytest.raises(BadTable, match=r"(?s)line 2: old_code is no code.*line 3: new_code is no code"):
        read_conversion("old_code,new_code\n,00002\n00001,two\n")


def test_the_catalogue_of_today_changes_nothing() -> None:
    assert not difference(SMALL, as_listed(A, B, C))
    assert not difference(units(), as_listed(*units().current.values()))


def test_what_a_catalogue_changes_is_told_by_kind() -> None:
    ward = replace(A, name="Phường Một")
    moved = replace(B, province="48", province_name=DANANG)
    new = Unit("00004", "Xã Bốn", "48", DANANG, 0, 0)
    change = difference(SMALL, as_listed(ward, moved, new))
    listed = dict(zip(("A", "B", "D"), as_listed(ward, moved, new), strict=True))
    assert change == Difference(
        as_listed(ward, moved, new), ((A, listed["A"]),), ((B, listed["B"]),), (listed["D"],), (C,), ()
    )
    assert change


def test_provinces_are_compared_by_code() -> None:
    city = "Thành phố Quảng Ngãi"
    renamed = [replace(here, province_name=city) for here in (A, B)]
    assert difference(SMALL, as_listed(*renamed, C)).provinces == (("51", NGAI, city),)
    joined = [replace(here, province="48", province_name=DANANG) for here in (A, B)]
    assert difference(SMALL, as_listed(*joined, C)).provinces == (("51", NGAI, ""),)


def test_a_renamed_commune_keeps_its_place_and_its_old_name() -> None:
    ward = replace(A, name="Phường Một")
    made = after(ward, B, C)
    assert made.version == SINCE
    assert made.current["00001"] == ward
    assert made.old == (OLD, SAME, OldCommune("00001", "Xã Một", "", NGAI, ("00001",)))


def test_another_spelling_is_no_other_name() -> None:
    units_now = replace(SMALL, current={**SMALL.current, "00001": replace(A, name="Xã Hoà An")})
    export = as_listed(replace(A, name="Xã Hòa An"), B, C)
    made = apply(units_now, difference(units_now, export), [], SINCE)
    assert made.current["00001"].name == "Xã Hòa An"
    assert made.old == (OLD, SAME)


def test_merged_communes_lead_to_the_new_one_from_every_old_name() -> None:
    new = Unit("00004", "Xã Mới", "51", NGAI, 11.0, 101.0, 10.0)
    made = after(new, C, conversion=heirs("00001>00004", "00002>00004"))
    assert made.current["00004"] == new  # in the middle of its predecessors, as large as both
    assert made.old == (
        replace(OLD, codes=("00003", "00004")),
        SAME,
        OldCommune("00001", "Xã Một", "", NGAI, ("00004",)),
        OldCommune("00002", "Xã Hai", "", NGAI, ("00004",)),
    )
    assert successors(made, "00001") == ("00004",)
    assert successors(made, "00004") == successors(made, "99999") == ()
    assert cut(made) == {}


def test_a_split_commune_becomes_all_its_parts() -> None:
    new = Unit("00004", "Xã Mới", "51", NGAI, 10.0, 100.0, 2.0)
    made = after(A, B, new, C, conversion=heirs("00001>00001", "00001>00004"))
    assert made.current["00004"] == new
    assert made.current["00001"] == replace(A, km2=4.0)
    assert made.old[0].codes == ("00001", "00003", "00004")
    assert made.old[2] == OldCommune("00001", "Xã Một", "", NGAI, ("00001", "00004"))
    assert cut(made) == {"00001": ("00001", "00004")}


def test_a_code_that_is_used_again_is_another_commune() -> None:
    again = replace(A, name="Xã Khác")
    made = after(again, B, C, conversion=heirs("00001>00002", "00002>00001"))
    assert (made.current["00001"].lat, made.current["00002"].lat) == (B.lat, A.lat)
    assert cut(made) == {"00001": ("00002",), "00002": ("00001",)}


def test_a_province_that_ended_lives_on_in_the_one_that_has_its_communes() -> None:
    joined = [replace(here, province="48", province_name=DANANG) for here in (A, B)]
    made = after(*joined, C)
    assert made.merged == {"Tỉnh Quảng Nam": "48", NGAI: "48", DANANG: "48"}
    assert made.provinces == {"48": DANANG}
    assert made.old[2:] == (
        OldCommune("00001", "Xã Một", "", NGAI, ("00001",)),
        OldCommune("00002", "Xã Hai", "", NGAI, ("00002",)),
    )


def test_an_ended_commune_without_heir_is_refused() -> None:
    with pytest.raises(ConversionNeeded, match=r"--conversion(?s:.*)as old_code: 00001 00002$"):
        after(C)


def test_a_new_commune_without_predecessor_is_refused() -> None:
    new = Unit("00004", "Xã Bốn", "48", DANANG, 0, 0)
    with pytest.raises(ConversionNeeded, match=r"as new_code: 00004$"):
        after(A, B, C, new)
    with pytest.raises(ConversionNeeded, match=r"as new_code: 00001$"):
        after(A, B, C, conversion=heirs("00001>00002"))


def test_a_long_list_is_cut() -> None:
    with pytest.raises(ConversionNeeded, match=f"… and {3321 - 1 - MOST_NAMED} more$"):
        only = next(iter(units().current.values()))
        apply(units(), difference(units(), as_listed(only)), [], SINCE)


def test_a_conversion_of_other_units_is_refused() -> None:
    with pytest.raises(BadTable, match=r"line 2: old_code 00007 is not in force(?s:.*)line 3: new_code 00008 is not"):
        after(A, B, C, conversion=heirs("00007>00001", "00001>00008"))


@pytest.mark.parametrize("name", ["Xã Mộ\0t", "Xã =cmd|calc", "Xã [/b]", "Xã \u202eMột", "Xã A_B", "Xã <b>"])
def test_a_name_is_of_letters(name: str) -> None:
    with pytest.raises(BadTable, match="line 2: a name holds"):
        read_export(f"{HEAD}51,{NGAI},00001,{name},\n")
    with pytest.raises(BadTable, match="line 2: a name holds"):
        read_export(f"{HEAD}51,{NGAI}\0,00001,Xã Một,\n")


def test_a_name_stands_once_in_its_province() -> None:
    with pytest.raises(BadTable, match="line 3: this name stands in this province on line 2 already") as bad:
        read_export(f"{HEAD}51,{NGAI},1,Xã Hòa Mỹ,\n51,{NGAI},2,Xã Hoà Mỹ,\n51,{NGAI},3,Phường Hòa Mỹ,\n")
    assert "line 4" not in str(bad.value)
    read_export(f"{HEAD}51,{NGAI},1,Xã Hai,\n48,{DANANG},2,Xã Hai,\n")


def test_communes_that_change_are_counted_once() -> None:
    moved = replace(A, name="Xã Khác", province="48", province_name=DANANG)
    new = replace(B, code="00004")
    assert difference(SMALL, as_listed(moved, new, C)).communes() == 3
