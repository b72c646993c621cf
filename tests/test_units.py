"""The place data: complete, close to the official tables, and found by code or point."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from referral.jurisdiction.package import PlaceDataMissing, package_folder, part_keys
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import unit, units, use

OFFICIAL = Path(__file__).parents[2] / "shared" / "data"
TABLES_HERE = OFFICIAL.is_dir()  # when they are not beside the checkout, tests against them are not collected


def rows(name: str) -> list[Mapping[str, str]]:
    with (OFFICIAL / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_counts_are_the_official_ones() -> None:
    known = units()
    assert (len(known.current), len(known.provinces), len(known.merged)) == (3321, 34, 63)
    assert sum(bool(was.name) for was in known.old) == 10_035
    assert all(len(code) == 5 and code == known.current[code].code for code in known.current)


def test_a_unit_is_found_by_its_code() -> None:
    found = unit("21340")
    assert found is not None
    assert (found.name, found.province, found.province_name) == ("Xã Sơn Tây", "51", "Tỉnh Quảng Ngãi")
    assert unit("99999") is None


def test_every_old_commune_and_island_district_became_something_of_today() -> None:
    known = units()
    assert all(was.codes and all(code in known.current for code in was.codes) for was in known.old)
    assert [was.codes for was in known.old if was.district == "Huyện Lý Sơn"] == [("21548",)]


def test_a_split_commune_keeps_all_its_parts() -> None:
    thanh_cong = [was for was in units().old if was.name == "Phường Thành Công" and was.province == "Thành phố Hà Nội"]
    assert [was.codes for was in thanh_cong] == [("00025", "00190")]


def test_merged_provinces_know_where_they_went() -> None:
    merged = units().merged
    assert (merged["Tỉnh Quảng Nam"], merged["Tỉnh Sóc Trăng"], merged["Tỉnh Vĩnh Phúc"]) == ("48", "92", "25")


def test_the_same_words_are_read_anew_when_other_units_are_in_use() -> None:
    known, words = units(), "xã Sơn Tây, Quảng Ngãi"
    assert resolve(words).codes == ("21340",)
    try:
        use(replace(known, current={"21340": replace(known.current["21340"], name="Xã Sơn Hà")}, old=(), aliases=()))
        assert resolve(words).codes == ()
    finally:
        use(known)
    assert resolve(words).codes == ("21340",)


def test_a_missing_package_says_what_to_do() -> None:
    with pytest.raises(PlaceDataMissing, match="pip install vietnamadminunits"):
        package_folder("a_package_that_nobody_wrote")


def test_a_conversion_entry_of_another_shape_is_empty() -> None:
    assert part_keys("not a list") == []


class TestAgainstTheOfficialTables:
    """Collected only where ../shared/data lies beside the checkout."""

    __test__ = TABLES_HERE

    def test_codes_are_those_of_the_statistics_office(self) -> None:
        official = {row["code"]: row for row in rows("nso_communes_2026-10.csv")}
        lag = {row["code"] for row in rows("name_differences.csv")}
        ours = units().current
        differ = {code for code, row in official.items() if code in ours and ours[code].name != row["name"]}
        assert set(official) ^ set(ours) <= {"06970", "06978"}  # Ba Chẽ bears either code
        assert differ <= lag

    def test_old_communes_became_what_the_statistics_office_says_but_for_the_37_known(self) -> None:
        official: dict[str, set[str]] = {}
        for row in rows("nso_conversion_2025-07.csv"):
            official.setdefault(row["old_code"], set()).add(row["new_code"])
        known = {row["old_code"] for row in rows("conversion_differences.csv")}
        ours = {was.code: set(was.codes) for was in units().old if was.code in official and was.name}
        assert {code for code, codes in ours.items() if codes != official[code]} <= known
        assert len(ours) > 10_000
