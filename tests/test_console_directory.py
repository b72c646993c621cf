"""The directory at the console: who finds and changes what, numbers, officers, rosters, stale pages, double clicks."""

import re
from datetime import timedelta

from bot.store.work import SqlWork
from handlers.console.directory import put_matrix
from referral.matrix import shipped_matrix
from referral.staff import Role
from tests.console_office import clerk
from tests.web_house import AtDesk, WebHouse, in_house

POLICE = "/o/directory/agency/police-21340"
HOSTILE = '<script>alert("x")</script> =cmd|1'


def version_in(page: str, at: str) -> str:
    """The version that the form with this address carries."""
    found = re.search(f'action="{re.escape(at)}(?:#[a-z]+)?".*?name="version" value="([^"]*)"', page, re.DOTALL)
    assert found
    return found[1]


async def send(desk: AtDesk, at: str, **fields: str) -> int:
    """Send the form with this address of the page that is open, with its version."""
    return await desk.submit(at, version=version_in(desk.page, at), **fields)


async def audited(house: WebHouse, action: str) -> list[tuple[str, str]]:
    """Who did this, by the audit log."""

    def rows(work: SqlWork) -> list[tuple[str, str]]:
        found = work.connection.exec_driver_sql("SELECT actor, action FROM audit ORDER BY id")
        return [(row[0], row[1]) for row in found if row[1].startswith(action)]

    return await house.desk.do(rows)


@in_house
async def test_each_role_finds_only_its_own(house: WebHouse) -> None:
    expected: dict[Role, tuple[int, int, bool]] = {
        "officer": (404, 404, False),
        "agency_lead": (200, 404, False),
        "commune_coordinator": (200, 200, False),
        "province_coordinator": (200, 200, True),
        "campaign_staff": (404, 404, False),
        "auditor": (404, 404, False),
        "administrator": (200, 200, True),
    }
    for role, (lists, other, edits) in expected.items():
        desk = await clerk(house, role)
        assert await desk.open("/o/directory") == lists, role
        assert await desk.open("/o/directory/agency/health_station-21340") == other, role
        assert await desk.open(POLICE) == lists, role
        assert (f'action="{POLICE}"' in desk.page) == edits, role


@in_house
async def test_the_administrator_of_another_province_finds_nothing(house: WebHouse) -> None:
    desk = await clerk(house, "administrator", province="01")
    assert await desk.open("/o/directory") == 200 and "police-21340" not in desk.page
    csrf = desk.hidden("csrf")
    assert await desk.open(POLICE) == 404
    for fields, status in (
        ({"csrf": "x", "once": "once-one"}, 403),
        ({"csrf": csrf, "once": "once-one", "name": "Công an", "phone": ""}, 404),
        ({"csrf": csrf, "once": "", "name": "Công an", "phone": ""}, 400),
    ):
        assert (await desk.browser.post(POLICE, data=fields)).status == status


