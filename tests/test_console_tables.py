"""Tables at the console: a dry run shows every difference and every bad line; only what was shown is written."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

from aiohttp import FormData

from bot.store.work import SqlWork
from bot.table_write import csv_of, xlsx_of
from bot.tables.apart import SMALL
from referral.agencies import Agency
from tests.console_office import clerk
from tests.table_files import bombed, in_1258
from tests.test_console_directory import audited, send, version_in
from tests.web_house import AtDesk, WebHouse, in_house

HEAD = "mã,tên,vai trò,nơi,điện thoại,đã gọi thử\n"
GOOD = 'ca-1,Công an xã Sơn Tây,công an,"Xã Sơn Tây, Quảng Ngãi",0900000001,có\n'


async def upload(desk: AtDesk, data: bytes, kind: str = "agencies", name: str = "bảng.csv", province: str = "") -> int:
    """Send a file with the form of the page of tables; the status of the page that follows."""
    assert await desk.open("/o/directory/tables") == 200
    form = FormData()
    for field in ("csrf", "once"):
        form.add_field(field, desk.hidden(field))
    form.add_field("kind", kind)
    form.add_field("province", province)
    form.add_field("file", BytesIO(data), filename=name)
    answer = await desk.browser.post("/o/directory/tables", data=form)
    desk.page = (await answer.text()).replace("&#34;", '"')
    desk.path = str(answer.url.path)  # type: ignore[attr-defined]
    return answer.status


def kept_at(desk: AtDesk) -> str:
    """Where the dry run is that is open."""
    path: str = desk.path  # type: ignore[attr-defined]
    return path


@in_house
async def test_good_lines_are_written_bad_ones_said(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    bad = "ca-2,Công an,không rõ,khắp nơi,912345678,có\n"
    assert await upload(desk, (HEAD + GOOD + bad).encode()) == 200
    for words in ("+ 1", "1 dòng lỗi", '<th scope="row">3</th>', "không phải là một vai trò", "mất số 0 ở đầu"):
        assert words in desk.page, words
    assert "ca-1" not in await agencies(house), "nothing is written before somebody says so"
    at = kept_at(desk)
    assert await send(desk, at) == 200 and "Đã ghi các dòng tốt." in desk.page
    assert "ca-1" in await agencies(house) and "ca-2" not in await agencies(house)
    assert await desk.open(at) == 404, "what was written is kept no longer"
    assert len(await audited(house, "import directory")) == 1


async def agencies(house: WebHouse) -> dict[str, Agency]:
    """The agencies of the directory."""
    return await house.desk.do(lambda work: dict(work.directory.agencies))


@in_house
async def test_two_clicks_write_once_and_an_hour_is_enough(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    await upload(desk, (HEAD + GOOD).encode())
    at, page = kept_at(desk), desk.page
    assert await send(desk, at) == 200
    desk.page = page
    assert await send(desk, at) == 200 and "đã ghi rồi" in desk.page
    await upload(desk, (HEAD + GOOD.replace("ca-1", "ca-3")).encode())
    at, page = kept_at(desk), desk.page
    await (await clerk(house, "administrator")).open(at)
    for minutes in (29, 29, 1):  # an account that is not used for half an hour is logged out
        house.clock.forward(timedelta(minutes=minutes))
        assert await desk.open(at) == 200
    house.clock.forward(timedelta(minutes=2))
    assert await desk.open(at) == 404


@in_house
async def test_nobody_else_opens_my_table(house: WebHouse) -> None:
    desk, other = await clerk(house, "administrator"), await clerk(house, "administrator")
    await upload(desk, (HEAD + GOOD).encode())
    assert await other.open(kept_at(desk)) == 404


@in_house
async def test_a_directory_that_changed_meanwhile_is_compared_anew(house: WebHouse) -> None:
    desk, other = await clerk(house, "administrator"), await clerk(house, "administrator")
    await upload(desk, (HEAD + GOOD).encode())
    at = kept_at(desk)
    await upload(other, (HEAD + GOOD.replace("Công an xã", "CA xã")).encode())
    assert await send(other, kept_at(other)) == 200
    assert await send(desk, at) == 409
    assert "vừa được người khác sửa" in desk.page and "CA xã Sơn Tây" in desk.page
    assert await send(desk, at) == 200 and (await agencies(house))["ca-1"].name == "Công an xã Sơn Tây"


@in_house
async def test_a_province_writes_only_its_own(house: WebHouse) -> None:
    desk = await clerk(house, "province_coordinator")
    away = 'ca-9,Công an phường Ba Đình,công an,"Phường Ba Đình, Hà Nội",,\n'
    assert await upload(desk, (HEAD + GOOD + away).encode()) == 200
    assert "ngoài địa bàn của anh chị" in desk.page and "+ 1" in desk.page
    assert await upload(desk, b"x", "days") == 404
    assert await upload(desk, b"x", "matrix") == 400 and "Hãy chọn tỉnh" in desk.page
    assert await upload(desk, b"", name="") == 400 and "Hãy chọn một tệp" in desk.page
    lead = await clerk(house, "agency_lead")
    assert await upload(lead, b"x", "agencies") == 404
    mine = "cơ quan,cán bộ,ngày,từ giờ,đến giờ\n{},,hằng ngày,07:30,07:30\n"
    assert await upload(lead, mine.format("police-21340").encode(), "shifts") == 200 and "+ 1" in lead.page
    assert await send(lead, kept_at(lead)) == 200
    assert await upload(lead, mine.format("health_station-21340").encode(), "shifts") == 200
    assert "ngoài địa bàn" in lead.page and "không làm thay đổi gì" in lead.page


@in_house
async def test_files_that_are_none(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    large = b"x" * (20 * 1024 * 1024)
    assert await upload(desk, large) == 413 and "tối đa 5 MB" in desk.page
    assert await upload(desk, bombed(), name="a.xlsx") == 422 and "20.000 dòng" in desk.page
    assert await upload(desk, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR") == 422 and "Không đọc được tệp này" in desk.page
    assert await upload(desk, b"") == 422 and "Tệp này trống." in desk.page
    assert await upload(desk, "một,hai\nba,bốn\n".encode()) == 422 and "Dòng đầu phải là tên các cột" in desk.page


@in_house
async def test_bug_a_refused_file_forgot_what_table_it_was(house: WebHouse) -> None:
    desk = await clerk(house, "province_coordinator")
    for data, name in ((b"\x89PNG", "ảnh.csv"), (b"", "trống.csv"), (b"a,b\n1,2\n", "cột.csv"), (b"", "")):
        assert await upload(desk, data, "shifts", name) in (400, 422)
        assert '<option value="shifts" selected>' in desk.page, name


@in_house
async def test_bug_a_roster_was_compared_in_english(house: WebHouse) -> None:
    desk = await clerk(house, "province_coordinator")
    lines = "police-21340,,hằng ngày,17:30,07:30,không\npeople_committee-21340,,T8,7h,8h,\n"
    await upload(desk, f"cơ quan,người trực,ngày,từ giờ,đến giờ,ngày lễ\n{lines}".encode(), "shifts")
    assert "<td>hằng ngày · 17:30 · 07:30 · không</td>" in desk.page
    assert "<td>ngày</td><td>“T8” chưa rõ là ngày nào</td>" in desk.page


@in_house
async def test_a_name_that_lost_letters_is_a_bad_line(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    assert await upload(desk, (HEAD + GOOD.replace("Công an xã", "C?ng an x?")).encode()) == 200
    assert "tên bị mất chữ" in desk.page and "lưu lại bảng thành XLSX" in desk.page and "+ 0" in desk.page


def many(count: int) -> bytes:
    """A table of so many agencies, larger than what is read in the program's own process."""
    row = '{0},Trường {0} Sơn Tây,trường học,"Xã Sơn Tây, Quảng Ngãi",,\n'
    return (HEAD + "".join(row.format(f"tr-{n}") for n in range(count))).encode()


