"""A real directory from tables: what a line becomes, each bad line by its number, a deployment that may go live."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import Result

from bot.checks import Site
from bot.checks.live import communes, intake_desk, provinces, trial, without_officers
from bot.cli_directory import EXPECTED
from bot.directory_lines import AGENCY_COLUMNS
from bot.directory_template import template_text
from bot.directory_words import gap_table
from bot.settings import Settings
from bot.store import Store, Surroundings
from handlers.events import Address
from referral.agencies import Directory
from referral.coverage import Coverage
from tests import cli
from tests.databases import furnish
from tests.table_files import written

SON_TAY, QUANG_NGAI = "21340", "51"
DISTRICT = ("21334", "21340", "21343")
PHONE = "0900 000 001"
HEADINGS = ",".join(AGENCY_COLUMNS)
EMPTY = Directory()


ROWS = (
    f"desk,Bàn trực,intake_desk,toàn quốc,{PHONE},yes",
    f'ca,Công an xã Sơn Tây,công an,"Xã Sơn Long, huyện Sơn Tây, Quảng Ngãi",{PHONE},yes',
    f"ub,UBND xã Sơn Tây,UBND,21340,{PHONE},yes",
    f"tyt,Trạm y tế Sơn Tây,trạm y tế,old:21340,{PHONE},yes",
    "tt,Trung tâm CTXH,trung tâm CTXH,tỉnh Quảng Ngãi,,",
    "tinh,Bàn trực tỉnh,bàn trực tỉnh,51,,",
)
STAFF_ROWS = ("desk,Bà Một,", "desk,Bà Hai,có", *(f"{one},Ông Ba," for one in ("ca", "ub", "tyt", "tt", "tinh")))
BAD = '"",Công an,công an,Xã Sơn Tây,0901234567,'


@pytest.fixture
def deployment(url: str, ring_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A deployment with an empty database, and a folder for its tables."""
    for name, value in {"DATABASE_URL": url, "KEYRING": str(ring_path), "DATA_DIR": str(tmp_path / "var")}.items():
        monkeypatch.setenv(f"LANGNGHE_{name}", value)
    monkeypatch.setenv("REAL_AGENCIES", "yes")
    monkeypatch.setenv("COLUMNS", "200")
    yield tmp_path


