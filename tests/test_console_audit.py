"""The audit log in the console: an auditor sees who did what, never content, and is seen looking."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk.auditing import look_over
from bot.store.audit_chain import verify
from bot.store.work import SqlWork
from bot.table_write import shielded
from bot.web.console.audit_words import words_of
from referral.staff import Role
from tests.console_login import settle_in, type_password
from tests.console_office import clerk
from tests.web_house import DROWNING, AtDesk, WebHouse, citizen, in_house, officer


async def prove(house: WebHouse) -> None:
    """As if password and code had just been given."""
    await house.desk.do(lambda work: work.connection.exec_driver_sql(
        "UPDATE staff_sessions SET proven_at = used_at"))  # fmt: skip


async def something_happens(house: WebHouse) -> str:
    """A case that the police opened; its number."""
    await (await citizen(house)).say(DROWNING)
    at_desk = await officer(house)
    number = at_desk.numbers()[0]
    await at_desk.open(f"/o/case/{number}")
    return number


@in_house
async def test_an_auditor_reads_who_did_what_and_no_content(house: WebHouse) -> None:
    number = await something_happens(house)
    auditor = await clerk(house, "auditor")
    assert await auditor.open("/o/audit") == 200
    assert "Mở trang vụ việc" in auditor.page and number in auditor.page
    assert "Công an xã Sơn Tây" in auditor.page and "bà Tư" not in auditor.page
    assert await auditor.open("/o/audit?kind=log") == 200
    assert "Xem nhật ký" in auditor.page and "Cô auditor" in auditor.page


@in_house
async def test_filters_leave_out_what_does_not_fit(house: WebHouse) -> None:
    number = await something_happens(house)
    auditor = await clerk(house, "auditor")
    await auditor.open(f"/o/audit?number={number.lower()}&who=công an&since=2026-11-22&until=2026-11-22")
    assert "Mở trang vụ việc" in auditor.page and "Đăng nhập</td>" not in auditor.page
    for nothing in ("number=LN-22222", "who=không ai", "since=2026-11-23", "until=2026-11-21"):
        await auditor.open(f"/o/audit?{nothing}")
        assert "Không có dòng nào" in auditor.page
    assert await auditor.open("/o/audit?since=hôm qua") == 422
    assert "Ngày chưa đúng" in auditor.page and "hôm qua" in auditor.page
    assert await auditor.open("/o/audit?before=x") == 200


@in_house
async def test_an_auditor_of_another_province_sees_none_of_it(house: WebHouse) -> None:
    number = await something_happens(house)
    here, there = await clerk(house, "auditor", province="51"), await clerk(house, "auditor", province="01")
    await here.open("/o/audit")
    assert number in here.page
    await there.open("/o/audit")
    assert number not in there.page and "Công an xã" not in there.page


@in_house
async def test_pages_go_back_in_time(house: WebHouse) -> None:
    auditor = await clerk(house, "auditor")
    for n in range(70):
        await house.desk.do(lambda work, n=n: work.audit("deployer", f"import thing {n}"))  # type: ignore[misc]
    await auditor.open("/o/audit")
    older = auditor.page.split('class="button" href="')[1].split('"')[0]
    assert "before=" in older and await auditor.open(older) == 200
    assert "import thing 3)" in auditor.page and "import thing 69)" not in auditor.page


@in_house
async def test_the_chain_is_checked_from_the_page(house: WebHouse) -> None:
    await something_happens(house)
    auditor = await clerk(house, "auditor")
    await auditor.open("/o/audit")
    assert "chưa được kiểm tra" in auditor.page
    assert await auditor.submit("/o/audit/check") == 200
    assert "Nguyên vẹn đến dòng" in auditor.page
    await house.desk.do(spoil)
    assert await auditor.submit("/o/audit/check") == 200
    assert "CẢNH BÁO" in auditor.page and "đã bị sửa" in auditor.page


def spoil(work: SqlWork) -> None:
    """As whoever owns the database can."""
    work.connection.exec_driver_sql("DROP TRIGGER audit_no_update")
    work.connection.exec_driver_sql("UPDATE audit SET detail = 'x' WHERE id = 2")


@in_house
async def test_an_export_wants_proof_and_is_logged(house: WebHouse) -> None:
    await something_happens(house)
    auditor = await clerk(house, "auditor")
    await auditor.open("/o/audit")
    house.clock.forward(timedelta(minutes=16))
    assert await auditor.submit("/o/audit/export", who="", kind="", number="", since="", until="") == 403
    await prove(house)
    await auditor.open("/o/audit")
    assert await auditor.submit("/o/audit/export", who="", kind="", number="", since="", until="") == 200
    assert "Mở trang vụ việc" in auditor.page and auditor.page.startswith("\ufeffDòng")
    rows = await house.desk.do(lambda work: [row.action for row in work.log.rows()])
    assert "audit_export" in rows
    await auditor.open("/o/audit")
    assert await auditor.submit("/o/audit/export", kind="none") == 200  # not a choice: back to the page
    assert "Xuất CSV" in auditor.page


@in_house
async def test_only_auditors_come_in(house: WebHouse) -> None:
    roles: tuple[Role, ...] = ("officer", "province_coordinator", "administrator", "campaign_staff")
    for role in roles:
        other = await clerk(house, role)
        assert await other.open("/o/audit") == 404


@in_house
async def test_once_a_day_the_log_is_looked_at(house: WebHouse) -> None:
    await something_happens(house)
    await house.desk._forget()
    first = await house.desk.do(lambda work: work.log.checked())
    await house.desk._forget()
    house.clock.forward(timedelta(days=1))
    await house.desk.do(lambda work: work.audit("a", "b"))
    await house.desk._forget()
    again = await house.desk.do(lambda work: work.log.checked())
    assert first and again and first.how == again.how == "" and again.row == first.row + 1
    await house.desk.do(spoil)
    house.clock.forward(timedelta(days=1))
    await house.desk._forget()
    assert (await house.desk.do(lambda work: verify(work.log.rows(), work.ring))).broken


@in_house
async def test_a_tail_that_was_cut_off_stays_found(house: WebHouse) -> None:
    for words in ("a", "b", "c"):
        await house.desk.do(lambda work, words=words: work.audit("x", words))  # type: ignore[misc]
    assert (await look_over(house.desk)).how == ""
    await house.desk.do(lambda work: cut(work, "id > 1"))
    assert [(await look_over(house.desk)).how for _ in range(2)] == ["cut", "cut"]
    await house.desk.do(lambda work: work.audit("x", "d"))
    await house.desk.do(lambda work: work.audit("x", "e"))
    await house.desk.do(lambda work: work.audit("x", "f"))
    assert (await look_over(house.desk)).how == "head"
    await house.desk.do(lambda work: cut(work, "id > 0"))
    assert (await look_over(house.desk)).how == "cut"


def cut(work: SqlWork, which: str) -> None:
    """As whoever owns the database can."""
    work.connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_no_delete")
    work.connection.exec_driver_sql(f"DELETE FROM audit WHERE {which}")


def test_a_cell_is_never_a_formula() -> None:
    assert [shielded(cell) for cell in ("=1+1", "@x", "a=1", "")] == ["'=1+1", "'@x", "a=1", ""]


@in_house
async def test_bug_an_auditor_of_a_province_missed_what_its_communes_did(house: WebHouse) -> None:
    at_desk = await officer(house)  # of a commune, whose agency names no province of its own
    await at_desk.open("/o")
    await house.desk.do(lambda work: settle_in(work, "lanh.dao", "agency_lead"))
    await type_password(AtDesk(await house.new_browser()), "lanh.dao", "sai mật khẩu")
    here, there = await clerk(house, "auditor", province="51"), await clerk(house, "auditor", province="01")
    for auditor, seen in ((here, True), (there, False)):
        await auditor.open("/o/audit?kind=logins")
        assert ("Công an xã Sơn Tây" in auditor.page) is seen
        assert ("Cô lanh.dao" in auditor.page) is seen


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("link for police-21340-1", "Tạo liên kết vào trang"),
        ("invite for police-21340-1", "Tạo mã mời"),
        ("link", "Gộp hoặc tách vụ việc"),
        ("login_failed", "Đăng nhập sai"),
        ("read HZ-7K3FQ", "Xem chỗ nguy hiểm"),
        ("add officer police-21340-9", "Sửa danh bạ"),
        ("confirm hotline 51", "Xác nhận số điện thoại"),
    ],
)
def test_bug_rows_were_told_in_the_words_of_another_action(action: str, words: str) -> None:
    assert words_of(action) == words


def test_every_action_that_is_written_down_has_words() -> None:
    trees = [ast.parse(file.read_text("utf-8")) for part in ("handlers", "bot") for file in Path(part).rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and len(node.args) > 1]
    audits = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "audit"]
    begins = {beginning(call.args[1]) for call in audits} - {""}
    assert len(begins) > 60 and not [said for said in begins if words_of(said) == said]


def beginning(action: ast.expr) -> str:
    """The words with which an action begins in the source; "" where they come from elsewhere."""
    first = action.values[0] if isinstance(action, ast.JoinedStr) else action
    return str(first.value) if isinstance(first, ast.Constant) else ""
