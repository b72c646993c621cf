"""`langnghe clocks` and `langnghe request`: shorter is taken, longer is refused line by line, requests are answered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot import cli_requests
from bot.cli_directory import UnknownProvince
from bot.clock_table import outdated
from bot.opening import opened
from handlers import happenings, withdrawal
from handlers.data_requests import run_request
from handlers.events import Address, DataRequest, Withdrawal
from referral.clock_rules import shipped_rules
from tests.cli import command, said
from tests.databases import furnish
from tests.store_cast import CASE, RECEIPT

GOOD = "clock,within\nmeasures,6 hours\nlập kế hoạch hỗ trợ can thiệp,4 ngày làm việc\n"
BAD = """clock,within
measures,13 hours
measures,4 working hours
kế hoạch,1 hour
plan,soon
plan,2 working days
plan,3 working days
plan,1 working day,more
làm xong yêu cầu về dữ liệu,1 day
"""


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of its own, and a wide terminal so that nothing is cut."""
    monkeypatch.setenv("LANGNGHE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")
    furnish(tmp_path / "var")
    yield tmp_path


def table(house: Path, text: str) -> str:
    file = house / "clocks.csv"
    file.write_text(text, "utf-8")
    return str(file)


def test_a_dry_run_writes_nothing_and_apply_does(house: Path) -> None:
    file = table(house, GOOD)
    assert "Nothing was written" in said("clocks", "import", file, "--province", "Quảng Ngãi")
    assert "(law:" not in said("clocks", "show", "--province", "51")
    assert "Written: 2 clocks" in said("clocks", "import", file, "--province", "51", "--apply")
    assert "6 hours (law: 12 hours)" in said("clocks", "show", "--province", "51")
    assert "(law:" not in said("clocks", "show")
    assert "(law:" not in said("clocks", "show", "--province", "48")
    said("clocks", "import", table(house, "clock,within\nplan,3 working days\n"), "--province", "51", "--apply")
    assert "6 hours" not in said("clocks", "show", "--province", "51"), "the last table is all there is"


def test_what_is_longer_or_unclear_is_refused_line_by_line(house: Path) -> None:
    result = command("clocks", "import", table(house, BAD), "--province", "51")
    assert result.exit_code == 1
    assert "Line 2: 13 hours can end later than 12 hours (NĐ 56/2017 Điều 26.3)" in result.output
    assert "Line 3: 4 working hours can end later than 12 hours" in result.output
    assert "Line 4: “kế hoạch” is no clock; use one of passed_on, measures" in result.output
    assert "Line 5" in result.output and "Write a number" in result.output
    assert "Line 7: plan stands there twice" in result.output
    assert "Line 8: a cell too many" in result.output
    assert "Line 9" in result.output, "two rules have this title: the name is needed"
    assert "1 clocks. Lines not taken: 7." in result.output


def test_a_workbook_is_read_as_well(house: Path) -> None:
    book = Workbook()
    for row in (("đồng hồ", "thời hạn"), ("measures", "8 giờ")):
        book.worksheets[0].append(row)
    book.save(house / "clocks.xlsx")
    assert "8 hours" in said("clocks", "import", str(house / "clocks.xlsx"), "--province", "51")


def test_a_province_that_is_none_is_one_sentence(house: Path) -> None:
    result = command("clocks", "import", table(house, GOOD), "--province", "Atlantis")
    assert isinstance(result.exception, UnknownProvince)


def test_the_check_names_what_no_rule_reads() -> None:
    assert "9 legal clocks have a source" in said("check")
    with opened() as (_, work):
        work.clocks.shorten("51", {"gone": "1 hour", "plan": "soon"})
    result = command("check")
    assert "there is no such clock" in result.output and "“soon” cannot be read" in result.output
    assert result.exit_code == 1
    assert list(outdated([("51", "plan", "1 working day")], shipped_rules())) == []


def test_a_request_is_listed_answered_and_done() -> None:
    with opened() as (_, work):
        person = work.people.at(Address("webchat", "lan"))
        request = DataRequest("r1", person.id, datetime(2026, 11, 22, 7, tzinfo=UTC), "erase", "child")
        work.requests.add(request)
        run_request(work, request)
    listed = said("request", "list")
    assert "Xóa" in listed and "Của trẻ tôi chăm sóc" in listed and "until hết ngày 25/11/2026" in listed
    assert "Answered" in said("request", "answer", "r1", "Chúng tôi đang xem.")
    assert "until hết ngày" not in said("request", "list")
    assert "Done" in said("request", "done", "r1")
    assert "r1" not in said("request", "list") and "r1" in said("request", "list", "--all")
    with opened() as (_, work):
        work.people.erase(work.people.at(Address("webchat", "lan")).id)
    assert "–" in said("request", "list", "--all")


def test_who_asked_is_erased_when_nothing_of_theirs_is_open() -> None:
    lan = Address("zalo_oa", "1:2001")
    with opened() as (_, work):
        person = work.people.at(lan)
        for request_id in ("r1", "r2"):
            work.requests.add(DataRequest(request_id, person.id, datetime(2026, 11, 22, 7, tzinfo=UTC), "see", "me"))
        work.cases.add(CASE, RECEIPT)
        work.cases.follow(CASE.id, person.id)
        happenings.happened(work, Withdrawal("w1", lan))
        (asked,) = (request.id for request in work.requests.every() if request.wish == "erase")
    assert "withdrew on zalo_oa" in said("request", "list")
    assert isinstance(command("request", "done", asked, "--erase").exception, withdrawal.OpenCase)
    with opened() as (_, work):
        work.cases.save(replace(CASE, status="closed"))
    assert "whoever asked is erased" in said("request", "done", asked, "--erase")
    with opened() as (_, work):
        assert work.people.find(lan) is None and all(request.done_at for request in work.requests.every())
    assert "erased" not in said("request", "done", asked, "--erase"), "the same again is nothing new"


def test_an_unknown_request_is_one_sentence() -> None:
    assert isinstance(command("request", "done", "nobody").exception, cli_requests.UnknownRequest)
