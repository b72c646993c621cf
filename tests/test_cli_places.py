"""`langnghe places`: on a real database and a real pipe, and each mistake of a deployer in one sentence."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.checks.places import compared, counted, counts, wrong_heirs, wrong_names
from bot.places import shipped
from referral.jurisdiction.catalogue import Listed
from referral.jurisdiction.units import units
from tests import cli
from tests.databases import furnish
from tests.mergers import MERGED, SON_TAY, SON_TAY_THUONG, as_csv, catalogue, conversion_csv, merger, split

command = partial(cli.command, "places")
said = partial(cli.said, "places")
told = partial(cli.told, "places")

TODAY_LATER = "2026-12-01"
WAIT = 60  # seconds until a test gives up


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, units_as_before: None) -> Path:
    """A data folder of its own, a wide terminal, and afterwards the units that were there before."""
    monkeypatch.setenv("LANGNGHE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")
    furnish(tmp_path / "var", "places")
    return tmp_path / "var"


def rows(given: str | bytes) -> tuple[int, list[dict[str, object]]]:
    """What `resolve` answers, and its exit code."""
    result = command("resolve", given=given)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def files(folder: Path) -> list[str]:
    """A catalogue with a merger and its conversion, as options."""
    export, conversion = merger()
    (folder / "nso.csv").write_text(as_csv(export), "utf-8")
    (folder / "became.csv").write_text(conversion_csv(conversion), "utf-8")
    return ["--file", str(folder / "nso.csv"), "--conversion", str(folder / "became.csv")]


# resolve and explain


def test_a_line_in_is_a_line_out() -> None:
    code, (one,) = rows('{"id": "a1", "text": "xã Sơn Long, huyện Sơn Tây, Quảng Ngãi"}\n')
    assert code == 0
    assert list(one) == ["id", "status", "codes", "province", "reading", "confidence"]
    assert (one["id"], one["status"], one["codes"], one["province"]) == ("a1", "commune", [SON_TAY], "51")
    assert any("xã cũ thuộc huyện Sơn Tây" in str(line) for line in one["reading"])  # type: ignore[attr-defined]


def test_a_pin_is_located() -> None:
    here = units().current[SON_TAY]
    code, (one,) = rows(json.dumps({"id": 1, "lat": here.lat, "lon": here.lon}))
    assert code == 0 and one["status"] == "ambiguous" and one["codes"][0] == SON_TAY  # type: ignore[index]


@pytest.mark.parametrize(
    ("line", "of"),
    [
        ("xã Sơn Tây", None), ("[1]", None), ('{"id": NaN}', None), ('{"id": 1e999, "text": ""}', None),
        ("[" * 9999, None),
        ('{"id": 7}', 7), ('{"id": 7, "text": 5}', 7), ('{"id": 7, "text": null, "lat": 1}', 7),
        ('{"id": 7, "lat": true, "lon": 1}', 7), ('{"id": 7, "lat": 1e300, "lon": 1}', 7),
        ('{"id": {"x": "y"}, "lat": "1", "lon": 1}', {"x": "y"}), (b'{"id": 1, "text": "\xff"}', None),
        ('{"id": 7, "text": 5, "lat": 1, "lon": 1}', 7),
    ],
)  # fmt: skip
def test_a_bad_line_is_told_and_the_rest_is_answered(line: str | bytes, of: object) -> None:
    raw = line if isinstance(line, bytes) else line.encode()
    code, (bad, good) = rows(raw + b'\n\n{"id": 2, "text": "x\xc3\xa3 S\xc6\xa1n T\xc3\xa2y"}\n')
    assert code == 1
    assert bad["id"] == of and isinstance(bad["error"], str) and len(bad) == 2
    assert good["id"] == 2 and good["status"] != "none"


def test_any_text_is_answered() -> None:
    texts = ["", " ", "\u0000", "\ud800 xã", "a" * 10_000, "xã " * 5_000, "🙂", "‮xã"]
    code, found = rows("".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(texts)))
    assert code == 0 and [row["id"] for row in found] == list(range(len(texts)))


def test_a_half_character_in_an_id_comes_back() -> None:
    assert rows(r'{"id": "\ud800", "text": ""}')[1][0]["id"] == "\ud800"


def test_lines_are_answered_one_by_one_and_nothing_is_made(tmp_path: Path) -> None:
    code = [sys.executable, "-c", "from bot.cli import main; main()", "places", "resolve"]
    (tmp_path / "empty").mkdir()
    environment = {"PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}
    program = subprocess.Popen(
        code, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path / "empty", env=environment
    )
    assert program.stdin and program.stdout
    for n in range(3):
        program.stdin.write(json.dumps({"id": n, "text": "phường Ba Đình, Hà Nội"}).encode() + b"\n")
        program.stdin.flush()
        assert json.loads(program.stdout.readline())["id"] == n
    program.stdin.close()
    program.stdout.close()
    assert program.wait(WAIT) == 0
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_place_is_explained_with_old_and_new_names() -> None:
    shown = said("explain", "xã Sơn Long, huyện Sơn Tây, Quảng Ngãi")
    assert "Một xã phường" in shown and "Sơn Long" in shown and "Xã Sơn Tây" in shown and shipped().version in shown
    assert "Thành phố Hà Nội" in said("explain", "ở Hà Nội")
    two = said("explain", "mẹ em làm ở phường Vĩnh Yên, Phú Thọ, em ở xã Sơn Tây, Quảng Ngãi")
    assert "Người khác ở: phường Vĩnh Yên, Phú Thọ" in two
    assert "Chưa thấy nơi nào" in said("explain", "cho em hỏi [bold]với[/bold]")


# update, history


def test_an_update_is_shown_and_kept_when_a_person_types_yes(tmp_path: Path) -> None:
    options = [*files(tmp_path), "--since", TODAY_LATER]
    shown = said("update", *options, given="no\n")
    assert "Ended: 2" in shown and "New: 1" in shown and MERGED.name in shown and "Nothing was changed" in shown
    assert TODAY_LATER not in said("history")
    assert f"In force from {TODAY_LATER}" in said("update", *options, given="YES\n")
    history = said("history")
    assert f"{TODAY_LATER}, 1" in history and "nso.csv" in history and shipped().version in history


def test_an_update_without_an_answer_changes_nothing(tmp_path: Path) -> None:
    assert command("update", *files(tmp_path)).exit_code == 1
    assert "nso.csv" not in said("history")


def test_an_update_is_in_force_today_if_no_day_is_said(tmp_path: Path) -> None:
    said("update", *files(tmp_path), "--apply")
    (line,) = (line for line in said("history").splitlines() if "nso.csv" in line)
    assert "in force" in line
    assert MERGED.name in said("explain", "xã Sơn Tây, Quảng Ngãi", "--deployment")


def test_the_catalogue_that_is_there_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "nso.csv").write_text("\ufeff" + as_csv(catalogue()), "utf-8")
    assert "Nothing differs" in said("update", "--file", str(tmp_path / "nso.csv"), "--apply")
    assert "nso.csv" not in said("history")


def test_only_the_first_of_many_are_shown(tmp_path: Path) -> None:
    new = catalogue()
    ward = [t for t in new if t.province == "01"][:30]
    text = as_csv(new)
    for there in ward:
        text = text.replace(f",{there.code},{there.name},", f",{there.code},{there.name} Mới,")
    (tmp_path / "nso.csv").write_text(text, "utf-8")
    shown = said("update", "--file", str(tmp_path / "nso.csv"), given="no\n")
    assert "Renamed: 30" in shown and shown.count(" Mới") == 20


def test_a_deployers_mistake_is_one_sentence(tmp_path: Path) -> None:
    options = files(tmp_path)
    assert f"as old_code: {SON_TAY_THUONG} {SON_TAY}" in told("update", *options[:2], "--apply")
    assert "--since is no day" in told("update", *options, "--since", "tomorrow")
    assert "is it there" in told("update", "--file", str(tmp_path / "nothing.csv"))
    (tmp_path / "bad.csv").write_bytes("MaTinh,Tên".encode("utf-16"))
    assert "is it there" in told("update", "--file", str(tmp_path / "bad.csv"))
    (tmp_path / "bad.csv").write_text("code,name\n", "utf-8")
    assert "no column MaTinh" in told("update", "--file", str(tmp_path / "bad.csv"))
    assert "Traceback" not in told("import-boundaries", str(tmp_path / "nothing.json"))


def test_boundaries_are_imported(tmp_path: Path, house: Path) -> None:
    here = units().current[SON_TAY]
    west, east, south, north = here.lon - 0.05, here.lon + 0.05, here.lat - 0.05, here.lat + 0.05
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"code": SON_TAY}, "geometry": shape}
    (tmp_path / "one.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    assert "1 of 3,321 communes" in said("import-boundaries", str(tmp_path / "one.geojson"))
    assert any(house.iterdir())


def with_names(folder: Path, change: dict[str, str], *more: Listed) -> list[str]:
    """The catalogue of today with other names by code, as an option."""
    rows = [replace(there, name=change.get(there.code, there.name)) for there in catalogue(*more)]
    (folder / "names.csv").write_text(as_csv(rows), "utf-8")
    return ["--file", str(folder / "names.csv")]


def test_a_shifted_column_is_not_taken_by_apply(tmp_path: Path) -> None:
    codes = [code for code, here in units().current.items() if here.province == "51"]
    names = {code: f"Xã Mới {n}" for n, code in enumerate(codes)}
    options = with_names(tmp_path, names)
    assert f"--expect {len(codes)}" in told("update", *options, "--apply")
    assert f"--expect {len(codes)}" in told("update", *options, "--expect", "33")
    assert "Nothing was changed" in said("update", *options, given="yes\n")
    assert "names.csv" not in said("history")
    assert "Kept" in said("update", *options, "--expect", str(len(codes)))


def test_a_new_province_is_asked_about(tmp_path: Path) -> None:
    there = units().current[SON_TAY]
    options = with_names(tmp_path, {}, Listed(SON_TAY, there.name, "99", "Tỉnh Sơn Tây"))
    assert "--new-province: Tỉnh Sơn Tây" in told("update", *options, "--apply")
    assert "Kept" in said("update", *options, "--apply", "--new-province")


def test_a_version_is_withdrawn_and_what_it_moved_is_named(tmp_path: Path) -> None:
    options = files(tmp_path)
    assert "does not know" not in said("update", *options, "--since", "2099-01-01", "--apply")
    assert "2099-01-01, 1, in force from 2099-01-01, does not know" in said("update", *options, "--apply")
    (version,) = (line.split("│")[1].strip() for line in said("history").splitlines() if "in force │" in line)
    assert MERGED.name in said("replay", "--apply")
    shown = said("withdraw", version)
    assert f"Withdrawn: {version}. In force today: {shipped().version}." in shown and "2099-01-01, 1," in shown
    history = said("history")
    assert version in history and re.search(r"withdrawn \d\d:\d\d \d\d/", history)
    assert "no commune of today: import its line again" in said("replay")
    assert "places history" in told("withdraw", version)


# replay


def test_replay_shows_and_moves_the_directory(tmp_path: Path) -> None:
    export, conversion = split()
    (tmp_path / "nso.csv").write_text(as_csv(export), "utf-8")
    (tmp_path / "became.csv").write_text(conversion_csv(conversion), "utf-8")
    assert "Agencies: none" in said("replay")
    said("update", "--file", str(tmp_path / "nso.csv"), "--conversion", str(tmp_path / "became.csv"), "--apply")
    shown = said("replay")
    assert "Agencies: 3" in shown and "split" in shown and "Subscriptions: none" in shown
    assert "Xã Sơn Đông" in shown and "Nothing was changed" in shown
    assert "Moved" in said("replay", "--apply")
    assert "Agencies: none" in said("replay")


# check


def test_what_is_shipped_has_the_official_counts(tmp_path: Path) -> None:
    found = dict(counts(shipped()))
    assert (found["communes"], found["phường"], found["xã"], found["đặc khu"]) == (3321, 709, 2599, 13)
    assert (found["old communes"], found["pairs of old and new"]) == (10035, 10565)
    assert "0 communes instead of 3,321" in counted(replace(shipped(), current={})).words
    result = cli.command("check", "--tables", str(tmp_path))
    assert "there must be nso_communes" in result.output and result.exit_code == 1


@pytest.mark.no_cover
def test_the_data_that_are_looked_at_are_those_in_force(tmp_path: Path) -> None:
    codes = [code for code, here in units().current.items() if here.province == "51"]
    options = with_names(tmp_path, {code: f"Xã Mới {n}" for n, code in enumerate(codes)})

    def checked() -> str:
        (line,) = (line for line in cli.command("check").output.splitlines() if "Place data " in line)
        return line

    assert f"this program ships (no others are in force): {shipped().version}" in checked()
    said("update", *files(tmp_path), "--apply")
    assert checked().startswith("ok") and "3,320 communes" in checked() and "from nso.csv: 20" in checked()
    (version,) = re.findall(r"\d{4}-\d\d-\d\d, \d+", checked())
    said("withdraw", version)
    said("update", *options, "--expect", str(len(codes)))
    assert checked().startswith("warning") and "names.csv" in checked() and "withdraw" in checked()


def test_lines_that_differ_from_the_official_tables_are_named(tmp_path: Path) -> None:
    base = shipped()
    communes = [f"{u.code},{u.name},{u.province},{u.province_name}" for u in base.current.values()]
    pairs = [f"{was.code},{was.name},{was.district},{code}" for was in base.old for code in was.codes]
    tables = {
        "nso_communes_2026-10.csv": ["code,name,province_code,province", *communes],
        "nso_conversion_2025-07.csv": ["old_code,old_name,old_district,new_code", *pairs],
    }
    for name, lines in tables.items():
        (tmp_path / name).write_text("\n".join(lines), "utf-8")
    assert [finding.weight for finding in compared(base, tmp_path)] == ["ok"]
    checked = cli.command("check", "--tables", str(tmp_path)).output
    assert "3,321 communes" in checked and "Every line of the official tables agrees" in checked
    for name, lines in tables.items():
        (tmp_path / name).write_text("\n".join([lines[0], *lines[21:]]), "utf-8")
    assert len(list(wrong_names(base, tmp_path / "nso_communes_2026-10.csv"))) == 20
    assert list(wrong_heirs(base, tmp_path / "nso_conversion_2025-07.csv"))
    assert "more lines" in [*compared(base, tmp_path)][-1].words