@in_house
async def test_a_large_table_is_read_apart_and_written_in_slices(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    table = many(1300)
    assert len(table) > SMALL
    assert await upload(desk, table.replace("vai trò".encode(), b"viec")) == 422 and "Dòng đầu phải" in desk.page
    assert await upload(desk, table) == 200 and "+ 1300" in desk.page
    assert await send(desk, kept_at(desk)) == 200 and "Đã ghi các dòng tốt." in desk.page
    assert "tr-1299" in await agencies(house)
    assert [action for _, action in await audited(house, "import")] == [
        *["import directory 300+0"] * 4,
        "import directory 100+0",
    ]


async def sent_while(house: WebHouse, desk: AtDesk, change: Callable[[SqlWork], None]) -> int:
    """Write the table that is open; somebody changes the directory after its first slice."""

    async def meanwhile() -> None:
        while not await audited(house, "import directory"):  # noqa: ASYNC110, only the log tells
            await asyncio.sleep(0)
        await house.desk.do(change)

    status, _ = await asyncio.gather(send(desk, kept_at(desk)), meanwhile())
    return status


@in_house
async def test_what_changes_between_two_slices_is_compared_anew(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    await upload(desk, many(1500))
    assert await sent_while(house, desk, lambda work: work.directories.changed()) == 200
    assert "Đã ghi các dòng tốt." in desk.page and "tr-1499" in await agencies(house)


@in_house
async def test_what_somebody_else_wrote_between_two_slices_is_shown_first(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    other = Agency("tr-1499", "Trường khác", "school", ("21340",))
    await upload(desk, many(1500))
    assert await sent_while(house, desk, lambda work: work.directories.replace([other], [])) == 409
    assert "có thể đã ghi một phần" in desk.page
    known = await agencies(house)
    assert "tr-0" in known and known["tr-1499"] == other


@in_house
async def test_an_old_office_writes_windows_1258(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    vietnamese = (HEAD + GOOD).replace("điện thoại", "phone").replace("đã gọi thử", "phone confirmed")
    assert await upload(desk, in_1258(vietnamese)) == 200
    assert "Windows-1258" in desk.page and "Công an xã Sơn Tây" in desk.page and "+ 1" in desk.page
    assert await upload(desk, vietnamese.encode("utf-16")) == 200 and "UTF-16" not in desk.page


@in_house
async def test_matrix_days_and_officers_go_the_same_way(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    assert await upload(desk, b"ng\xc3\xa0y,c\xc3\xb4ng s\xe1\xbb\x9f\n05/05/2027,ngh\xe1\xbb\x89\n", "days") == 200
    assert await send(desk, kept_at(desk)) == 200
    await desk.open("/o/directory/days?year=2027")
    assert "05/05/2027" in desk.page
    table = xlsx_of([("category", "role", "mode", "only_if", "wait"), ("emergency", "", "patience", "", "1 minute")])
    assert await upload(desk, table, "matrix", "m.xlsx", "51") == 200 and "1 minute" in desk.page
    assert await send(desk, kept_at(desk)) == 200
    at = "/o/directory/matrix"
    await desk.open(f"{at}?province=51")
    assert "Tỉnh này dùng bản đã sửa." in desk.page and "nhập bảng" in desk.page
    stale = version_in(desk.page, at)
    assert await desk.submit(at, version="x", province="51") == 409
    await desk.open(f"{at}?province=51")
    assert await desk.submit(at, version=stale, province="51") == 200 and "bản gốc" in desk.page
    faulty = table[:0] + csv_of([("category", "role", "mode"), ("xyz", "police", "act")])
    assert await upload(desk, faulty, "matrix", province="51") == 200 and "không phải là loại việc" in desk.page
    await upload(desk, (HEAD + GOOD).encode())
    await send(desk, kept_at(desk))
    assert await upload(desk, "cơ quan,tên,phó\nca-1,Nguyễn Văn Mẫu,có\n".encode(), "officers") == 200
    assert "ca-1-1" in desk.page and await send(desk, kept_at(desk)) == 200


@in_house
async def test_exports_are_proven_written_down_and_calculate_nothing(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    await upload(desk, (HEAD + GOOD.replace("Công an xã Sơn Tây", "=HYPERLINK(1)")).encode())
    await send(desk, kept_at(desk))
    for kind in ("agencies", "officers", "shifts", "days"):
        for ending in ("csv", "xlsx"):
            answer = await desk.browser.get(f"/o/directory/export/{kind}.{ending}")
            body = await answer.read()
            assert answer.status == 200 and b"\n=" not in body and b",=" not in body
    assert (await desk.browser.get("/o/directory/export/matrix.csv?province=51")).status == 200
    assert (await desk.browser.get("/o/directory/export/matrix.csv?province=00")).status == 404
    assert (await desk.browser.get("/o/directory/export/agencies.exe")).status == 404
    assert len(await audited(house, "export")) == 9
    house.clock.forward(timedelta(minutes=16))
    assert (await desk.browser.get("/o/directory/export/officers.csv")).url.path == "/o/again"
