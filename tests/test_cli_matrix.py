"""`langnghe matrix`: a province's table is tried, taken, withdrawn; it changes who is asked; bad lines are named."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import text
from typer.testing import Result

from bot.checks import Finding, Site
from bot.checks.content import look_at_matrices
from bot.cli_directory import NotWritten, UnknownProvince
from bot.cli_matrix import UnknownTable, read_file
from bot.directory_table import BadHeadings
from bot.settings import Settings
from bot.store import Store
from handlers.console.directory import put_matrix as put
from handlers.planning import plan_for
from referral.matrix import shipped_matrix
from referral.matrix_table import edition_text
from tests import cli
from tests.room import Room, rows_of
from tests.store_cast import CASE, open_case

command = partial(cli.command, "matrix")

CELLS = "physical_violence,công an,act,,\nphysical_violence,school,know,injured is yes,\n"
MINE = f"category,role,mode,only_if,wait\n{CELLS}"
BEATEN = "có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi"


@pytest.fixture
def deployment(url: str, ring_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A deployment with an empty database, and a folder for its tables."""
    for name, value in {"DATABASE_URL": url, "KEYRING": str(ring_path), "DATA_DIR": str(tmp_path / "var")}.items():
        monkeypatch.setenv(f"LANGNGHE_{name}", value)
    monkeypatch.setenv("COLUMNS", "200")
    yield tmp_path


def imported(folder: Path, table: str, *words: str) -> Result:
    file = folder / "mine.csv"
    file.write_text(table, "utf-8")
    return command("import", str(file), "--province", "Quảng Ngãi", *words)


def stored() -> dict[str, str]:
    """The editions of the deployment that the environment names."""
    settings = Settings()
    store = Store.open(settings.url, settings.keyring_path)
    try:
        with store.connection() as connection:
            return dict(store.work(connection).matrices.texts())
    finally:
        store.close()


def test_a_dry_run_shows_what_changes_and_writes_nothing(deployment: Path) -> None:
    result = imported(deployment, MINE)
    assert result.exit_code == 0 and "Nothing was written; --apply writes." in result.output
    assert "Tỉnh Quảng Ngãi: 7 changes" in result.output and "know if injured is yes" in result.output
    assert stored() == {}


def test_what_is_applied_is_in_force_until_it_is_withdrawn(deployment: Path) -> None:
    assert "Written." in imported(deployment, MINE, "--apply").output
    assert list(stored()) == ["51"] and "people_committee" not in stored()["51"]
    assert "nothing changes" in imported(deployment, MINE).output
    shipped = deployment / "shipped.csv"
    assert command("export", str(shipped)).exit_code == 0
    assert imported(deployment, shipped.read_text("utf-8"), "--apply").exit_code == 0
    assert stored() == {}, "an edition like the shipped one follows what is shipped"


def test_with_a_bad_line_nothing_is_written_and_each_is_named(deployment: Path) -> None:
    bad = "disaster,postman,act,,\nself_harm,health_station,act,urgency is one of urgent, emergency,,\na,b,c,d,e,f\n"
    result = imported(deployment, MINE + bad, "--apply")
    assert result.exit_code == 1 and "Nothing was written: 3 lines are not understood." in result.output
    assert "mine.csv line 4, role: “postman” is no role. Remedy: write one of police (công an)" in result.output
    assert "mine.csv line 5, wait: “emergency” stands where nothing is read. Remedy: leave it empty" in result.output
    assert "mine.csv line 6: more cells than columns. Remedy: put quotation marks" in result.output
    assert stored() == {}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_exported_can_be_imported(deployment: Path, ending: str) -> None:
    assert imported(deployment, MINE, "--apply").exit_code == 0
    file = deployment / f"out.{ending}"
    assert command("export", str(file), "--province", "51").exit_code == 0
    result = command("import", str(file), "--province", "51")
    assert result.exit_code == 0 and "nothing changes" in result.output
    assert read_file(file)[0].roles(CASE) == ("police",)


def test_a_workbook_says_in_vietnamese_what_a_line_means(deployment: Path) -> None:
    file = deployment / "out.xlsx"
    command("export", str(file))
    rows = list(load_workbook(file).worksheets[0].iter_rows(values_only=True))
    assert rows[0] == ("category", "role", "mode", "only_if", "wait", "words")
    assert "tảo hôn: hội phụ nữ xử lý" in {row[5] for row in rows}


def test_kinds_of_cases_may_be_written_in_vietnamese(deployment: Path) -> None:
    table = "Loại việc;Vai trò;Cách\nBạo lực với trẻ;Công an;xử lý\n"
    assert imported(deployment, table, "--apply").exit_code == 0
    assert stored()["51"].splitlines()[1:] == ["physical_violence,police,act,,"]


def test_mistakes_of_the_command_are_one_sentence(deployment: Path) -> None:
    there = deployment / "there.csv"
    there.write_text("category,role\n", "utf-8")
    wrong = {
        ("export", str(there)): NotWritten,
        ("export", str(deployment / "a.txt")): UnknownTable,
        ("export", str(deployment / "a.csv"), "--province", "Atlantis"): UnknownProvince,
        ("import", str(there), "--province", "51"): BadHeadings,
        ("import", str(there), "--province", "Atlantis"): UnknownProvince,
    }
    for words, problem in wrong.items():
        assert isinstance(command(*words).exception, problem), words


def test_the_check_names_an_edition_that_cannot_be_read_any_more(store: Store) -> None:
    mine = edition_text(shipped_matrix()) or MINE
    with store.begin() as connection:
        work = store.work(connection)
        site = Site(Settings(), work)
        work.matrices.put("51", mine)
        assert list(look_at_matrices(site)) == []
        work.matrices.put("51", mine.replace("công an", "sheriff"))
        ((finding),) = look_at_matrices(site)
    assert isinstance(finding, Finding) and finding.weight == "error"
    assert "province 51" in finding.words and "sheriff" in finding.words and "langnghe matrix import" in finding.words


def test_open_cases_of_the_province_are_looked_at_anew(store: Store) -> None:
    open_case(store)
    with store.begin() as connection:
        work = store.work(connection)
        put(work, "51", shipped_matrix())
        assert rows_of(work, "timers") == []
        put(work, CASE.province, shipped_matrix())
        assert [row[0] for row in rows_of(work, "timers")] == [f"settle:{CASE.id}"]
        assert work.connection.execute(text("SELECT count(*) FROM matrices")).scalar() == 0
    with store.begin() as connection:  # the log is written as the last thing of a transaction
        assert "import matrix 38" in str(rows_of(store.work(connection), "audit"))


def test_an_edition_changes_who_is_asked_in_its_province_only(here: Room, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("category,role,mode\nphysical_violence,trạm y tế,act\n", "utf-8")
    here.do(lambda work: put(work, "51", read_file(file)[0]))
    here.say(BEATEN)
    (case,) = here.cases()
    assert [a.body for a in here.do(lambda work: work.alerts.of(case.id))] == ["health_station-21340"]
    (duty,) = here.do(lambda work: plan_for(work, case).duties)
    assert duty.body == "health_station-21340"
    here.do(lambda work: work.matrices.put("51", ""))
    assert len(here.do(lambda work: plan_for(work, case).duties)) > 1