def command(*words: str) -> Result:
    result = cli.command("directory", *words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def tables(folder: Path, *rows: str) -> tuple[str, ...]:
    """The options for these rows of agencies and all rows of officers."""
    agencies = written(folder, "\n".join((HEADINGS, *rows)))
    officers = written(folder, "\n".join(("agency,name,deputy", *STAFF_ROWS)), "officers.csv")
    return ("import", "--agencies", str(agencies), "--officers", str(officers))


@pytest.fixture
def opened(deployment: Path) -> Iterator[Store]:
    """The store of the deployment, beside the commands."""
    settings = Settings()
    store = Store.open(settings.url, settings.keyring_path, Surroundings(real_agencies=True))
    yield store
    store.close()


def directory_of(store: Store) -> Directory:
    with store.connection() as connection:
        return store.work(connection).directory


def test_nothing_is_written_without_apply_and_bad_lines_never(deployment: Path, opened: Store) -> None:
    options = tables(deployment, *ROWS, BAD)
    dry = command(*options)
    assert dry.exit_code == 1 and "Nothing was written" in dry.output
    assert not directory_of(opened).agencies, "no sample either"
    done = command(*options, "--apply")
    assert done.exit_code == 1
    assert "Written: 6 agencies, 7 officers. Lines not taken: 1." in done.output
    assert "agencies.csv line 8, place: “Xã Sơn Tây” may be several communes." in done.output
    assert "xã Sơn Tây, Hà Tĩnh (18172); xã Sơn Tây, Quảng Ngãi (21340)" in done.output
    assert "090" not in dry.output + done.output
    assert set(directory_of(opened).agencies) == {"desk", "ca", "ub", "tyt", "tt", "tinh"}
    again = command(*tables(deployment, *ROWS[:1], ROWS[1].replace("Sơn Tây,c", "Sơn Tây mới,c")), "--apply")
    assert again.exit_code == 0
    assert "Changed agencies: 1" in again.output and "Unchanged agencies: 1" in again.output
    assert "Unchanged officers: 7" in again.output
    assert directory_of(opened).agencies["ca"].name == "Công an xã Sơn Tây mới"
    with opened.connection() as connection:
        actions = connection.exec_driver_sql("SELECT action FROM audit WHERE actor = 'deployer' ORDER BY id").scalars()
        assert list(actions) == ["import directory 6+7", "import directory 2+7"]


def test_a_deployment_may_go_live_by_these_commands(deployment: Path, opened: Store) -> None:
    assert command(*tables(deployment, *ROWS), "--apply").exit_code == 0
    with opened.begin() as connection:
        work = opened.work(connection)
        work.staff.link("desk-1", work.people.at(Address("officer_page", "desk")).id)
        work.audit("desk-1", "present")
    with opened.begin() as connection:
        site = Site(Settings(), opened.work(connection))
        reasons = [list(look(site)) for look in (trial, intake_desk, without_officers, communes, provinces)]
    assert reasons == [[], [], [], [], []]
    assert directory_of(opened).live


def test_coverage_is_shown_and_written(deployment: Path) -> None:
    command(*tables(deployment, *ROWS), "--apply")
    file = deployment / "gaps.csv"
    shown = command("coverage", "--province", "Quảng Ngãi", "--csv", str(file))
    assert shown.exit_code == 0
    assert "Coverage: Tỉnh Quảng Ngãi" in shown.output and "--all" in shown.output
    lines = file.read_text("utf-8-sig").splitlines()
    assert lines[:2] == ["role,code,place,lacks", "intake_desk,,toàn quốc,way"]
    assert 'police,21340,"xã Sơn Tây, Quảng Ngãi",way' in lines
    assert file.read_bytes().count(b"\r\n") == len(lines)
    everything = command("coverage", "--province", "51", "--all")
    assert everything.output.count("youth_union") > 90
    refused = command_error("coverage", "--csv", str(file))
    assert "is it there already" in str(refused)


def command_error(*words: str) -> BaseException | None:
    """The expected error with which a command ends."""
    error = cli.command("directory", *words).exception
    assert isinstance(error, EXPECTED), error
    return error


def test_where_nothing_is_missing_it_says_so() -> None:
    assert str(gap_table(Coverage((), ()), everything=False)) == "Nothing is missing."


@pytest.mark.parametrize("province", ["Mặt Trăng", "99", "Quảng Nam", "Xã Sơn Tây, Quảng Ngãi"])
def test_a_province_that_is_none(house: Path, province: str) -> None:
    assert "Quảng Ngãi" in str(command_error("coverage", "--province", province))


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deployment on SQLite in a folder of its own."""
    furnish(tmp_path / "var")
    monkeypatch.setenv("LANGNGHE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def test_the_template_is_written_once(house: Path) -> None:
    file = house / "agencies.csv"
    assert command("template", str(file)).exit_code == 0
    assert file.read_bytes() == template_text().encode()
    assert "already" in str(command_error("template", str(file)))
    assert "saved as CSV" in str(command_error("import", "--agencies", str(house / "none.csv")))


def test_samples_are_said_and_stay(house: Path) -> None:
    cli.command("officer", "list")  # as every other command, it fills an empty database with samples
    result = command("import", "--agencies", str(written(house, "\n".join((HEADINGS, *ROWS)))))
    assert "begin with a new database" in result.output


def test_what_a_table_says_is_never_markup(house: Path) -> None:
    row = "x,[/b]Công an C [red],công an,21340,,"
    done = command("import", "--agencies", str(written(house, "\n".join((HEADINGS, row)), "[a].csv")), "--apply")
    assert done.exit_code == 0 and "[/b]Công an C [red]" in done.output
    assert done.output.startswith("Written: 1 agencies"), "first of all"
    assert f"directory import --agencies {house}/[b].csv\n" in command("template", str(house / "[b].csv")).output


def test_agencies_that_share_a_role_and_a_place_are_named(house: Path) -> None:
    rows = ("b,Công an B,công an,21340; 21343,,", "a,Công an A,công an,21340; 21334,,", "u,UBND,UBND,21340,,")
    desks = ("y,Trực,bàn trực tỉnh,51,,", "x,Trực hai,bàn trực tỉnh,51,,")
    shown = command("import", "--agencies", str(written(house, "\n".join((HEADINGS, *rows, *desks)))), "--apply").output
    assert "Warning: 2 agencies are police of xã Sơn Tây, Quảng Ngãi (21340): a, b. Only a is alerted." in shown
    assert "Warning: 2 agencies are province_desk of Tỉnh Quảng Ngãi: x, y. Only x is alerted." in shown
    assert shown.count("Warning") == 2
    again = command("import", "--agencies", str(written(house, "\n".join((HEADINGS, rows[2])))))
    assert "Warning" not in again.output, "of other lines"
