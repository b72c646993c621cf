"""`langnghe hazard …`: the list, the tables, the map, and the word that a storm has passed."""

import csv
import json
from collections.abc import Iterator
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.cli_directory import NotWritten, UnknownProvince
from bot.cli_hazards import UnknownCommune
from bot.opening import opened
from handlers import incoming
from handlers.events import Address, IncomingEvent
from tests import cli
from tests.cast import OFFICERS, OFFICERS_AT
from tests.databases import furnish

command = partial(cli.command, "hazard")
said = partial(cli.said, "hazard")

POND = "ao nhà bà Tư thôn 3 không rào, trẻ hay ra tắm, xã Sơn Tây, Quảng Ngãi"
DRAIN = "cống hở không nắp trước trường ở phường Vĩnh Yên, Phú Thọ, trẻ hay đi qua"


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Two places reported in a house of its own, one of them with a pin and fixed."""
    monkeypatch.setenv("LANGNGHE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")
    furnish(tmp_path / "var")
    with opened() as (_, work):
        for n, words in enumerate((POND, DRAIN)):
            incoming.take(work, IncomingEvent(f"e{n}", Address("webchat", f"p{n}"), work.now, text=words))
        work.staff.link("people_committee-21340-1", work.people.at(Address(OFFICERS_AT, OFFICERS["UBND xã"])).id)
    yield tmp_path


def test_the_list_of_all_of_a_province_and_of_a_commune() -> None:
    assert "ao, hồ chưa rào" in said("list") and "hố ga" in said("list")
    assert "hố ga" not in said("list", "--province", "Quảng Ngãi", "--open")
    for commune in ("08707", "phường Vĩnh Yên, Phú Thọ"):
        assert "hố ga" in said("list", "--commune", commune) and "ao, hồ" not in said("list", "--commune", commune)
    assert "ao, hồ chưa rào" not in said("list", "--commune", "21343")


def test_only_what_is_open() -> None:
    with opened() as (_, work):
        for hazard in work.hazards.listed(province="51"):
            work.connection.exec_driver_sql(f"UPDATE hazards SET status = 'fixed' WHERE id = '{hazard.id}'")
    assert "ao, hồ" in said("list") and "ao, hồ" not in said("list", "--open")


def test_the_tables_say_the_same_and_nothing_that_was_written(house: Path) -> None:
    table, book = house / "places.csv", house / "places.xlsx"
    said("list", "--csv", str(table), "--xlsx", str(book))
    text = table.read_text("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert {row["commune"] for row in rows} == {"21340", "08707"} and "bà Tư" not in text and "trường" not in text
    sheet = load_workbook(book).active
    assert sheet is not None
    cells = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert cells == [list(rows[0]), *(list(row.values()) for row in rows)]


def test_an_empty_table_has_a_heading(house: Path) -> None:
    said("list", "--commune", "21343", "--csv", str(house / "none.csv"))
    assert (house / "none.csv").read_text("utf-8-sig").strip() == "number"


def test_the_map_is_written_once(house: Path) -> None:
    file = house / "map.geojson"
    assert "Places: 2, with a pin: 0." in said("map", str(file))
    content = json.loads(file.read_text("utf-8"))
    assert content["type"] == "FeatureCollection" and len(content["features"]) == 2
    assert {feature["geometry"] for feature in content["features"]} == {None}
    assert isinstance(command("map", str(file)).exception, NotWritten), "a file that is there is never replaced"
    said("map", str(house / "one.geojson"), "--province", "51")
    assert len(json.loads((house / "one.geojson").read_text("utf-8"))["features"]) == 1


def test_after_a_storm_its_province_is_asked() -> None:
    assert "again: 1." in said("storm", "--province", "Quảng Ngãi")
    with opened() as (_, work):
        assert {bool(hazard.asked_at) for hazard in work.hazards.listed(province="51")} == {True}
        assert {bool(hazard.asked_at) for hazard in work.hazards.listed(province="25")} == {False}


def test_a_place_that_does_not_exist_is_named() -> None:
    assert isinstance(command("list", "--commune", "Xã Không Có").exception, UnknownCommune)
    assert isinstance(command("storm", "--province", "Atlantis").exception, UnknownProvince)