@in_house
async def test_the_list_is_searched_narrowed_and_paged(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    assert await desk.open("/o/directory?q=cong+an+son+tay") == 200
    assert "police-21340" in desk.page and "health_station-21340" not in desk.page
    assert await desk.open("/o/directory?role=health_station&province=51") == 200
    assert "police-21340" not in desk.page
    assert await desk.open("/o/directory?q=khong+co+noi+nay") == 200 and "Không có cơ quan nào khớp" in desk.page
    assert await desk.open("/o/directory?page=9") == 200 and await desk.open("/o/directory?page=-x") == 200
    assert await desk.open(f"/o/directory?q={HOSTILE}") == 200


@in_house
async def test_a_number_is_confirmed_by_somebody_and_a_new_one_is_not(house: WebHouse) -> None:
    desk = await clerk(house, "province_coordinator")
    await desk.open(POLICE)
    assert await send(desk, POLICE, name="Công an xã Sơn Tây (mẫu)", phone="0900 000 001") == 200
    assert "chưa xác nhận, người dân không thấy" in desk.page
    number = f"{POLICE}/number"
    assert await desk.submit(number, version=version_in(desk.page, number)) == 400
    assert "Tôi đã gọi thử số này" in desk.page
    assert await send(desk, number, called="y") == 200
    assert "đã xác nhận bởi" in desk.page
    assert await send(desk, POLICE, name="Công an xã Sơn Tây (mẫu)", phone="0900 000 002") == 200
    assert "đã xác nhận bởi" not in desk.page and "chưa xác nhận, người dân không thấy" in desk.page
    assert [who for who, _ in await audited(house, "confirm number")] == ["province_desk-51-1"]
    assert len(await audited(house, "edit agency")) == 2


@in_house
async def test_a_mistake_loses_nothing_that_was_typed(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    await desk.open(POLICE)
    assert await send(desk, POLICE, name="X", phone="912345678") == 400
    assert 'value="912345678"' in desk.page and "có số 0 ở đầu" in desk.page and 'role="alert"' in desk.page
    assert "Tên cần từ 2 đến 200 chữ." in desk.page


@in_house
async def test_a_stale_page_overwrites_nothing_and_shows_both(house: WebHouse) -> None:
    slow, quick = await clerk(house, "administrator"), await clerk(house, "province_coordinator")
    await slow.open(POLICE)
    await quick.open(POLICE)
    assert await send(quick, POLICE, name="Công an mới", phone="") == 200
    assert await send(slow, POLICE, name=HOSTILE, phone="") == 409
    assert "Công an mới" in slow.page and "Nội dung này vừa được người khác sửa" in slow.page
    await quick.open(POLICE)
    assert "Công an mới" in quick.page


@in_house
async def test_two_clicks_are_one(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    await desk.open(POLICE)
    at, once = f"{POLICE}/officers", desk.hidden("once")
    csrf = desk.hidden("csrf")
    for _ in range(2):
        assert await desk.submit(at, name=HOSTILE, deputy="y", once=once, csrf=csrf) == 200
    assert "police-21340-3" in await ids(house) and "police-21340-4" not in await ids(house)
    raw = await (await desk.browser.get(POLICE)).text()
    assert "<script>alert" not in raw and "&lt;script&gt;" in raw
    assert await desk.submit(at, name="", csrf=csrf, once="other-once") == 400


async def ids(house: WebHouse) -> set[str]:
    """The officers of the directory."""
    return await house.desk.do(lambda work: set(work.directory.officers))


@in_house
async def test_an_officer_is_renamed_handed_over_and_removed(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    at = "/o/directory/officer/police-21340-2"
    assert await desk.open(at) == 200
    stale = version_in(desk.page, at)
    assert await send(desk, at, name="Trần Thị Mẫu Mới") == 200 and "Trần Thị Mẫu Mới" in desk.page
    await desk.open(at)
    assert await desk.submit(at, version=stale, name="Ai đó") == 409 and "Trần Thị Mẫu Mới" in desk.page
    await desk.open(at)
    assert await send(desk, at, name="") == 400
    await desk.open(at)
    once = desk.hidden("once")
    version = version_in(desk.page, at)
    assert await desk.submit(f"{at}/link", version=version) == 200
    (link,) = re.findall(r"/o/login\?t=[\w-]+", desk.page)
    new = await house.new_browser()
    assert (await new.get(link)).status == 200
    assert await desk.open(at) == 200 and "/o/login?t=" not in desk.page
    assert await desk.submit(f"{at}/link", version=version, once=once, csrf=desk.hidden("csrf")) == 200
    assert re.findall(r"/o/login\?t=[\w-]+", desk.page) == [link], "two clicks are answered alike"
    await desk.open(at)
    assert await desk.submit(f"{at}/invite", version=version) == 200 and re.search("liên kết [0-9A-F]{10}", desk.page)
    await desk.open(at)
    assert await send(desk, f"{at}/remove", agency="police-21340") == 200
    assert "police-21340-2" not in await ids(house)
    assert await desk.open(at) == 404
    await desk.open("/o/directory/agency/police-21340")
    assert await desk.submit("/o/directory/agency/police-21340/officers", name="Người Mẫu Khác") == 200
    assert {"police-21340-2", "police-21340-3"} & await ids(house) == {"police-21340-3"}, "an id is nobody else's"
    assert {action for _, action in await audited(house, "")} >= {
        "link for police-21340-2",
        "invite for police-21340-2",
        "remove police-21340-2",
    }


@in_house
async def test_a_roster_is_a_form_with_the_reader_of_tables_behind_it(house: WebHouse) -> None:
    desk = await clerk(house, "agency_lead")
    at = f"{POLICE}/roster"
    await desk.open(POLICE)
    version = version_in(desk.page, at)
    good = {"officer": "police-21340-1", "days": "hằng ngày", "begin": "7h30", "end": "07:30"}
    rest = dict.fromkeys(("holidays", "rank", "since", "until"), "")
    assert await desk.submit(at, version=version, **{**good, **rest, "days": "hôm kia"}) == 400
    assert "chưa rõ là ngày nào" in desk.page and 'value="hôm kia"' in desk.page
    assert await desk.submit(at, version=version, **good, **rest) == 200
    assert 'value="hằng ngày"' in desk.page
    assert await desk.submit(at, version=version, **good, **rest) == 409
    await desk.open(POLICE)
    assert await send(desk, at) == 200 and "chưa có lịch trực" in desk.page
    assert len(await audited(house, "import duty")) == 2
    other = "/o/directory/agency/health_station-21340/roster"
    assert await desk.submit(other, version="x", **good, **rest) == 404


@in_house
async def test_bug_a_mistake_in_a_roster_stood_out_of_sight_and_named_no_column(house: WebHouse) -> None:
    desk = await clerk(house, "agency_lead")
    await desk.open(POLICE)
    assert f'action="{POLICE}/roster#roster"' in desk.page
    cells = {"officer": "", "days": "CN", "begin": "7h", "end": "8h", "holidays": "chắc có", "rank": ""}
    await desk.submit(f"{POLICE}/roster", version="", **cells, since="", until="")
    assert "Ca 1, ngày lễ: chưa rõ là có hay không; ghi có, không, hoặc chỉ ngày lễ." in desk.page


@in_house
async def test_bug_the_way_of_an_officer_was_called_as_the_program_calls_it(house: WebHouse) -> None:
    desk = await clerk(house, "agency_lead")
    await desk.open(POLICE)
    assert "<td>trang trực</td>" in desk.page and "officer_page" not in desk.page


@in_house
async def test_who_comes_second_reads_in_their_language_what_stands_against_them(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    await desk.open("/o/me")
    await desk.submit("/o/me/language", locale="en")
    officer, days, matrix = "/o/directory/officer/police-21340-2", "/o/directory/days", "/o/directory/matrix"
    for at, fields, words in (
        (officer, {"name": "Ai", "deputy": "y"}, (">Ho ten <", ">Cap pho, bao", ">co<")),
        (f"{officer}/remove", {}, (">(xoa)<",)),
        (days, {"day": "06/05/2027", "offices": "off"}, (">nghi<", ">nhu luat<")),
        (matrix, {"province": "51"}, (">Ma tran cua mot tinh <", ">(ban goc)<")),
    ):
        assert await desk.submit(at, version="old", **fields) == 409
        assert [one for one in words if one not in desk.page] == [], at


@in_house
async def test_holidays_are_corrected_by_who_works_everywhere(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    at = "/o/directory/days"
    assert await desk.open(f"{at}?year=2027") == 200 and "02/09/2027" in desk.page
    stale = version_in(desk.page, at)
    assert await send(desk, at, day="05/05/2027", offices="off") == 200 and "05/05/2027" in desk.page
    assert await desk.submit(at, version=stale, day="06/05/2027", offices="off") == 409
    await desk.open(at)
    assert await send(desk, at, day="hôm qua", offices="off") == 400 and "24/11/2026" in desk.page
    lead = await clerk(house, "province_coordinator")
    await lead.open(at)
    assert "chỉ người quản trị" in lead.page
    assert await lead.submit(at, version=stale, day="06/05/2027", offices="off") == 404


@in_house
async def test_coverage_says_what_is_missing_where(house: WebHouse) -> None:
    desk = await clerk(house, "province_coordinator")
    assert await desk.open("/o/directory/coverage") == 200
    assert "chưa có cơ quan" in desk.page and "số chưa xác nhận" in desk.page
    assert await desk.open("/o/directory/coverage?lack=way") == 200
    assert await desk.open("/o/directory/coverage?province=01") == 404
    assert await desk.open("/o/directory/coverage.csv") == 200 and "số chưa xác nhận" in desk.page
    all_of_them = await clerk(house, "administrator")
    assert await all_of_them.open("/o/directory/coverage?lack=agency") == 200
    assert "coverage?province=51" in all_of_them.page and "Trang sau" not in all_of_them.page
    assert await all_of_them.open("/o/directory/coverage?province=51") == 200 and "Trang sau" in all_of_them.page
    house.clock.forward(timedelta(minutes=16))
    answer = await desk.browser.get("/o/directory/coverage.csv", allow_redirects=False)
    assert answer.status == 303 and "/o/again" in answer.headers["Location"]
    lead = await clerk(house, "commune_coordinator")
    assert await lead.open("/o/directory/coverage?lack=tonight&page=1") == 200
    assert await (await clerk(house, "agency_lead")).open("/o/directory/coverage") == 200


@in_house
async def test_the_matrix_of_a_province(house: WebHouse) -> None:
    desk = await clerk(house, "province_coordinator")
    assert await desk.open("/o/directory/matrix") == 200 and "Tỉnh này dùng bản gốc." in desk.page
    assert await desk.open("/o/directory/matrix?province=01") == 404
    assert await (await clerk(house, "agency_lead")).open("/o/directory/matrix") == 404


@in_house
async def test_bug_who_changed_a_matrix_stood_there_by_an_id(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")

    def change(work: SqlWork) -> None:
        (account,) = work.accounts.every()
        put_matrix(work, "51", shipped_matrix(), f"account:{account.id}")

    await house.desk.do(change)
    await desk.open("/o/directory/matrix?province=51")
    assert "Cô administrator, Người quản trị" in desk.page and "account:" not in desk.page
